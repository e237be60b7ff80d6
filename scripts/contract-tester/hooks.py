"""Rules of the API that its OpenAPI document cannot say, kept by the requests that are meant to be valid.

JSON Schema knows one value at a time. What depends on the account, on another field or on what is stored stands here,
each rule with its reason; everything else about a valid request comes from the document. Requests that are meant to be
invalid pass unchanged.
"""

import itertools
import os

import schemathesis

# Whose key the requests carry: a valid request names this account and no other.
ACCOUNT = os.environ.get("CONTRACT_ACCOUNT", "")
# Every request that carries a key has one of its own.
REQUESTS = itertools.count(1)
# The currency of the sample shop has two decimals; an amount with more is refused once the currency is known.
DECIMALS = 2
AMOUNTS = {"total", "unitPrice", "amount", "price", "minimumPurchase"}
# Decimal places cannot be said by `multipleOf`: no checker of JSON Schema applies it to binary fractions faithfully.
OTHER_DECIMALS = {"quantity": 3, "exchangeRate": 12, "pointMultiplier": 4, "multiplier": 4, "value": 3}
# Objects whose names are the caller's own.
TYPED_MEMBERS = {"attributes", "properties", "metadata"}
ATTRIBUTE_DECIMALS = 18
THRESHOLDS = {"recencyDays": 0, "frequencyOrders": 0, "monetaryAmounts": 2}
IMPORT = {"kind": "orders", "format": "generic", "mapping": {"total": "amount"}}
# Which fields of `POST segments` belong to which action.
OF_SEGMENT = {"name", "description", "color", "criteria", "isActive", "kind"}
OF_MEMBER = {"customerId", "segmentId"}
# Which field of `POST profiles/bulk` belongs to which action, and what it may hold.
OF_BULK = {
    "set_status": "status",
    "set_type": "customerType",
    "set_source": "source",
    "set_do_not_contact": "doNotContact",
    "add_tag": "tag",
    "remove_tag": "tag",
    "add_to_segment": "segmentId",
    "remove_from_segment": "segmentId",
}
VALUES_OF_BULK = {
    "status": "vip",
    "customerType": "retail",
    "source": "direct",
    "doNotContact": True,
    "tag": "x",
    "segmentId": "x",
}
PERIODS = {"/api/customers/analytics/summary", "/api/customers/analytics/cohorts"}
# The smallest step between two thresholds of their precision.
STEP = {0: 1, 2: 0.01}


@schemathesis.hook
def before_call(context, case, kwargs):
    generation = getattr(case.meta, "generation", None)
    if generation is None or generation.mode != schemathesis.GenerationMode.POSITIVE:
        return
    fit_headers(case)
    if isinstance(case.query, dict):
        fit_query(case.query)
        if case.operation.path in PERIODS:
            fit_period(case.query)
        # Which kinds of entries there are is up to the features.
        if case.operation.path == "/api/customers/timeline":
            case.query.pop("kind", None)
        if case.operation.path == "/api/customers/nps/score" and case.query.get("from"):
            # Days and a first day exclude each other, and without a last day the stretch goes on to the present.
            case.query.pop("days", None)
            case.query.setdefault("to", case.query["from"])
    if isinstance(case.body, dict):
        fit_object(case.body)
        fit_body(case.body, case.operation.path)
    # A file begins with a header row; which bytes are text no schema says.
    elif case.operation.path == "/api/imports/{id}/file" and case.method.upper() == "PUT":
        case.body = b"order_id,customer_id,placed_at,total\n"


def fit_headers(case):
    headers = case.headers or {}
    # A key names one request: sent with another one it is refused, as it should be.
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = f"request-{next(REQUESTS)}"
    # Which tag a resource has at this moment only an answer tells.
    headers.pop("If-Match", None)


def fit_period(query):
    # Months are told for ten years at most, and a stretch without an end goes on to the present day.
    if query.get("from") and not query.get("to"):
        query["to"] = query["from"]
    elif query.get("from") and int(str(query["to"])[:4]) - int(str(query["from"])[:4]) >= 10:
        query["from"] = query["to"]


def fit_query(query):
    # A stretch of days ends where it begins, or later.
    if query.get("from") and query.get("to") and str(query["from"]) > str(query["to"]):
        query["from"], query["to"] = query["to"], query["from"]
    if "userId" in query:
        query["userId"] = ACCOUNT
    # Archived profiles are not searched.
    if "q" in query and str(query.get("archived", "")).lower() == "true":
        del query["q"]
    # Relevance is an order of search results.
    if "relevance" in str(query.get("sort", "")) and not query.get("q"):
        del query["sort"]
    # A cursor is a token of an earlier answer, and it excludes an offset; the empty one begins a walk.
    if "cursor" in query:
        if query.get("offset"):
            del query["cursor"]
        else:
            query["cursor"] = ""


def fit_body(body, path):
    if body.get("userId") is not None:
        body["userId"] = ACCOUNT
    # Telephone numbers are written in many ways, with 4 to 15 digits in all; no readable pattern says which.
    if body.get("phone") is not None:
        body["phone"] = "+1 (202) 555-0100"
    # Which time zones there are is known to the system's zone data.
    if body.get("timeZone") is not None:
        body["timeZone"] = "Europe/Berlin"
    # Without a currency the account's own is meant, and a rate belongs to another one.
    if "orderId" in body:
        body.pop("currency", None)
        body.pop("exchangeRate", None)
        fit_lines(body)
        fit_refunds(body)
    # Either an amount or the lines are refunded; which lines there are is known to the order only.
    elif "lines" in body:
        body["lines"] = None
    # What can be imported, in which formats and columns, is up to the features.
    if path.startswith("/api/imports"):
        body.update({name: value for name, value in IMPORT.items() if name in body})
    if path == "/api/customers/segments":
        fit_action(body)
    if path == "/api/customers/profiles/bulk":
        fit_bulk(body)
    # An object within bounds of depth, bytes and digits.
    if body.get("criteria") is not None:
        body["criteria"] = {"all": []}
    # Thousands and decimals are told apart.
    display = body.get("currencyDisplay")
    if display and display.get("groupSeparator", ",") == display.get("decimalSeparator", "."):
        display["groupSeparator"] = ""
    # What a stock is, or by how much it changes.
    for change in body.get("changes") or []:
        if "stock" in change:
            change.pop("adjustBy", None)
        elif change.get("adjustBy") is None:
            change["stock"] = 1
    fit_contact(body)
    if path.startswith("/api/customers/loyalty-programs"):
        fit_program(body)
    # A custom event has a name.
    if body.get("interactionType") == "custom" and body.get("name") is None:
        body["name"] = "quiz"
    # An answer lies behind.
    body.pop("answeredAt", None)
    for name, decimals in THRESHOLDS.items():
        if isinstance(body.get(name), list):
            body[name] = rising(body[name], decimals)
    # A new key gets no scope that the caller's lacks, which has all of them; nothing to fit.


def fit_contact(body):
    # Which postal codes there are depends on the country, which an update may leave as it is.
    if "postalCode" in body:
        body["postalCode"] = None
    # A decision lies behind, and one on contact as such is about every channel.
    body.pop("occurredAt", None)
    if body.get("purpose") == "contact":
        body["channel"] = "any"
    # Quiet hours have both ends, or none.
    if "quietHoursStart" in body or "quietHoursEnd" in body:
        body["quietHoursStart"], body["quietHoursEnd"] = "22:00", "07:00"
    # Each topic stands there once.
    if isinstance(body.get("topics"), list):
        body["topics"] = list({topic["topic"].strip(): topic for topic in body["topics"]}.values())


def fit_program(body):
    # A program ends after it has begun, and an update may know one of the two only.
    if "startsAt" in body or "endsAt" in body:
        body["startsAt"], body["endsAt"] = None, None
    # Each tier has a name and a threshold of its own, each reward a name and an id.
    for index, tier in enumerate(body.get("tiers") or []):
        tier["name"], tier["threshold"] = f"Tier {index}", index
    for index, reward in enumerate(body.get("rewards") or []):
        reward["name"], reward["id"] = f"Reward {index}", None


def fit_action(body):
    """Leaves the fields that belong to the action, and adds those that it needs."""
    is_member = body.get("action") != "create"
    for name in OF_SEGMENT if is_member else OF_MEMBER:
        body.pop(name, None)
    for name in OF_MEMBER if is_member else ("name",):
        if body.get(name) is None:
            body[name] = "x"


def fit_bulk(body):
    """Leaves the field that belongs to the action, adds it when it is missing, and chooses customers in one way."""
    wanted = OF_BULK.get(body.get("action"))
    for name, value in VALUES_OF_BULK.items():
        if name != wanted:
            body.pop(name, None)
        elif body.get(name) is None:
            body[name] = value
    selection = body.get("selection")
    if isinstance(selection, dict):
        if selection.get("filter") is not None:
            selection.pop("customerIds", None)
            fit_query(selection["filter"])
        elif selection.get("customerIds") is None:
            selection["customerIds"] = ["x"]


def fit_lines(order):
    for line in order.get("lines") or []:
        # A line has a SKU or a name.
        if line.get("sku") is None and line.get("name") is None:
            line["name"] = "Tea"


def fit_refunds(order):
    # Refunds have different ids and do not come to more than the total; left out, those that are known count.
    if order.get("refunds") is None:
        order["refunds"] = []
    refunds = order["refunds"]
    for index, refund in enumerate(refunds):
        refund["refundId"] = f"refund-{index + 1}"
        refund["amount"] = 0


def rising(values, decimals):
    """The same values in an order in which each is more than the one before and more than nothing."""
    values = sorted(round(value, decimals) for value in values)
    for index, value in enumerate(values):
        least = values[index - 1] if index else 0
        if value <= least and (index or decimals):
            values[index] = round(least + STEP[decimals], decimals)
    return [int(value) if decimals == 0 else value for value in values]


def fit_object(value):
    """Rounds amounts, wherever they stand."""
    if isinstance(value, list):
        for element in value:
            fit_object(element)
    if not isinstance(value, dict):
        return
    for name, member in value.items():
        decimals = DECIMALS if name in AMOUNTS else OTHER_DECIMALS.get(name)
        if decimals is not None and isinstance(member, float):
            value[name] = round(member, decimals)
        elif name in TYPED_MEMBERS and isinstance(member, dict):
            # At most so many decimals, whatever the names.
            for attribute, number in member.items():
                if isinstance(number, float):
                    member[attribute] = round(number, ATTRIBUTE_DECIMALS)
        elif name not in TYPED_MEMBERS:
            fit_object(member)
