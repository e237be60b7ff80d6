-- What version 0.1.0 wrote: its schema and a made-up shop of 14 customers, as pg_dump tells it.
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: account_keys; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.account_keys
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.accounts (
    user_id bigint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    time_zone text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);


--
-- Name: api_key_keys; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.api_key_keys
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    user_id bigint NOT NULL,
    key_number bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    scopes text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    last_used_at bigint,
    revoked_at bigint
);


--
-- Name: customer_identities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_identities (
    user_id bigint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    customer_id bigint NOT NULL,
    is_primary boolean NOT NULL,
    created_at bigint NOT NULL
);


--
-- Name: customer_keys; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.customer_keys
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: customer_profiles; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_profiles (
    user_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    first_name text COLLATE pg_catalog."C",
    last_name text COLLATE pg_catalog."C",
    email text COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    company_name text COLLATE pg_catalog."C",
    customer_type text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    status_source text NOT NULL COLLATE pg_catalog."C",
    predicted_value bigint,
    total_spent bigint DEFAULT 0 NOT NULL,
    total_orders bigint DEFAULT 0 NOT NULL,
    first_order_date bigint,
    last_order_date bigint,
    rfm_segment text COLLATE pg_catalog."C",
    churn_risk double precision,
    birthday bigint,
    language text COLLATE pg_catalog."C",
    time_zone text COLLATE pg_catalog."C",
    do_not_contact boolean NOT NULL,
    attributes jsonb NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT customer_profiles_churn_risk_check CHECK (((churn_risk >= (0)::double precision) AND (churn_risk <= (1)::double precision))),
    CONSTRAINT customer_profiles_customer_type_check CHECK ((customer_type = ANY (ARRAY['retail'::text, 'wholesale'::text, 'distributor'::text]))),
    CONSTRAINT customer_profiles_rfm_segment_check CHECK ((rfm_segment = ANY (ARRAY['Champions'::text, 'VIP'::text, 'New Customers'::text, 'Loyal Customers'::text, 'Potential Loyalists'::text, 'At Risk'::text, 'Lost'::text]))),
    CONSTRAINT customer_profiles_source_check CHECK ((source = ANY (ARRAY['direct'::text, 'marketplace'::text, 'referral'::text]))),
    CONSTRAINT customer_profiles_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'vip'::text, 'at_risk'::text, 'lost'::text]))),
    CONSTRAINT customer_profiles_status_source_check CHECK ((status_source = ANY (ARRAY['automatic'::text, 'manual'::text]))),
    CONSTRAINT customer_profiles_total_orders_check CHECK ((total_orders >= 0))
);


--
-- Name: customer_rfm_scores; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_rfm_scores (
    user_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    recency_score bigint NOT NULL,
    frequency_score bigint NOT NULL,
    monetary_score bigint NOT NULL,
    rfm_score bigint NOT NULL,
    rfm_segment text NOT NULL COLLATE pg_catalog."C",
    previous_segment text COLLATE pg_catalog."C",
    segment_changed_at bigint,
    as_of_day bigint NOT NULL,
    last_order_day bigint NOT NULL,
    first_order_day bigint,
    order_count bigint NOT NULL,
    total_spent bigint NOT NULL,
    orders_ever bigint NOT NULL,
    calculated_at bigint NOT NULL,
    CONSTRAINT customer_rfm_scores_check CHECK ((rfm_score = (((100 * recency_score) + (10 * frequency_score)) + monetary_score))),
    CONSTRAINT customer_rfm_scores_check1 CHECK ((last_order_day <= as_of_day)),
    CONSTRAINT customer_rfm_scores_check2 CHECK ((orders_ever >= order_count)),
    CONSTRAINT customer_rfm_scores_frequency_score_check CHECK (((frequency_score >= 1) AND (frequency_score <= 5))),
    CONSTRAINT customer_rfm_scores_monetary_score_check CHECK (((monetary_score >= 1) AND (monetary_score <= 5))),
    CONSTRAINT customer_rfm_scores_order_count_check CHECK ((order_count >= 0)),
    CONSTRAINT customer_rfm_scores_recency_score_check CHECK (((recency_score >= 1) AND (recency_score <= 5))),
    CONSTRAINT customer_rfm_scores_rfm_segment_check CHECK ((rfm_segment = ANY (ARRAY['Champions'::text, 'VIP'::text, 'New Customers'::text, 'Loyal Customers'::text, 'Potential Loyalists'::text, 'At Risk'::text, 'Lost'::text])))
);


--
-- Name: order_keys; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.order_keys
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: order_lines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.order_lines (
    user_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    placed_at bigint NOT NULL,
    order_key bigint NOT NULL,
    line bigint NOT NULL,
    sku text COLLATE pg_catalog."C",
    name text COLLATE pg_catalog."C",
    category text COLLATE pg_catalog."C",
    quantity bigint NOT NULL,
    unit_price bigint NOT NULL,
    CONSTRAINT order_lines_line_check CHECK ((line >= 1)),
    CONSTRAINT order_lines_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT order_lines_unit_price_check CHECK ((unit_price >= 0))
);


--
-- Name: order_refunds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.order_refunds (
    user_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    placed_at bigint NOT NULL,
    order_key bigint NOT NULL,
    refund_id text NOT NULL COLLATE pg_catalog."C",
    amount bigint NOT NULL,
    refunded_at bigint NOT NULL,
    reason text COLLATE pg_catalog."C",
    CONSTRAINT order_refunds_amount_check CHECK ((amount >= 0))
);


--
-- Name: orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orders (
    user_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    placed_at bigint NOT NULL,
    order_key bigint NOT NULL,
    placed_day bigint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL COLLATE pg_catalog."C",
    total bigint NOT NULL,
    refunded bigint NOT NULL,
    exchange_rate text COLLATE pg_catalog."C",
    is_qualifying boolean NOT NULL,
    value bigint NOT NULL,
    channel text COLLATE pg_catalog."C",
    updated_at bigint NOT NULL,
    fingerprint bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT orders_check CHECK (((refunded >= 0) AND (refunded <= total))),
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'fulfilled'::text, 'cancelled'::text, 'refunded'::text]))),
    CONSTRAINT orders_total_check CHECK ((total >= 0)),
    CONSTRAINT orders_value_check CHECK ((value >= 0))
);


--
-- Name: rfm_settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rfm_settings (
    user_id bigint NOT NULL,
    window_days bigint NOT NULL,
    recency_days text NOT NULL COLLATE pg_catalog."C",
    frequency_orders text NOT NULL COLLATE pg_catalog."C",
    monetary_amounts text NOT NULL COLLATE pg_catalog."C",
    updated_at bigint NOT NULL,
    CONSTRAINT rfm_settings_window_days_check CHECK ((window_days >= 1))
);


--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_migrations (
    "position" bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    checksum text NOT NULL COLLATE pg_catalog."C",
    applied_at bigint NOT NULL
);


--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.accounts VALUES (1, 'sample-shop', 'Bean & Leaf', 'USD', 'UTC', 1795572631190, 1795572632044);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES (1, 1, '01a21078-09ee-77eb-bc46-0e1c322de6b6', '\x4ae065b10ab6d6d46cb22b6ffe267d046f83968275e0f473cbef182da3b5ff48', 'sample shop', 'account:read account:write api-keys:read api-keys:write orders:read orders:write profiles:read profiles:write rfm:read rfm:write', 1795572632046, NULL, NULL);


--
-- Data for Name: customer_identities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_identities VALUES (1, 'C-10001', 1, true, 1738454399999);
INSERT INTO public.customer_identities VALUES (1, 'C-10002', 2, true, 1740355199999);
INSERT INTO public.customer_identities VALUES (1, 'C-10003', 3, true, 1746748799999);
INSERT INTO public.customer_identities VALUES (1, 'C-10004', 4, true, 1755475199999);
INSERT INTO public.customer_identities VALUES (1, 'C-10005', 5, true, 1761263999999);
INSERT INTO public.customer_identities VALUES (1, 'C-10006', 6, true, 1765324799999);
INSERT INTO public.customer_identities VALUES (1, 'C-10007', 7, true, 1765670399999);
INSERT INTO public.customer_identities VALUES (1, 'C-10008', 8, true, 1772495999999);
INSERT INTO public.customer_identities VALUES (1, 'C-10009', 9, true, 1774223999999);
INSERT INTO public.customer_identities VALUES (1, 'C-10010', 10, true, 1778975999999);
INSERT INTO public.customer_identities VALUES (1, 'C-10011', 11, true, 1781999999999);
INSERT INTO public.customer_identities VALUES (1, 'C-10012', 12, true, 1788134399999);
INSERT INTO public.customer_identities VALUES (1, 'C-10013', 13, true, 1790726399999);
INSERT INTO public.customer_identities VALUES (1, 'C-10014', 14, true, 1794614399999);


--
-- Data for Name: customer_profiles; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_profiles VALUES (1, 14, 'C-10014', 'Camila', 'Ortega', 'camilaortega@example.com', '+16175550109', 'Ortega''s Delicatessen', 'wholesale', 'referral', 'active', 'automatic', NULL, 284096, 1, 1794809671000, 1794809671000, 'New Customers', NULL, NULL, 'en', 'America/Los_Angeles', false, '{"locations": 3, "deliveryDay": "Thursday", "ownEspressoMachine": true}', 1794614399999, 1794873599999);
INSERT INTO public.customer_profiles VALUES (1, 13, 'C-10013', 'Jürgen', 'Vogel', 'vogel.jurgen@example.com', NULL, NULL, 'retail', 'direct', 'active', 'automatic', NULL, 11710, 1, 1790671216000, 1790671216000, 'New Customers', NULL, NULL, 'de', 'Europe/Berlin', false, '{"grindsAtHome": false, "householdSize": 1, "favouriteDrink": "cold brew"}', 1790726399999, 1790726399999);
INSERT INTO public.customer_profiles VALUES (1, 6, 'C-10006', 'Anna', 'von Arnim', 'anna.vonarnim@example.com', '+493023125000', NULL, 'retail', 'direct', 'active', 'automatic', NULL, 108880, 9, 1765312622000, 1795218128000, 'Loyal Customers', NULL, NULL, 'de', 'Europe/Berlin', false, '{"grindsAtHome": false, "householdSize": 4, "favouriteDrink": "black tea"}', 1765324799999, 1795219199999);
INSERT INTO public.customer_profiles VALUES (1, 4, 'C-10004', 'Solveig', 'Lindström', 'solveig.lindstrom@example.net', NULL, NULL, 'retail', 'marketplace', 'active', 'automatic', NULL, 127560, 16, 1755468652000, 1795272580000, 'Loyal Customers', NULL, 5098, 'sv', 'Europe/Stockholm', false, '{"grindsAtHome": false, "householdSize": 1, "favouriteDrink": "herbal tea"}', 1755475199999, 1795305599999);
INSERT INTO public.customer_profiles VALUES (1, 1, 'C-10001', 'Ximena', 'Iglesias', 'x.iglesias@example.com', '+12025550100', NULL, 'retail', 'referral', 'inactive', 'automatic', NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, 'en', 'America/Los_Angeles', false, '{"grindsAtHome": false, "householdSize": 1, "favouriteDrink": "cold brew"}', 1738454399999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 2, 'C-10002', 'Davide', 'De Santis', 'davidedesantis@example.org', NULL, NULL, 'retail', 'referral', 'lost', 'automatic', NULL, 17590, 1, 1740344314000, 1740344314000, 'Lost', NULL, -2469, 'it', 'Europe/Rome', false, '{"grindsAtHome": false, "householdSize": 6, "favouriteDrink": "cold brew"}', 1740355199999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 3, 'C-10003', 'Hamish', 'Fraser', 'hamish.fraser@example.com', '+447700900000', 'Tea Room Juniper', 'wholesale', 'referral', 'vip', 'automatic', NULL, 951808, 6, 1747064064000, 1791293133000, 'VIP', NULL, NULL, 'en', 'Europe/London', false, '{"locations": 2, "deliveryDay": "Thursday", "ownEspressoMachine": false}', 1746748799999, 1791331199999);
INSERT INTO public.customer_profiles VALUES (1, 11, 'C-10011', 'François', 'Lefèvre', 'francois.lefevre@example.org', '+13035550135', NULL, 'retail', 'direct', 'active', 'automatic', NULL, 12600, 3, 1781985081000, 1788163102000, 'Potential Loyalists', NULL, 8441, 'fr', 'America/Toronto', false, '{"grindsAtHome": false, "householdSize": 6, "favouriteDrink": "green tea"}', 1781999999999, 1788220799999);
INSERT INTO public.customer_profiles VALUES (1, 5, 'C-10005', 'Daichi', 'Suzuki', 'daichi.suzuki@example.org', NULL, NULL, 'retail', 'direct', 'lost', 'automatic', NULL, 7380, 2, 1761251840000, 1771791353000, 'Lost', NULL, NULL, 'ja', 'Asia/Tokyo', false, '{"grindsAtHome": false, "householdSize": 3, "favouriteDrink": "cold brew"}', 1761263999999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 10, 'C-10010', 'Vikram', 'Menon', 'vikram.menon@example.com', '+18085550148', NULL, 'retail', 'direct', 'active', 'automatic', NULL, 65190, 8, 1778936230000, 1793913729000, 'Loyal Customers', NULL, 10969, 'en', 'America/New_York', false, '{"grindsAtHome": false, "householdSize": 3, "favouriteDrink": "espresso"}', 1778975999999, 1793923199999);
INSERT INTO public.customer_profiles VALUES (1, 7, 'C-10007', 'Rémi', 'Rousseau', 'remi.rousseau@example.org', '+13035550187', NULL, 'retail', 'referral', 'lost', 'automatic', NULL, 8380, 3, 1765650271000, 1778781372000, 'Lost', NULL, NULL, 'fr', 'America/Toronto', false, '{"grindsAtHome": true, "householdSize": 5, "favouriteDrink": "filter"}', 1765670399999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 8, 'C-10008', 'Grace', 'Robinson', 'grace.robinson@example.com', '+15125550174', NULL, 'retail', 'direct', 'lost', 'automatic', NULL, 27280, 1, 1772486286000, 1772486286000, 'Lost', NULL, 6776, 'en', 'America/Los_Angeles', false, '{"grindsAtHome": false, "householdSize": 1, "favouriteDrink": "black tea"}', 1772495999999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 9, 'C-10009', 'Naomi', 'Brown', 'naomibrown@example.com', '+16175550161', NULL, 'retail', 'direct', 'lost', 'automatic', NULL, 11290, 1, 1774198232000, 1774198232000, 'Lost', NULL, NULL, 'en', 'America/New_York', false, '{"grindsAtHome": false, "householdSize": 2, "favouriteDrink": "cold brew"}', 1774223999999, 1795572632034);
INSERT INTO public.customer_profiles VALUES (1, 12, 'C-10012', 'Madison', 'Davis', 'madison.davis@example.net', '+15125550122', 'The Harbour Coffee House', 'wholesale', 'direct', 'active', 'automatic', NULL, 82976, 1, 1788166862000, 1788166862000, 'Potential Loyalists', NULL, NULL, 'en', 'America/New_York', false, '{"locations": 2, "deliveryDay": "Thursday", "ownEspressoMachine": false}', 1788134399999, 1795572632034);


--
-- Data for Name: customer_rfm_scores; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_rfm_scores VALUES (1, 2, 1, 1, 1, 111, 'Lost', 'New Customers', 1795572632034, 20782, 20142, NULL, 0, 0, 1, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 3, 4, 2, 5, 425, 'VIP', 'Potential Loyalists', 1791331199999, 20782, 20732, 20516, 3, 559184, 6, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 4, 5, 5, 2, 552, 'Loyal Customers', 'Potential Loyalists', 1758585599999, 20782, 20778, 20428, 12, 86950, 16, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 5, 1, 1, 1, 111, 'Lost', 'Potential Loyalists', 1795572632034, 20782, 20506, 20506, 1, 3500, 2, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 6, 5, 4, 3, 543, 'Loyal Customers', 'Potential Loyalists', 1769126399999, 20782, 20777, 20431, 9, 108880, 9, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 7, 1, 2, 1, 121, 'Lost', 'Potential Loyalists', 1795572632034, 20782, 20587, 20435, 3, 8380, 3, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 8, 1, 1, 1, 111, 'Lost', 'New Customers', 1795572632034, 20782, 20514, 20514, 1, 27280, 1, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 9, 1, 1, 1, 111, 'Lost', 'New Customers', 1795572632034, 20782, 20534, 20534, 1, 11290, 1, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 10, 5, 4, 2, 542, 'Loyal Customers', 'Potential Loyalists', 1785283199999, 20782, 20762, 20589, 8, 65190, 8, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 11, 3, 2, 1, 321, 'Potential Loyalists', 'New Customers', 1784159999999, 20782, 20696, 20624, 3, 12600, 3, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 12, 3, 1, 2, 312, 'Potential Loyalists', 'New Customers', 1795572632034, 20782, 20696, 20696, 1, 82976, 1, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 13, 4, 1, 1, 411, 'New Customers', NULL, NULL, 20782, 20725, 20725, 1, 11710, 1, 1795572632034);
INSERT INTO public.customer_rfm_scores VALUES (1, 14, 5, 1, 4, 514, 'New Customers', NULL, NULL, 20782, 20773, 20773, 1, 284096, 1, 1795572632034);


--
-- Data for Name: order_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.order_lines VALUES (1, 2, 1740344314000, 1, 1, 'COF-103', 'Espresso Nero, 250 g', 'coffee', 3000, 1050);
INSERT INTO public.order_lines VALUES (1, 2, 1740344314000, 1, 2, 'BRW-108', 'Digital Scale', 'brewing', 1000, 3900);
INSERT INTO public.order_lines VALUES (1, 2, 1740344314000, 1, 3, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 1000, 4450);
INSERT INTO public.order_lines VALUES (1, 2, 1740344314000, 1, 4, 'COF-108', 'Ethiopia Yirgacheffe, 1 kg', 'coffee', 1000, 4900);
INSERT INTO public.order_lines VALUES (1, 2, 1740344314000, 1, 5, 'TEA-106', 'Assam Tippy, 100 g', 'tea', 1000, 1190);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 1, 'COF-102', 'House Blend, 1 kg', 'coffee', 19000, 2560);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 2, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 25000, 3560);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 3, 'COF-106', 'Decaf Evening, 1 kg', 'coffee', 8000, 3040);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 4, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 11000, 2800);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 5, 'BRW-103', 'Paper Filters, 100 pieces', 'brewing', 14000, 552);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 6, 'TAB-101', 'Espresso Cups, set of 4', 'tableware', 20000, 2312);
INSERT INTO public.order_lines VALUES (1, 3, 1747064064000, 2, 7, 'BRW-111', 'Descaler, 500 ml', 'brewing', 13000, 1032);
INSERT INTO public.order_lines VALUES (1, 3, 1750251246000, 3, 1, 'BRW-103', 'Paper Filters, 100 pieces', 'brewing', 22000, 552);
INSERT INTO public.order_lines VALUES (1, 3, 1751549300000, 4, 1, 'COF-102', 'House Blend, 1 kg', 'coffee', 10000, 2560);
INSERT INTO public.order_lines VALUES (1, 3, 1751549300000, 4, 2, 'BRW-103', 'Paper Filters, 100 pieces', 'brewing', 8000, 552);
INSERT INTO public.order_lines VALUES (1, 3, 1751549300000, 4, 3, 'COF-106', 'Decaf Evening, 1 kg', 'coffee', 18000, 3040);
INSERT INTO public.order_lines VALUES (1, 3, 1751549300000, 4, 4, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 10000, 3560);
INSERT INTO public.order_lines VALUES (1, 4, 1755468652000, 5, 1, 'TEA-103', 'Earl Grey, 100 g', 'tea', 1000, 850);
INSERT INTO public.order_lines VALUES (1, 4, 1755468652000, 5, 2, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 1000, 3500);
INSERT INTO public.order_lines VALUES (1, 4, 1755468652000, 5, 3, 'COF-102', 'House Blend, 1 kg', 'coffee', 1000, 3200);
INSERT INTO public.order_lines VALUES (1, 4, 1755468652000, 5, 4, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 4, 1755969656000, 6, 1, 'TEA-103', 'Earl Grey, 100 g', 'tea', 1000, 850);
INSERT INTO public.order_lines VALUES (1, 4, 1755969656000, 6, 2, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 4, 1757455513000, 7, 1, 'TAB-106', 'Travel Cup, 350 ml', 'tableware', 2000, 2490);
INSERT INTO public.order_lines VALUES (1, 4, 1757455513000, 7, 2, 'GIF-102', 'Tasting Box Tea', 'gifts', 1000, 2790);
INSERT INTO public.order_lines VALUES (1, 4, 1757455513000, 7, 3, 'BRW-101', 'French Press, 1 l', 'brewing', 1000, 3490);
INSERT INTO public.order_lines VALUES (1, 4, 1758573000000, 8, 1, 'COF-112', 'Kenya AA Nyeri, 250 g', 'coffee', 2000, 1690);
INSERT INTO public.order_lines VALUES (1, 4, 1758573000000, 8, 2, 'TAB-108', 'Latte Glasses, set of 6', 'tableware', 1000, 2990);
INSERT INTO public.order_lines VALUES (1, 4, 1758573000000, 8, 3, 'TEA-102', 'English Breakfast, 1 kg', 'tea', 1000, 4200);
INSERT INTO public.order_lines VALUES (1, 4, 1758573000000, 8, 4, 'COF-109', 'Colombia Huila, 250 g', 'coffee', 4000, 1350);
INSERT INTO public.order_lines VALUES (1, 5, 1761251840000, 9, 1, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 5, 1761251840000, 9, 2, 'COF-111', 'Guatemala Antigua, 250 g', 'coffee', 1000, 1390);
INSERT INTO public.order_lines VALUES (1, 4, 1765031329000, 10, 1, 'TEA-109', 'Jasmine Pearls, 100 g', 'tea', 1000, 1850);
INSERT INTO public.order_lines VALUES (1, 4, 1765031329000, 10, 2, 'BRW-111', 'Descaler, 500 ml', 'brewing', 1000, 1290);
INSERT INTO public.order_lines VALUES (1, 6, 1765312622000, 11, 1, 'COF-113', 'Sumatra Mandheling, 250 g', 'coffee', 1000, 1450);
INSERT INTO public.order_lines VALUES (1, 6, 1765312622000, 11, 2, 'KIT-106', 'Chef''s Knife, 20 cm', 'kitchen', 1000, 8900);
INSERT INTO public.order_lines VALUES (1, 6, 1765312622000, 11, 3, 'GIF-102', 'Tasting Box Tea', 'gifts', 1000, 2790);
INSERT INTO public.order_lines VALUES (1, 6, 1765312622000, 11, 4, 'GIF-105', 'Advent Calendar', 'gifts', 1000, 4490);
INSERT INTO public.order_lines VALUES (1, 6, 1765312622000, 11, 5, 'BRW-105', 'Hand Grinder', 'brewing', 1000, 7900);
INSERT INTO public.order_lines VALUES (1, 7, 1765650271000, 12, 1, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 6, 1766213833000, 13, 1, 'GIF-105', 'Advent Calendar', 'gifts', 1000, 4490);
INSERT INTO public.order_lines VALUES (1, 7, 1767298456000, 14, 1, 'COF-101', 'House Blend, 250 g', 'coffee', 2000, 950);
INSERT INTO public.order_lines VALUES (1, 7, 1767298456000, 14, 2, 'COF-105', 'Decaf Evening, 250 g', 'coffee', 1000, 1150);
INSERT INTO public.order_lines VALUES (1, 6, 1768777372000, 15, 1, 'COF-102', 'House Blend, 1 kg', 'coffee', 1000, 3200);
INSERT INTO public.order_lines VALUES (1, 6, 1769120312000, 16, 1, 'TEA-101', 'English Breakfast, 100 g', 'tea', 2000, 790);
INSERT INTO public.order_lines VALUES (1, 6, 1769120312000, 16, 2, 'BRW-104', 'Stovetop Pot, 6 cups', 'brewing', 1000, 3990);
INSERT INTO public.order_lines VALUES (1, 5, 1771791353000, 17, 1, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 1000, 3500);
INSERT INTO public.order_lines VALUES (1, 4, 1771846686000, 18, 1, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 4, 1771846686000, 18, 2, 'COF-101', 'House Blend, 250 g', 'coffee', 3000, 950);
INSERT INTO public.order_lines VALUES (1, 8, 1772486286000, 19, 1, 'KIT-110', 'Brown Sugar Cubes, 1 kg', 'kitchen', 3000, 490);
INSERT INTO public.order_lines VALUES (1, 8, 1772486286000, 19, 2, 'BRW-102', 'Pour-over Dripper', 'brewing', 2000, 2290);
INSERT INTO public.order_lines VALUES (1, 8, 1772486286000, 19, 3, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 2000, 1690);
INSERT INTO public.order_lines VALUES (1, 8, 1772486286000, 19, 4, 'BRW-106', 'Electric Burr Grinder', 'brewing', 1000, 16900);
INSERT INTO public.order_lines VALUES (1, 8, 1772486286000, 19, 5, 'COF-101', 'House Blend, 250 g', 'coffee', 1000, 950);
INSERT INTO public.order_lines VALUES (1, 3, 1772621094000, 20, 1, 'TEA-104', 'Earl Grey, 1 kg', 'tea', 9000, 3680);
INSERT INTO public.order_lines VALUES (1, 3, 1772621094000, 20, 2, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 22000, 3560);
INSERT INTO public.order_lines VALUES (1, 3, 1772621094000, 20, 3, 'COF-102', 'House Blend, 1 kg', 'coffee', 25000, 2560);
INSERT INTO public.order_lines VALUES (1, 3, 1772621094000, 20, 4, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 12000, 2800);
INSERT INTO public.order_lines VALUES (1, 4, 1773065634000, 21, 1, 'BRW-105', 'Hand Grinder', 'brewing', 1000, 7900);
INSERT INTO public.order_lines VALUES (1, 6, 1773602248000, 22, 1, 'COF-105', 'Decaf Evening, 250 g', 'coffee', 1000, 1150);
INSERT INTO public.order_lines VALUES (1, 6, 1773602248000, 22, 2, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 1000, 4450);
INSERT INTO public.order_lines VALUES (1, 9, 1774198232000, 23, 1, 'KIT-102', 'Measuring Spoons', 'kitchen', 1000, 1190);
INSERT INTO public.order_lines VALUES (1, 9, 1774198232000, 23, 2, 'BRW-107', 'Gooseneck Kettle', 'brewing', 1000, 6900);
INSERT INTO public.order_lines VALUES (1, 9, 1774198232000, 23, 3, 'COF-102', 'House Blend, 1 kg', 'coffee', 1000, 3200);
INSERT INTO public.order_lines VALUES (1, 4, 1775671845000, 24, 1, 'KIT-107', 'Cast-iron Pan, 26 cm', 'kitchen', 1000, 5900);
INSERT INTO public.order_lines VALUES (1, 4, 1775671845000, 24, 2, 'KIT-106', 'Chef''s Knife, 20 cm', 'kitchen', 1000, 8900);
INSERT INTO public.order_lines VALUES (1, 4, 1776606629000, 25, 1, 'COF-109', 'Colombia Huila, 250 g', 'coffee', 2000, 1350);
INSERT INTO public.order_lines VALUES (1, 4, 1776606629000, 25, 2, 'COF-103', 'Espresso Nero, 250 g', 'coffee', 2000, 1050);
INSERT INTO public.order_lines VALUES (1, 4, 1776606629000, 25, 3, 'KIT-110', 'Brown Sugar Cubes, 1 kg', 'kitchen', 1000, 490);
INSERT INTO public.order_lines VALUES (1, 4, 1776606629000, 25, 4, 'TAB-103', 'Stoneware Mug', 'tableware', 1000, 1590);
INSERT INTO public.order_lines VALUES (1, 4, 1780004815000, 33, 1, 'TEA-101', 'English Breakfast, 100 g', 'tea', 1000, 790);
INSERT INTO public.order_lines VALUES (1, 4, 1780004815000, 33, 2, 'TEA-106', 'Assam Tippy, 100 g', 'tea', 1000, 1190);
INSERT INTO public.order_lines VALUES (1, 4, 1780004815000, 33, 3, 'TAB-102', 'Cappuccino Cups, set of 4', 'tableware', 1000, 3490);
INSERT INTO public.order_lines VALUES (1, 4, 1780004815000, 33, 4, 'BRW-110', 'Milk Frother', 'brewing', 1000, 3290);
INSERT INTO public.order_lines VALUES (1, 4, 1780004815000, 33, 5, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 6, 1785993276000, 41, 1, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 6, 1785993276000, 41, 2, 'TAB-104', 'Glass Teapot, 1.2 l', 'tableware', 1000, 3290);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 1, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 17000, 3560);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 2, 'TEA-104', 'Earl Grey, 1 kg', 'tea', 19000, 3680);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 3, 'KIT-109', 'Almond Cantuccini, 250 g', 'kitchen', 19000, 552);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 4, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 9000, 2800);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 5, 'TAB-102', 'Cappuccino Cups, set of 4', 'tableware', 28000, 2792);
INSERT INTO public.order_lines VALUES (1, 3, 1791293133000, 49, 6, 'COF-108', 'Ethiopia Yirgacheffe, 1 kg', 'coffee', 15000, 3920);
INSERT INTO public.order_lines VALUES (1, 10, 1791719876000, 50, 1, 'BRW-110', 'Milk Frother', 'brewing', 1000, 3290);
INSERT INTO public.order_lines VALUES (1, 4, 1777244413000, 26, 1, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 4, 1777244413000, 26, 2, 'TEA-103', 'Earl Grey, 100 g', 'tea', 2000, 850);
INSERT INTO public.order_lines VALUES (1, 4, 1777244413000, 26, 3, 'COF-114', 'Cold Brew Packs, 6 pieces', 'coffee', 1000, 1250);
INSERT INTO public.order_lines VALUES (1, 11, 1781985081000, 34, 1, 'TAB-103', 'Stoneware Mug', 'tableware', 1000, 1590);
INSERT INTO public.order_lines VALUES (1, 11, 1781985081000, 34, 2, 'TEA-101', 'English Breakfast, 100 g', 'tea', 2000, 790);
INSERT INTO public.order_lines VALUES (1, 11, 1781985081000, 34, 3, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 1000, 4450);
INSERT INTO public.order_lines VALUES (1, 4, 1787169796000, 42, 1, 'COF-108', 'Ethiopia Yirgacheffe, 1 kg', 'coffee', 1000, 4900);
INSERT INTO public.order_lines VALUES (1, 4, 1787169796000, 42, 2, 'KIT-103', 'Linen Tea Towels, pair', 'kitchen', 4000, 1690);
INSERT INTO public.order_lines VALUES (1, 6, 1778192196000, 27, 1, 'TEA-101', 'English Breakfast, 100 g', 'tea', 1000, 790);
INSERT INTO public.order_lines VALUES (1, 6, 1778192196000, 27, 2, 'KIT-103', 'Linen Tea Towels, pair', 'kitchen', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 6, 1782138545000, 35, 1, 'GIF-103', 'Barista Starter Set', 'gifts', 1000, 8900);
INSERT INTO public.order_lines VALUES (1, 6, 1782138545000, 35, 2, 'TAB-103', 'Stoneware Mug', 'tableware', 2000, 1590);
INSERT INTO public.order_lines VALUES (1, 10, 1783111824000, 36, 1, 'COF-109', 'Colombia Huila, 250 g', 'coffee', 1000, 1350);
INSERT INTO public.order_lines VALUES (1, 10, 1783111824000, 36, 2, 'BRW-103', 'Paper Filters, 100 pieces', 'brewing', 2000, 690);
INSERT INTO public.order_lines VALUES (1, 10, 1783111824000, 36, 3, 'BRW-107', 'Gooseneck Kettle', 'brewing', 1000, 6900);
INSERT INTO public.order_lines VALUES (1, 10, 1783111824000, 36, 4, 'COF-111', 'Guatemala Antigua, 250 g', 'coffee', 1000, 1390);
INSERT INTO public.order_lines VALUES (1, 10, 1783111824000, 36, 5, 'KIT-102', 'Measuring Spoons', 'kitchen', 1000, 1190);
INSERT INTO public.order_lines VALUES (1, 10, 1793913729000, 52, 1, 'TAB-108', 'Latte Glasses, set of 6', 'tableware', 1000, 2990);
INSERT INTO public.order_lines VALUES (1, 4, 1778607954000, 28, 1, 'TAB-106', 'Travel Cup, 350 ml', 'tableware', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 4, 1778607954000, 28, 2, 'KIT-108', 'Honey, 500 g', 'kitchen', 1000, 990);
INSERT INTO public.order_lines VALUES (1, 3, 1788029548000, 43, 1, 'COF-108', 'Ethiopia Yirgacheffe, 1 kg', 'coffee', 12000, 3920);
INSERT INTO public.order_lines VALUES (1, 4, 1792664511000, 51, 1, 'TAB-103', 'Stoneware Mug', 'tableware', 1000, 1590);
INSERT INTO public.order_lines VALUES (1, 4, 1792664511000, 51, 2, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 7, 1778781372000, 29, 1, 'KIT-103', 'Linen Tea Towels, pair', 'kitchen', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 7, 1778781372000, 29, 2, 'COF-105', 'Decaf Evening, 250 g', 'coffee', 1000, 1150);
INSERT INTO public.order_lines VALUES (1, 10, 1783371476000, 37, 1, 'TAB-107', 'Porcelain Plates, set of 4', 'tableware', 1000, 4990);
INSERT INTO public.order_lines VALUES (1, 10, 1783371476000, 37, 2, 'COF-103', 'Espresso Nero, 250 g', 'coffee', 3000, 1050);
INSERT INTO public.order_lines VALUES (1, 10, 1783371476000, 37, 3, 'KIT-107', 'Cast-iron Pan, 26 cm', 'kitchen', 1000, 5900);
INSERT INTO public.order_lines VALUES (1, 11, 1788163102000, 44, 1, 'TAB-106', 'Travel Cup, 350 ml', 'tableware', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 12, 1788166862000, 45, 1, 'TEA-112', 'Masala Chai, 100 g', 'tea', 8000, 712);
INSERT INTO public.order_lines VALUES (1, 12, 1788166862000, 45, 2, 'TEA-104', 'Earl Grey, 1 kg', 'tea', 21000, 3680);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 1, 'TAB-107', 'Porcelain Plates, set of 4', 'tableware', 1000, 4990);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 2, 'COF-109', 'Colombia Huila, 250 g', 'coffee', 1000, 1350);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 3, 'TEA-105', 'Darjeeling First Flush, 100 g', 'tea', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 4, 'KIT-101', 'Airtight Canister, 1 l', 'kitchen', 1000, 2190);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 5, 'BRW-102', 'Pour-over Dripper', 'brewing', 1000, 2290);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 6, 'COF-101', 'House Blend, 250 g', 'coffee', 1000, 950);
INSERT INTO public.order_lines VALUES (1, 10, 1778936230000, 30, 7, 'COF-108', 'Ethiopia Yirgacheffe, 1 kg', 'coffee', 1000, 4900);
INSERT INTO public.order_lines VALUES (1, 11, 1784134732000, 38, 1, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 10, 1788450024000, 46, 1, 'BRW-107', 'Gooseneck Kettle', 'brewing', 1000, 6900);
INSERT INTO public.order_lines VALUES (1, 13, 1790671216000, 47, 1, 'COF-106', 'Decaf Evening, 1 kg', 'coffee', 1000, 3800);
INSERT INTO public.order_lines VALUES (1, 13, 1790671216000, 47, 2, 'TEA-101', 'English Breakfast, 100 g', 'tea', 1000, 790);
INSERT INTO public.order_lines VALUES (1, 13, 1790671216000, 47, 3, 'COF-103', 'Espresso Nero, 250 g', 'coffee', 1000, 1050);
INSERT INTO public.order_lines VALUES (1, 13, 1790671216000, 47, 4, 'KIT-103', 'Linen Tea Towels, pair', 'kitchen', 1000, 1690);
INSERT INTO public.order_lines VALUES (1, 13, 1790671216000, 47, 5, 'KIT-101', 'Airtight Canister, 1 l', 'kitchen', 2000, 2190);
INSERT INTO public.order_lines VALUES (1, 10, 1791023409000, 48, 1, 'TEA-112', 'Masala Chai, 100 g', 'tea', 1000, 890);
INSERT INTO public.order_lines VALUES (1, 10, 1791023409000, 48, 2, 'COF-109', 'Colombia Huila, 250 g', 'coffee', 1000, 1350);
INSERT INTO public.order_lines VALUES (1, 10, 1791023409000, 48, 3, 'KIT-105', 'Enamel Bread Tin', 'kitchen', 1000, 3690);
INSERT INTO public.order_lines VALUES (1, 4, 1795272580000, 55, 1, 'TEA-107', 'Sencha, 100 g', 'tea', 1000, 1390);
INSERT INTO public.order_lines VALUES (1, 4, 1795272580000, 55, 2, 'BRW-102', 'Pour-over Dripper', 'brewing', 2000, 2290);
INSERT INTO public.order_lines VALUES (1, 10, 1779652706000, 31, 1, 'COF-113', 'Sumatra Mandheling, 250 g', 'coffee', 1000, 1450);
INSERT INTO public.order_lines VALUES (1, 10, 1779652706000, 31, 2, 'TEA-108', 'Matcha, 30 g', 'tea', 1000, 2490);
INSERT INTO public.order_lines VALUES (1, 10, 1785221924000, 39, 1, 'BRW-101', 'French Press, 1 l', 'brewing', 1000, 3490);
INSERT INTO public.order_lines VALUES (1, 10, 1785221924000, 39, 2, 'COF-113', 'Sumatra Mandheling, 250 g', 'coffee', 1000, 1450);
INSERT INTO public.order_lines VALUES (1, 10, 1785320349000, 40, 1, 'COF-103', 'Espresso Nero, 250 g', 'coffee', 1000, 1050);
INSERT INTO public.order_lines VALUES (1, 10, 1785320349000, 40, 2, 'TEA-106', 'Assam Tippy, 100 g', 'tea', 2000, 1190);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 1, 'KIT-108', 'Honey, 500 g', 'kitchen', 4000, 990);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 2, 'GIF-104', 'Breakfast Hamper', 'gifts', 1000, 5900);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 3, 'GIF-103', 'Barista Starter Set', 'gifts', 1000, 8900);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 4, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 1000, 4450);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 5, 'TEA-109', 'Jasmine Pearls, 100 g', 'tea', 1000, 1850);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 6, 'BRW-106', 'Electric Burr Grinder', 'brewing', 1000, 16900);
INSERT INTO public.order_lines VALUES (1, 6, 1795218128000, 54, 7, 'GIF-101', 'Tasting Box Coffee', 'gifts', 1000, 2990);
INSERT INTO public.order_lines VALUES (1, 4, 1779792269000, 32, 1, 'TEA-112', 'Masala Chai, 100 g', 'tea', 1000, 890);
INSERT INTO public.order_lines VALUES (1, 4, 1779792269000, 32, 2, 'TAB-103', 'Stoneware Mug', 'tableware', 2000, 1590);
INSERT INTO public.order_lines VALUES (1, 4, 1779792269000, 32, 3, 'TEA-104', 'Earl Grey, 1 kg', 'tea', 1000, 4600);
INSERT INTO public.order_lines VALUES (1, 4, 1779792269000, 32, 4, 'TEA-106', 'Assam Tippy, 100 g', 'tea', 1000, 1190);
INSERT INTO public.order_lines VALUES (1, 4, 1779792269000, 32, 5, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 1000, 3500);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 1, 'KIT-110', 'Brown Sugar Cubes, 1 kg', 'kitchen', 8000, 392);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 2, 'TEA-104', 'Earl Grey, 1 kg', 'tea', 16000, 3680);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 3, 'TEA-112', 'Masala Chai, 100 g', 'tea', 11000, 712);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 4, 'TAB-108', 'Latte Glasses, set of 6', 'tableware', 28000, 2392);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 5, 'TAB-101', 'Espresso Cups, set of 4', 'tableware', 11000, 2312);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 6, 'COF-104', 'Espresso Nero, 1 kg', 'coffee', 20000, 2800);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 7, 'TEA-102', 'English Breakfast, 1 kg', 'tea', 9000, 3360);
INSERT INTO public.order_lines VALUES (1, 14, 1794809671000, 53, 8, 'COF-110', 'Colombia Huila, 1 kg', 'coffee', 10000, 3560);


--
-- Data for Name: order_refunds; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.order_refunds VALUES (1, 4, 1773065634000, 21, '1021-R1', 3950, 1774717296000, 'arrived too late');
INSERT INTO public.order_refunds VALUES (1, 10, 1788450024000, 46, '1046-R1', 6900, 1790501137000, 'arrived too late');


--
-- Data for Name: orders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orders VALUES (1, 2, 1740344314000, 1, 20142, '1001', 'fulfilled', 'USD', 17590, 0, NULL, true, 17590, 'web', 1740626618000, -3252596201222276260, 1740355199999);
INSERT INTO public.orders VALUES (1, 3, 1747064064000, 2, 20220, '1002', 'fulfilled', 'USD', 260144, 0, NULL, true, 260144, 'phone', 1747348416000, 2147710370994889855, 1747094399999);
INSERT INTO public.orders VALUES (1, 3, 1750251246000, 3, 20257, '1003', 'fulfilled', 'USD', 12144, 0, NULL, true, 12144, 'web', 1750519590000, 9136125604189334924, 1750291199999);
INSERT INTO public.orders VALUES (1, 3, 1751549300000, 4, 20272, '1004', 'fulfilled', 'USD', 120336, 0, NULL, true, 120336, 'web', 1751761441000, 6766276121464999891, 1751587199999);
INSERT INTO public.orders VALUES (1, 4, 1755468652000, 5, 20317, '1005', 'fulfilled', 'USD', 10040, 0, NULL, true, 10040, 'marketplace', 1755772576000, -3955314936813633976, 1755475199999);
INSERT INTO public.orders VALUES (1, 4, 1755969656000, 6, 20323, '1006', 'fulfilled', 'USD', 3340, 0, NULL, true, 3340, 'marketplace', 1756070550000, 4846328739333375989, 1755993599999);
INSERT INTO public.orders VALUES (1, 4, 1757455513000, 7, 20340, '1007', 'fulfilled', 'USD', 11260, 0, NULL, true, 11260, 'web', 1757716807000, 1775645176657629114, 1757462399999);
INSERT INTO public.orders VALUES (1, 4, 1758573000000, 8, 20353, '1008', 'fulfilled', 'USD', 15970, 0, NULL, true, 15970, 'marketplace', 1758841277000, -8682086003877495049, 1758585599999);
INSERT INTO public.orders VALUES (1, 5, 1761251840000, 9, 20384, '1009', 'fulfilled', 'USD', 3880, 0, NULL, true, 3880, 'web', 1761410036000, -4178212074061269609, 1761263999999);
INSERT INTO public.orders VALUES (1, 4, 1765031329000, 10, 20428, '1010', 'fulfilled', 'USD', 3140, 0, NULL, true, 3140, 'marketplace', 1765226413000, 1784356383214841361, 1765065599999);
INSERT INTO public.orders VALUES (1, 6, 1765312622000, 11, 20431, '1011', 'fulfilled', 'USD', 25530, 0, NULL, true, 25530, 'web', 1765524843000, 4409385743359587344, 1765324799999);
INSERT INTO public.orders VALUES (1, 7, 1765650271000, 12, 20435, '1012', 'fulfilled', 'USD', 2490, 0, NULL, true, 2490, 'web', 1765776864000, 5673309843030548229, 1765670399999);
INSERT INTO public.orders VALUES (1, 6, 1766213833000, 13, 20442, '1013', 'fulfilled', 'USD', 4490, 0, NULL, true, 4490, 'web', 1766423393000, -1600716025056371758, 1766275199999);
INSERT INTO public.orders VALUES (1, 7, 1767298456000, 14, 20454, '1014', 'fulfilled', 'USD', 3050, 0, NULL, true, 3050, 'web', 1767551212000, 4231944922587987857, 1767311999999);
INSERT INTO public.orders VALUES (1, 6, 1768777372000, 15, 20471, '1015', 'fulfilled', 'USD', 3200, 0, NULL, true, 3200, 'web', 1769036779000, 299063018610649072, 1768780799999);
INSERT INTO public.orders VALUES (1, 6, 1769120312000, 16, 20475, '1016', 'fulfilled', 'USD', 5570, 0, NULL, true, 5570, 'web', 1769385635000, 6316837858607386760, 1769126399999);
INSERT INTO public.orders VALUES (1, 5, 1771791353000, 17, 20506, '1017', 'fulfilled', 'USD', 3500, 0, NULL, true, 3500, 'web', 1772144021000, 1395758692686940343, 1771804799999);
INSERT INTO public.orders VALUES (1, 4, 1771846686000, 18, 20507, '1018', 'fulfilled', 'USD', 5340, 0, NULL, true, 5340, 'web', 1771927283000, -1326466010955573436, 1771891199999);
INSERT INTO public.orders VALUES (1, 8, 1772486286000, 19, 20514, '1019', 'fulfilled', 'USD', 27280, 0, NULL, true, 27280, 'web', 1772747341000, 2935316123472697310, 1772495999999);
INSERT INTO public.orders VALUES (1, 3, 1772621094000, 20, 20516, '1020', 'fulfilled', 'USD', 209040, 0, NULL, true, 209040, 'phone', 1772820915000, 3805579253573581046, 1772668799999);
INSERT INTO public.orders VALUES (1, 4, 1773065634000, 21, 20521, '1021', 'fulfilled', 'USD', 7900, 3950, NULL, true, 3950, 'web', 1774717296000, -6393707774087625445, 1773100799999);
INSERT INTO public.orders VALUES (1, 6, 1773602248000, 22, 20527, '1022', 'fulfilled', 'USD', 5600, 0, NULL, true, 5600, 'web', 1773744302000, 3304658632677209318, 1773619199999);
INSERT INTO public.orders VALUES (1, 9, 1774198232000, 23, 20534, '1023', 'fulfilled', 'USD', 11290, 0, NULL, true, 11290, 'web', 1774327143000, 1492759921529740854, 1774223999999);
INSERT INTO public.orders VALUES (1, 4, 1775671845000, 24, 20551, '1024', 'fulfilled', 'USD', 14800, 0, NULL, true, 14800, 'marketplace', 1775825111000, 2146336077094188660, 1775692799999);
INSERT INTO public.orders VALUES (1, 4, 1776606629000, 25, 20562, '1025', 'fulfilled', 'USD', 6880, 0, NULL, true, 6880, 'marketplace', 1776786897000, -8849606623824340841, 1776643199999);
INSERT INTO public.orders VALUES (1, 4, 1777244413000, 26, 20569, '1026', 'fulfilled', 'USD', 4640, 0, NULL, true, 4640, 'marketplace', 1777505321000, 6214086370732783439, 1777247999999);
INSERT INTO public.orders VALUES (1, 6, 1778192196000, 27, 20580, '1027', 'fulfilled', 'USD', 2480, 0, NULL, true, 2480, 'web', 1778439296000, 7090222421840619575, 1778198399999);
INSERT INTO public.orders VALUES (1, 4, 1778607954000, 28, 20585, '1028', 'fulfilled', 'USD', 3480, 0, NULL, true, 3480, 'marketplace', 1778692685000, 4306558198155422420, 1778630399999);
INSERT INTO public.orders VALUES (1, 7, 1778781372000, 29, 20587, '1029', 'fulfilled', 'USD', 2840, 0, NULL, true, 2840, 'web', 1778995211000, -1620503679854325856, 1778803199999);
INSERT INTO public.orders VALUES (1, 10, 1778936230000, 30, 20589, '1030', 'fulfilled', 'USD', 18360, 0, NULL, true, 18360, 'web', 1779241810000, -5995402017866551489, 1778975999999);
INSERT INTO public.orders VALUES (1, 10, 1779652706000, 31, 20597, '1031', 'cancelled', 'USD', 3940, 0, NULL, false, 3940, 'web', 1779755479000, 8512886888481561080, 1779667199999);
INSERT INTO public.orders VALUES (1, 4, 1779792269000, 32, 20599, '1032', 'fulfilled', 'USD', 13360, 0, NULL, true, 13360, 'marketplace', 1780048420000, 2639888834008978952, 1779839999999);
INSERT INTO public.orders VALUES (1, 4, 1780004815000, 33, 20601, '1033', 'fulfilled', 'USD', 10450, 0, NULL, true, 10450, 'web', 1780307736000, 6601650323072597920, 1780012799999);
INSERT INTO public.orders VALUES (1, 11, 1781985081000, 34, 20624, '1034', 'fulfilled', 'USD', 7620, 0, NULL, true, 7620, 'web', 1782282824000, 1054449645531817700, 1781999999999);
INSERT INTO public.orders VALUES (1, 6, 1782138545000, 35, 20626, '1035', 'fulfilled', 'USD', 12080, 0, NULL, true, 12080, 'store', 1782138545000, 6730283154047159640, 1782172799999);
INSERT INTO public.orders VALUES (1, 10, 1783111824000, 36, 20637, '1036', 'fulfilled', 'USD', 12210, 0, NULL, true, 12210, 'web', 1783407187000, 1628260188924403834, 1783123199999);
INSERT INTO public.orders VALUES (1, 10, 1783371476000, 37, 20640, '1037', 'fulfilled', 'USD', 14040, 0, NULL, true, 14040, 'web', 1783564866000, 6661356491040838545, 1783382399999);
INSERT INTO public.orders VALUES (1, 11, 1784134732000, 38, 20649, '1038', 'fulfilled', 'USD', 2490, 0, NULL, true, 2490, 'web', 1784478889000, -5784506731016988277, 1784159999999);
INSERT INTO public.orders VALUES (1, 10, 1785221924000, 39, 20662, '1039', 'fulfilled', 'USD', 4940, 0, NULL, true, 4940, 'web', 1785410746000, 6786848435760780799, 1785283199999);
INSERT INTO public.orders VALUES (1, 10, 1785320349000, 40, 20663, '1040', 'fulfilled', 'USD', 3430, 0, NULL, true, 3430, 'web', 1785558427000, 5532602109705912041, 1785369599999);
INSERT INTO public.orders VALUES (1, 6, 1785993276000, 41, 20671, '1041', 'fulfilled', 'USD', 4980, 0, NULL, true, 4980, 'web', 1786274216000, -3722230022937296563, 1786060799999);
INSERT INTO public.orders VALUES (1, 4, 1787169796000, 42, 20684, '1042', 'fulfilled', 'USD', 11660, 0, NULL, true, 11660, 'marketplace', 1787500487000, -1846243375912936219, 1787183999999);
INSERT INTO public.orders VALUES (1, 3, 1788029548000, 43, 20694, '1043', 'fulfilled', 'USD', 47040, 0, NULL, true, 47040, 'web', 1788322269000, -2391114001699031869, 1788047999999);
INSERT INTO public.orders VALUES (1, 11, 1788163102000, 44, 20696, '1044', 'fulfilled', 'USD', 2490, 0, NULL, true, 2490, 'web', 1788295719000, 1922207464689994730, 1788220799999);
INSERT INTO public.orders VALUES (1, 12, 1788166862000, 45, 20696, '1045', 'fulfilled', 'USD', 82976, 0, NULL, true, 82976, 'web', 1788456477000, 4478063047439313285, 1788220799999);
INSERT INTO public.orders VALUES (1, 10, 1788450024000, 46, 20699, '1046', 'refunded', 'USD', 6900, 6900, NULL, false, 0, 'store', 1790501137000, 5139140312945015469, 1788479999999);
INSERT INTO public.orders VALUES (1, 13, 1790671216000, 47, 20725, '1047', 'fulfilled', 'USD', 11710, 0, NULL, true, 11710, 'web', 1790864282000, -5747994368405432737, 1790726399999);
INSERT INTO public.orders VALUES (1, 10, 1791023409000, 48, 20729, '1048', 'fulfilled', 'USD', 5930, 0, NULL, true, 5930, 'store', 1791023409000, -5448989277260648264, 1791071999999);
INSERT INTO public.orders VALUES (1, 3, 1791293133000, 49, 20732, '1049', 'fulfilled', 'USD', 303104, 0, NULL, true, 303104, 'store', 1791293133000, -5652040744590237059, 1791331199999);
INSERT INTO public.orders VALUES (1, 10, 1791719876000, 50, 20737, '1050', 'fulfilled', 'USD', 3290, 0, NULL, true, 3290, 'store', 1791719876000, 3347790945198001557, 1791763199999);
INSERT INTO public.orders VALUES (1, 4, 1792664511000, 51, 20748, '1051', 'fulfilled', 'USD', 3280, 0, NULL, true, 3280, 'web', 1792842257000, -3152926303446633959, 1792713599999);
INSERT INTO public.orders VALUES (1, 10, 1793913729000, 52, 20762, '1052', 'fulfilled', 'USD', 2990, 0, NULL, true, 2990, 'web', 1794275961000, 3967455050580138656, 1793923199999);
INSERT INTO public.orders VALUES (1, 14, 1794809671000, 53, 20773, '1053', 'fulfilled', 'USD', 284096, 0, NULL, true, 284096, 'web', 1795062084000, 6946982505111687617, 1794873599999);
INSERT INTO public.orders VALUES (1, 6, 1795218128000, 54, 20777, '1054', 'fulfilled', 'USD', 44950, 0, NULL, true, 44950, 'web', 1795285195000, -1921885961258440852, 1795219199999);
INSERT INTO public.orders VALUES (1, 4, 1795272580000, 55, 20778, '1055', 'fulfilled', 'USD', 5970, 0, NULL, true, 5970, 'marketplace', 1795349875000, -2816878475158254, 1795305599999);


--
-- Data for Name: rfm_settings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_migrations VALUES (1, 'accounts/1-accounts', 'fbdb14710b639248', 1795572630987);
INSERT INTO public.schema_migrations VALUES (2, 'auth/1-api-keys', '5574a8b8adaf9b00', 1795572631008);
INSERT INTO public.schema_migrations VALUES (3, 'customers/1-identities', '8342409b64553b53', 1795572631022);
INSERT INTO public.schema_migrations VALUES (4, 'profiles/1-profiles', 'e8adc3b09fc7ccf1', 1795572631046);
INSERT INTO public.schema_migrations VALUES (5, 'orders/1-orders', 'cb152f8db5352e0e', 1795572631083);
INSERT INTO public.schema_migrations VALUES (6, 'rfm/1-scores', '6f5a15495fd87df7', 1795572631110);


--
-- Name: account_keys; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_keys', 1, true);


--
-- Name: api_key_keys; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_key_keys', 1, true);


--
-- Name: customer_keys; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.customer_keys', 14, true);


--
-- Name: order_keys; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.order_keys', 55, true);


--
-- Name: accounts accounts_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_external_id_key UNIQUE (external_id);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (user_id);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (user_id, key_number);


--
-- Name: api_keys api_keys_user_id_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_id_key UNIQUE (user_id, id);


--
-- Name: customer_identities customer_identities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_identities
    ADD CONSTRAINT customer_identities_pkey PRIMARY KEY (user_id, external_id);


--
-- Name: customer_profiles customer_profiles_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_profiles
    ADD CONSTRAINT customer_profiles_pkey PRIMARY KEY (user_id, customer_id);


--
-- Name: customer_profiles customer_profiles_user_id_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_profiles
    ADD CONSTRAINT customer_profiles_user_id_external_id_key UNIQUE (user_id, external_id);


--
-- Name: customer_rfm_scores customer_rfm_scores_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_rfm_scores
    ADD CONSTRAINT customer_rfm_scores_pkey PRIMARY KEY (user_id, customer_id);


--
-- Name: order_lines order_lines_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.order_lines
    ADD CONSTRAINT order_lines_pkey PRIMARY KEY (user_id, customer_id, placed_at, order_key, line);


--
-- Name: order_refunds order_refunds_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.order_refunds
    ADD CONSTRAINT order_refunds_pkey PRIMARY KEY (user_id, customer_id, placed_at, order_key, refund_id);


--
-- Name: orders orders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (user_id, customer_id, placed_at, order_key);


--
-- Name: orders orders_user_id_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_user_id_external_id_key UNIQUE (user_id, external_id);


--
-- Name: rfm_settings rfm_settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rfm_settings
    ADD CONSTRAINT rfm_settings_pkey PRIMARY KEY (user_id);


--
-- Name: schema_migrations schema_migrations_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_name_key UNIQUE (name);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY ("position");


--
-- Name: customer_identities_by_customer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_identities_by_customer ON public.customer_identities USING btree (user_id, customer_id);


--
-- Name: customer_identities_primary; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX customer_identities_primary ON public.customer_identities USING btree (user_id, customer_id) WHERE is_primary;


--
-- Name: customer_profiles_by_creation; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_profiles_by_creation ON public.customer_profiles USING btree (user_id, created_at, customer_id);


--
-- Name: customer_profiles_by_segment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_profiles_by_segment ON public.customer_profiles USING btree (user_id, rfm_segment, created_at, customer_id);


--
-- Name: customer_profiles_by_status; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_profiles_by_status ON public.customer_profiles USING btree (user_id, status, created_at, customer_id);


--
-- Name: customer_rfm_scores_by_score; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_rfm_scores_by_score ON public.customer_rfm_scores USING btree (user_id, rfm_score, customer_id);


--
-- Name: customer_rfm_scores_by_segment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_rfm_scores_by_segment ON public.customer_rfm_scores USING btree (user_id, rfm_segment, rfm_score, customer_id);


--
-- Name: orders_by_time; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX orders_by_time ON public.orders USING btree (user_id, placed_at, order_key);


--
-- Name: api_keys api_keys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.accounts(user_id) ON DELETE CASCADE;


--
-- Name: customer_rfm_scores customer_rfm_scores_user_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_rfm_scores
    ADD CONSTRAINT customer_rfm_scores_user_id_customer_id_fkey FOREIGN KEY (user_id, customer_id) REFERENCES public.customer_profiles(user_id, customer_id) ON DELETE CASCADE;


--
-- Name: order_lines order_lines_user_id_customer_id_placed_at_order_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.order_lines
    ADD CONSTRAINT order_lines_user_id_customer_id_placed_at_order_key_fkey FOREIGN KEY (user_id, customer_id, placed_at, order_key) REFERENCES public.orders(user_id, customer_id, placed_at, order_key) ON DELETE CASCADE;


--
-- Name: order_refunds order_refunds_user_id_customer_id_placed_at_order_key_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.order_refunds
    ADD CONSTRAINT order_refunds_user_id_customer_id_placed_at_order_key_fkey FOREIGN KEY (user_id, customer_id, placed_at, order_key) REFERENCES public.orders(user_id, customer_id, placed_at, order_key) ON DELETE CASCADE;


--
-- Name: orders orders_user_id_customer_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_user_id_customer_id_fkey FOREIGN KEY (user_id, customer_id) REFERENCES public.customer_profiles(user_id, customer_id) ON DELETE RESTRICT;


--
-- PostgreSQL database dump complete
--


