-- What version 0.1.0 wrote: its schema and a made-up shop of 14 customers, as SQLite tells it.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE schema_migrations (
position INTEGER NOT NULL PRIMARY KEY,
name TEXT NOT NULL UNIQUE,
checksum TEXT NOT NULL,
applied_at INTEGER NOT NULL
) STRICT;
INSERT INTO schema_migrations VALUES(1,'accounts/1-accounts','fbdb14710b639248',1795572605883);
INSERT INTO schema_migrations VALUES(2,'auth/1-api-keys','5574a8b8adaf9b00',1795572605886);
INSERT INTO schema_migrations VALUES(3,'customers/1-identities','8342409b64553b53',1795572605887);
INSERT INTO schema_migrations VALUES(4,'profiles/1-profiles','e8adc3b09fc7ccf1',1795572605892);
INSERT INTO schema_migrations VALUES(5,'orders/1-orders','cb152f8db5352e0e',1795572605902);
INSERT INTO schema_migrations VALUES(6,'rfm/1-scores','6f5a15495fd87df7',1795572605911);
CREATE TABLE key_sequences (
name TEXT NOT NULL PRIMARY KEY,
last INTEGER NOT NULL CHECK (last >= 0)
) STRICT, WITHOUT ROWID;
INSERT INTO key_sequences VALUES('account',1);
INSERT INTO key_sequences VALUES('api_key',1);
INSERT INTO key_sequences VALUES('customer',14);
INSERT INTO key_sequences VALUES('order',55);
CREATE TABLE accounts (
user_id INTEGER NOT NULL PRIMARY KEY,
external_id TEXT NOT NULL UNIQUE,
name TEXT NOT NULL,
currency TEXT NOT NULL,
time_zone TEXT NOT NULL,
created_at INTEGER NOT NULL,
updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO accounts VALUES(1,'sample-shop','Bean & Leaf','USD','UTC',1795572605915,1795572606501);
CREATE TABLE api_keys (
user_id INTEGER NOT NULL REFERENCES accounts (user_id) ON DELETE CASCADE,
key_number INTEGER NOT NULL,
id TEXT NOT NULL,
hash BLOB NOT NULL,
name TEXT NOT NULL,
scopes TEXT NOT NULL,
created_at INTEGER NOT NULL,
last_used_at INTEGER,
revoked_at INTEGER,
PRIMARY KEY (user_id, key_number),
UNIQUE (user_id, id)
) STRICT;
INSERT INTO api_keys VALUES(1,1,'01a21077-a630-75a4-a6f1-00d4e8cbe1d8',X'37a1678617130a00dab47cba91190b1911c633c1386940b710e6c22c09143b3c','sample shop','account:read account:write api-keys:read api-keys:write orders:read orders:write profiles:read profiles:write rfm:read rfm:write',1795572606512,NULL,NULL);
CREATE TABLE customer_identities (
user_id INTEGER NOT NULL,
external_id TEXT NOT NULL,
customer_id INTEGER NOT NULL,
is_primary INTEGER NOT NULL,
created_at INTEGER NOT NULL,
PRIMARY KEY (user_id, external_id)
) STRICT, WITHOUT ROWID;
INSERT INTO customer_identities VALUES(1,'C-10001',1,1,1738454399999);
INSERT INTO customer_identities VALUES(1,'C-10002',2,1,1740355199999);
INSERT INTO customer_identities VALUES(1,'C-10003',3,1,1746748799999);
INSERT INTO customer_identities VALUES(1,'C-10004',4,1,1755475199999);
INSERT INTO customer_identities VALUES(1,'C-10005',5,1,1761263999999);
INSERT INTO customer_identities VALUES(1,'C-10006',6,1,1765324799999);
INSERT INTO customer_identities VALUES(1,'C-10007',7,1,1765670399999);
INSERT INTO customer_identities VALUES(1,'C-10008',8,1,1772495999999);
INSERT INTO customer_identities VALUES(1,'C-10009',9,1,1774223999999);
INSERT INTO customer_identities VALUES(1,'C-10010',10,1,1778975999999);
INSERT INTO customer_identities VALUES(1,'C-10011',11,1,1781999999999);
INSERT INTO customer_identities VALUES(1,'C-10012',12,1,1788134399999);
INSERT INTO customer_identities VALUES(1,'C-10013',13,1,1790726399999);
INSERT INTO customer_identities VALUES(1,'C-10014',14,1,1794614399999);
CREATE TABLE customer_profiles (
user_id INTEGER NOT NULL,
customer_id INTEGER NOT NULL,
external_id TEXT NOT NULL,
first_name TEXT,
last_name TEXT,
email TEXT,
phone TEXT,
company_name TEXT,
customer_type TEXT NOT NULL CHECK (customer_type IN ('retail', 'wholesale', 'distributor')),
source TEXT NOT NULL CHECK (source IN ('direct', 'marketplace', 'referral')),
status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'vip', 'at_risk', 'lost')),
status_source TEXT NOT NULL CHECK (status_source IN ('automatic', 'manual')),
predicted_value INTEGER,
total_spent INTEGER NOT NULL DEFAULT 0,
total_orders INTEGER NOT NULL DEFAULT 0 CHECK (total_orders >= 0),
first_order_date INTEGER,
last_order_date INTEGER,
rfm_segment TEXT CHECK (rfm_segment IN ('Champions', 'VIP', 'New Customers', 'Loyal Customers',
    'Potential Loyalists', 'At Risk', 'Lost')),
churn_risk REAL CHECK (churn_risk BETWEEN 0 AND 1),
birthday INTEGER,
language TEXT,
time_zone TEXT,
do_not_contact INTEGER NOT NULL,
attributes TEXT NOT NULL,
created_at INTEGER NOT NULL,
updated_at INTEGER NOT NULL,
PRIMARY KEY (user_id, customer_id),
UNIQUE (user_id, external_id)
) STRICT;
INSERT INTO customer_profiles VALUES(1,1,'C-10001','Ximena','Iglesias','x.iglesias@example.com','+12025550100',NULL,'retail','referral','inactive','automatic',NULL,0,0,NULL,NULL,NULL,NULL,NULL,'en','America/Los_Angeles',0,'{"favouriteDrink":"cold brew","grindsAtHome":false,"householdSize":1}',1738454399999,1795572606488);
INSERT INTO customer_profiles VALUES(1,2,'C-10002','Davide','De Santis','davidedesantis@example.org',NULL,NULL,'retail','referral','lost','automatic',NULL,17590,1,1740344314000,1740344314000,'Lost',NULL,-2469,'it','Europe/Rome',0,'{"favouriteDrink":"cold brew","grindsAtHome":false,"householdSize":6}',1740355199999,1795572606488);
INSERT INTO customer_profiles VALUES(1,3,'C-10003','Hamish','Fraser','hamish.fraser@example.com','+447700900000','Tea Room Juniper','wholesale','referral','vip','automatic',NULL,951808,6,1747064064000,1791293133000,'VIP',NULL,NULL,'en','Europe/London',0,'{"deliveryDay":"Thursday","locations":2,"ownEspressoMachine":false}',1746748799999,1791331199999);
INSERT INTO customer_profiles VALUES(1,4,'C-10004','Solveig','Lindström','solveig.lindstrom@example.net',NULL,NULL,'retail','marketplace','active','automatic',NULL,127560,16,1755468652000,1795272580000,'Loyal Customers',NULL,5098,'sv','Europe/Stockholm',0,'{"favouriteDrink":"herbal tea","grindsAtHome":false,"householdSize":1}',1755475199999,1795305599999);
INSERT INTO customer_profiles VALUES(1,5,'C-10005','Daichi','Suzuki','daichi.suzuki@example.org',NULL,NULL,'retail','direct','lost','automatic',NULL,7380,2,1761251840000,1771791353000,'Lost',NULL,NULL,'ja','Asia/Tokyo',0,'{"favouriteDrink":"cold brew","grindsAtHome":false,"householdSize":3}',1761263999999,1795572606488);
INSERT INTO customer_profiles VALUES(1,6,'C-10006','Anna','von Arnim','anna.vonarnim@example.com','+493023125000',NULL,'retail','direct','active','automatic',NULL,108880,9,1765312622000,1795218128000,'Loyal Customers',NULL,NULL,'de','Europe/Berlin',0,'{"favouriteDrink":"black tea","grindsAtHome":false,"householdSize":4}',1765324799999,1795219199999);
INSERT INTO customer_profiles VALUES(1,7,'C-10007','Rémi','Rousseau','remi.rousseau@example.org','+13035550187',NULL,'retail','referral','lost','automatic',NULL,8380,3,1765650271000,1778781372000,'Lost',NULL,NULL,'fr','America/Toronto',0,'{"favouriteDrink":"filter","grindsAtHome":true,"householdSize":5}',1765670399999,1795572606488);
INSERT INTO customer_profiles VALUES(1,8,'C-10008','Grace','Robinson','grace.robinson@example.com','+15125550174',NULL,'retail','direct','lost','automatic',NULL,27280,1,1772486286000,1772486286000,'Lost',NULL,6776,'en','America/Los_Angeles',0,'{"favouriteDrink":"black tea","grindsAtHome":false,"householdSize":1}',1772495999999,1795572606488);
INSERT INTO customer_profiles VALUES(1,9,'C-10009','Naomi','Brown','naomibrown@example.com','+16175550161',NULL,'retail','direct','lost','automatic',NULL,11290,1,1774198232000,1774198232000,'Lost',NULL,NULL,'en','America/New_York',0,'{"favouriteDrink":"cold brew","grindsAtHome":false,"householdSize":2}',1774223999999,1795572606488);
INSERT INTO customer_profiles VALUES(1,10,'C-10010','Vikram','Menon','vikram.menon@example.com','+18085550148',NULL,'retail','direct','active','automatic',NULL,65190,8,1778936230000,1793913729000,'Loyal Customers',NULL,10969,'en','America/New_York',0,'{"favouriteDrink":"espresso","grindsAtHome":false,"householdSize":3}',1778975999999,1793923199999);
INSERT INTO customer_profiles VALUES(1,11,'C-10011','François','Lefèvre','francois.lefevre@example.org','+13035550135',NULL,'retail','direct','active','automatic',NULL,12600,3,1781985081000,1788163102000,'Potential Loyalists',NULL,8441,'fr','America/Toronto',0,'{"favouriteDrink":"green tea","grindsAtHome":false,"householdSize":6}',1781999999999,1788220799999);
INSERT INTO customer_profiles VALUES(1,12,'C-10012','Madison','Davis','madison.davis@example.net','+15125550122','The Harbour Coffee House','wholesale','direct','active','automatic',NULL,82976,1,1788166862000,1788166862000,'Potential Loyalists',NULL,NULL,'en','America/New_York',0,'{"deliveryDay":"Thursday","locations":2,"ownEspressoMachine":false}',1788134399999,1795572606488);
INSERT INTO customer_profiles VALUES(1,13,'C-10013','Jürgen','Vogel','vogel.jurgen@example.com',NULL,NULL,'retail','direct','active','automatic',NULL,11710,1,1790671216000,1790671216000,'New Customers',NULL,NULL,'de','Europe/Berlin',0,'{"favouriteDrink":"cold brew","grindsAtHome":false,"householdSize":1}',1790726399999,1790726399999);
INSERT INTO customer_profiles VALUES(1,14,'C-10014','Camila','Ortega','camilaortega@example.com','+16175550109','Ortega''s Delicatessen','wholesale','referral','active','automatic',NULL,284096,1,1794809671000,1794809671000,'New Customers',NULL,NULL,'en','America/Los_Angeles',0,'{"deliveryDay":"Thursday","locations":3,"ownEspressoMachine":true}',1794614399999,1794873599999);
CREATE TABLE orders (
user_id INTEGER NOT NULL,
customer_id INTEGER NOT NULL,
placed_at INTEGER NOT NULL,
order_key INTEGER NOT NULL,
placed_day INTEGER NOT NULL,
external_id TEXT NOT NULL,
status TEXT NOT NULL CHECK (status IN ('pending', 'paid', 'fulfilled', 'cancelled', 'refunded')),
currency TEXT NOT NULL,
total INTEGER NOT NULL CHECK (total >= 0),
refunded INTEGER NOT NULL CHECK (refunded BETWEEN 0 AND total),
exchange_rate TEXT,
is_qualifying INTEGER NOT NULL,
value INTEGER NOT NULL CHECK (value >= 0),
channel TEXT,
updated_at INTEGER NOT NULL,
fingerprint INTEGER NOT NULL,
created_at INTEGER NOT NULL,
PRIMARY KEY (user_id, customer_id, placed_at, order_key),
UNIQUE (user_id, external_id),
FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
    ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
INSERT INTO orders VALUES(1,2,1740344314000,1,20142,'1001','fulfilled','USD',17590,0,NULL,1,17590,'web',1740626618000,-3252596201222276260,1740355199999);
INSERT INTO orders VALUES(1,3,1747064064000,2,20220,'1002','fulfilled','USD',260144,0,NULL,1,260144,'phone',1747348416000,2147710370994889855,1747094399999);
INSERT INTO orders VALUES(1,3,1750251246000,3,20257,'1003','fulfilled','USD',12144,0,NULL,1,12144,'web',1750519590000,9136125604189334924,1750291199999);
INSERT INTO orders VALUES(1,3,1751549300000,4,20272,'1004','fulfilled','USD',120336,0,NULL,1,120336,'web',1751761441000,6766276121464999891,1751587199999);
INSERT INTO orders VALUES(1,3,1772621094000,20,20516,'1020','fulfilled','USD',209040,0,NULL,1,209040,'phone',1772820915000,3805579253573581046,1772668799999);
INSERT INTO orders VALUES(1,3,1788029548000,43,20694,'1043','fulfilled','USD',47040,0,NULL,1,47040,'web',1788322269000,-2391114001699031869,1788047999999);
INSERT INTO orders VALUES(1,3,1791293133000,49,20732,'1049','fulfilled','USD',303104,0,NULL,1,303104,'store',1791293133000,-5652040744590237059,1791331199999);
INSERT INTO orders VALUES(1,4,1755468652000,5,20317,'1005','fulfilled','USD',10040,0,NULL,1,10040,'marketplace',1755772576000,-3955314936813633976,1755475199999);
INSERT INTO orders VALUES(1,4,1755969656000,6,20323,'1006','fulfilled','USD',3340,0,NULL,1,3340,'marketplace',1756070550000,4846328739333375989,1755993599999);
INSERT INTO orders VALUES(1,4,1757455513000,7,20340,'1007','fulfilled','USD',11260,0,NULL,1,11260,'web',1757716807000,1775645176657629114,1757462399999);
INSERT INTO orders VALUES(1,4,1758573000000,8,20353,'1008','fulfilled','USD',15970,0,NULL,1,15970,'marketplace',1758841277000,-8682086003877495049,1758585599999);
INSERT INTO orders VALUES(1,4,1765031329000,10,20428,'1010','fulfilled','USD',3140,0,NULL,1,3140,'marketplace',1765226413000,1784356383214841361,1765065599999);
INSERT INTO orders VALUES(1,4,1771846686000,18,20507,'1018','fulfilled','USD',5340,0,NULL,1,5340,'web',1771927283000,-1326466010955573436,1771891199999);
INSERT INTO orders VALUES(1,4,1773065634000,21,20521,'1021','fulfilled','USD',7900,3950,NULL,1,3950,'web',1774717296000,-6393707774087625445,1773100799999);
INSERT INTO orders VALUES(1,4,1775671845000,24,20551,'1024','fulfilled','USD',14800,0,NULL,1,14800,'marketplace',1775825111000,2146336077094188660,1775692799999);
INSERT INTO orders VALUES(1,4,1776606629000,25,20562,'1025','fulfilled','USD',6880,0,NULL,1,6880,'marketplace',1776786897000,-8849606623824340841,1776643199999);
INSERT INTO orders VALUES(1,4,1777244413000,26,20569,'1026','fulfilled','USD',4640,0,NULL,1,4640,'marketplace',1777505321000,6214086370732783439,1777247999999);
INSERT INTO orders VALUES(1,4,1778607954000,28,20585,'1028','fulfilled','USD',3480,0,NULL,1,3480,'marketplace',1778692685000,4306558198155422420,1778630399999);
INSERT INTO orders VALUES(1,4,1779792269000,32,20599,'1032','fulfilled','USD',13360,0,NULL,1,13360,'marketplace',1780048420000,2639888834008978952,1779839999999);
INSERT INTO orders VALUES(1,4,1780004815000,33,20601,'1033','fulfilled','USD',10450,0,NULL,1,10450,'web',1780307736000,6601650323072597920,1780012799999);
INSERT INTO orders VALUES(1,4,1787169796000,42,20684,'1042','fulfilled','USD',11660,0,NULL,1,11660,'marketplace',1787500487000,-1846243375912936219,1787183999999);
INSERT INTO orders VALUES(1,4,1792664511000,51,20748,'1051','fulfilled','USD',3280,0,NULL,1,3280,'web',1792842257000,-3152926303446633959,1792713599999);
INSERT INTO orders VALUES(1,4,1795272580000,55,20778,'1055','fulfilled','USD',5970,0,NULL,1,5970,'marketplace',1795349875000,-2816878475158254,1795305599999);
INSERT INTO orders VALUES(1,5,1761251840000,9,20384,'1009','fulfilled','USD',3880,0,NULL,1,3880,'web',1761410036000,-4178212074061269609,1761263999999);
INSERT INTO orders VALUES(1,5,1771791353000,17,20506,'1017','fulfilled','USD',3500,0,NULL,1,3500,'web',1772144021000,1395758692686940343,1771804799999);
INSERT INTO orders VALUES(1,6,1765312622000,11,20431,'1011','fulfilled','USD',25530,0,NULL,1,25530,'web',1765524843000,4409385743359587344,1765324799999);
INSERT INTO orders VALUES(1,6,1766213833000,13,20442,'1013','fulfilled','USD',4490,0,NULL,1,4490,'web',1766423393000,-1600716025056371758,1766275199999);
INSERT INTO orders VALUES(1,6,1768777372000,15,20471,'1015','fulfilled','USD',3200,0,NULL,1,3200,'web',1769036779000,299063018610649072,1768780799999);
INSERT INTO orders VALUES(1,6,1769120312000,16,20475,'1016','fulfilled','USD',5570,0,NULL,1,5570,'web',1769385635000,6316837858607386760,1769126399999);
INSERT INTO orders VALUES(1,6,1773602248000,22,20527,'1022','fulfilled','USD',5600,0,NULL,1,5600,'web',1773744302000,3304658632677209318,1773619199999);
INSERT INTO orders VALUES(1,6,1778192196000,27,20580,'1027','fulfilled','USD',2480,0,NULL,1,2480,'web',1778439296000,7090222421840619575,1778198399999);
INSERT INTO orders VALUES(1,6,1782138545000,35,20626,'1035','fulfilled','USD',12080,0,NULL,1,12080,'store',1782138545000,6730283154047159640,1782172799999);
INSERT INTO orders VALUES(1,6,1785993276000,41,20671,'1041','fulfilled','USD',4980,0,NULL,1,4980,'web',1786274216000,-3722230022937296563,1786060799999);
INSERT INTO orders VALUES(1,6,1795218128000,54,20777,'1054','fulfilled','USD',44950,0,NULL,1,44950,'web',1795285195000,-1921885961258440852,1795219199999);
INSERT INTO orders VALUES(1,7,1765650271000,12,20435,'1012','fulfilled','USD',2490,0,NULL,1,2490,'web',1765776864000,5673309843030548229,1765670399999);
INSERT INTO orders VALUES(1,7,1767298456000,14,20454,'1014','fulfilled','USD',3050,0,NULL,1,3050,'web',1767551212000,4231944922587987857,1767311999999);
INSERT INTO orders VALUES(1,7,1778781372000,29,20587,'1029','fulfilled','USD',2840,0,NULL,1,2840,'web',1778995211000,-1620503679854325856,1778803199999);
INSERT INTO orders VALUES(1,8,1772486286000,19,20514,'1019','fulfilled','USD',27280,0,NULL,1,27280,'web',1772747341000,2935316123472697310,1772495999999);
INSERT INTO orders VALUES(1,9,1774198232000,23,20534,'1023','fulfilled','USD',11290,0,NULL,1,11290,'web',1774327143000,1492759921529740854,1774223999999);
INSERT INTO orders VALUES(1,10,1778936230000,30,20589,'1030','fulfilled','USD',18360,0,NULL,1,18360,'web',1779241810000,-5995402017866551489,1778975999999);
INSERT INTO orders VALUES(1,10,1779652706000,31,20597,'1031','cancelled','USD',3940,0,NULL,0,3940,'web',1779755479000,8512886888481561080,1779667199999);
INSERT INTO orders VALUES(1,10,1783111824000,36,20637,'1036','fulfilled','USD',12210,0,NULL,1,12210,'web',1783407187000,1628260188924403834,1783123199999);
INSERT INTO orders VALUES(1,10,1783371476000,37,20640,'1037','fulfilled','USD',14040,0,NULL,1,14040,'web',1783564866000,6661356491040838545,1783382399999);
INSERT INTO orders VALUES(1,10,1785221924000,39,20662,'1039','fulfilled','USD',4940,0,NULL,1,4940,'web',1785410746000,6786848435760780799,1785283199999);
INSERT INTO orders VALUES(1,10,1785320349000,40,20663,'1040','fulfilled','USD',3430,0,NULL,1,3430,'web',1785558427000,5532602109705912041,1785369599999);
INSERT INTO orders VALUES(1,10,1788450024000,46,20699,'1046','refunded','USD',6900,6900,NULL,0,0,'store',1790501137000,5139140312945015469,1788479999999);
INSERT INTO orders VALUES(1,10,1791023409000,48,20729,'1048','fulfilled','USD',5930,0,NULL,1,5930,'store',1791023409000,-5448989277260648264,1791071999999);
INSERT INTO orders VALUES(1,10,1791719876000,50,20737,'1050','fulfilled','USD',3290,0,NULL,1,3290,'store',1791719876000,3347790945198001557,1791763199999);
INSERT INTO orders VALUES(1,10,1793913729000,52,20762,'1052','fulfilled','USD',2990,0,NULL,1,2990,'web',1794275961000,3967455050580138656,1793923199999);
INSERT INTO orders VALUES(1,11,1781985081000,34,20624,'1034','fulfilled','USD',7620,0,NULL,1,7620,'web',1782282824000,1054449645531817700,1781999999999);
INSERT INTO orders VALUES(1,11,1784134732000,38,20649,'1038','fulfilled','USD',2490,0,NULL,1,2490,'web',1784478889000,-5784506731016988277,1784159999999);
INSERT INTO orders VALUES(1,11,1788163102000,44,20696,'1044','fulfilled','USD',2490,0,NULL,1,2490,'web',1788295719000,1922207464689994730,1788220799999);
INSERT INTO orders VALUES(1,12,1788166862000,45,20696,'1045','fulfilled','USD',82976,0,NULL,1,82976,'web',1788456477000,4478063047439313285,1788220799999);
INSERT INTO orders VALUES(1,13,1790671216000,47,20725,'1047','fulfilled','USD',11710,0,NULL,1,11710,'web',1790864282000,-5747994368405432737,1790726399999);
INSERT INTO orders VALUES(1,14,1794809671000,53,20773,'1053','fulfilled','USD',284096,0,NULL,1,284096,'web',1795062084000,6946982505111687617,1794873599999);
CREATE TABLE order_lines (
user_id INTEGER NOT NULL,
customer_id INTEGER NOT NULL,
placed_at INTEGER NOT NULL,
order_key INTEGER NOT NULL,
line INTEGER NOT NULL CHECK (line >= 1),
sku TEXT,
name TEXT,
category TEXT,
quantity INTEGER NOT NULL CHECK (quantity >= 0),
unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
PRIMARY KEY (user_id, customer_id, placed_at, order_key, line),
FOREIGN KEY (user_id, customer_id, placed_at, order_key)
    REFERENCES orders (user_id, customer_id, placed_at, order_key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO order_lines VALUES(1,2,1740344314000,1,1,'COF-103','Espresso Nero, 250 g','coffee',3000,1050);
INSERT INTO order_lines VALUES(1,2,1740344314000,1,2,'BRW-108','Digital Scale','brewing',1000,3900);
INSERT INTO order_lines VALUES(1,2,1740344314000,1,3,'COF-110','Colombia Huila, 1 kg','coffee',1000,4450);
INSERT INTO order_lines VALUES(1,2,1740344314000,1,4,'COF-108','Ethiopia Yirgacheffe, 1 kg','coffee',1000,4900);
INSERT INTO order_lines VALUES(1,2,1740344314000,1,5,'TEA-106','Assam Tippy, 100 g','tea',1000,1190);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,1,'COF-102','House Blend, 1 kg','coffee',19000,2560);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,2,'COF-110','Colombia Huila, 1 kg','coffee',25000,3560);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,3,'COF-106','Decaf Evening, 1 kg','coffee',8000,3040);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,4,'COF-104','Espresso Nero, 1 kg','coffee',11000,2800);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,5,'BRW-103','Paper Filters, 100 pieces','brewing',14000,552);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,6,'TAB-101','Espresso Cups, set of 4','tableware',20000,2312);
INSERT INTO order_lines VALUES(1,3,1747064064000,2,7,'BRW-111','Descaler, 500 ml','brewing',13000,1032);
INSERT INTO order_lines VALUES(1,3,1750251246000,3,1,'BRW-103','Paper Filters, 100 pieces','brewing',22000,552);
INSERT INTO order_lines VALUES(1,3,1751549300000,4,1,'COF-102','House Blend, 1 kg','coffee',10000,2560);
INSERT INTO order_lines VALUES(1,3,1751549300000,4,2,'BRW-103','Paper Filters, 100 pieces','brewing',8000,552);
INSERT INTO order_lines VALUES(1,3,1751549300000,4,3,'COF-106','Decaf Evening, 1 kg','coffee',18000,3040);
INSERT INTO order_lines VALUES(1,3,1751549300000,4,4,'COF-110','Colombia Huila, 1 kg','coffee',10000,3560);
INSERT INTO order_lines VALUES(1,3,1772621094000,20,1,'TEA-104','Earl Grey, 1 kg','tea',9000,3680);
INSERT INTO order_lines VALUES(1,3,1772621094000,20,2,'COF-110','Colombia Huila, 1 kg','coffee',22000,3560);
INSERT INTO order_lines VALUES(1,3,1772621094000,20,3,'COF-102','House Blend, 1 kg','coffee',25000,2560);
INSERT INTO order_lines VALUES(1,3,1772621094000,20,4,'COF-104','Espresso Nero, 1 kg','coffee',12000,2800);
INSERT INTO order_lines VALUES(1,3,1788029548000,43,1,'COF-108','Ethiopia Yirgacheffe, 1 kg','coffee',12000,3920);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,1,'COF-110','Colombia Huila, 1 kg','coffee',17000,3560);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,2,'TEA-104','Earl Grey, 1 kg','tea',19000,3680);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,3,'KIT-109','Almond Cantuccini, 250 g','kitchen',19000,552);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,4,'COF-104','Espresso Nero, 1 kg','coffee',9000,2800);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,5,'TAB-102','Cappuccino Cups, set of 4','tableware',28000,2792);
INSERT INTO order_lines VALUES(1,3,1791293133000,49,6,'COF-108','Ethiopia Yirgacheffe, 1 kg','coffee',15000,3920);
INSERT INTO order_lines VALUES(1,4,1755468652000,5,1,'TEA-103','Earl Grey, 100 g','tea',1000,850);
INSERT INTO order_lines VALUES(1,4,1755468652000,5,2,'COF-104','Espresso Nero, 1 kg','coffee',1000,3500);
INSERT INTO order_lines VALUES(1,4,1755468652000,5,3,'COF-102','House Blend, 1 kg','coffee',1000,3200);
INSERT INTO order_lines VALUES(1,4,1755468652000,5,4,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,4,1755969656000,6,1,'TEA-103','Earl Grey, 100 g','tea',1000,850);
INSERT INTO order_lines VALUES(1,4,1755969656000,6,2,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,4,1757455513000,7,1,'TAB-106','Travel Cup, 350 ml','tableware',2000,2490);
INSERT INTO order_lines VALUES(1,4,1757455513000,7,2,'GIF-102','Tasting Box Tea','gifts',1000,2790);
INSERT INTO order_lines VALUES(1,4,1757455513000,7,3,'BRW-101','French Press, 1 l','brewing',1000,3490);
INSERT INTO order_lines VALUES(1,4,1758573000000,8,1,'COF-112','Kenya AA Nyeri, 250 g','coffee',2000,1690);
INSERT INTO order_lines VALUES(1,4,1758573000000,8,2,'TAB-108','Latte Glasses, set of 6','tableware',1000,2990);
INSERT INTO order_lines VALUES(1,4,1758573000000,8,3,'TEA-102','English Breakfast, 1 kg','tea',1000,4200);
INSERT INTO order_lines VALUES(1,4,1758573000000,8,4,'COF-109','Colombia Huila, 250 g','coffee',4000,1350);
INSERT INTO order_lines VALUES(1,4,1765031329000,10,1,'TEA-109','Jasmine Pearls, 100 g','tea',1000,1850);
INSERT INTO order_lines VALUES(1,4,1765031329000,10,2,'BRW-111','Descaler, 500 ml','brewing',1000,1290);
INSERT INTO order_lines VALUES(1,4,1771846686000,18,1,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,4,1771846686000,18,2,'COF-101','House Blend, 250 g','coffee',3000,950);
INSERT INTO order_lines VALUES(1,4,1773065634000,21,1,'BRW-105','Hand Grinder','brewing',1000,7900);
INSERT INTO order_lines VALUES(1,4,1775671845000,24,1,'KIT-107','Cast-iron Pan, 26 cm','kitchen',1000,5900);
INSERT INTO order_lines VALUES(1,4,1775671845000,24,2,'KIT-106','Chef''s Knife, 20 cm','kitchen',1000,8900);
INSERT INTO order_lines VALUES(1,4,1776606629000,25,1,'COF-109','Colombia Huila, 250 g','coffee',2000,1350);
INSERT INTO order_lines VALUES(1,4,1776606629000,25,2,'COF-103','Espresso Nero, 250 g','coffee',2000,1050);
INSERT INTO order_lines VALUES(1,4,1776606629000,25,3,'KIT-110','Brown Sugar Cubes, 1 kg','kitchen',1000,490);
INSERT INTO order_lines VALUES(1,4,1776606629000,25,4,'TAB-103','Stoneware Mug','tableware',1000,1590);
INSERT INTO order_lines VALUES(1,4,1777244413000,26,1,'TEA-105','Darjeeling First Flush, 100 g','tea',1000,1690);
INSERT INTO order_lines VALUES(1,4,1777244413000,26,2,'TEA-103','Earl Grey, 100 g','tea',2000,850);
INSERT INTO order_lines VALUES(1,4,1777244413000,26,3,'COF-114','Cold Brew Packs, 6 pieces','coffee',1000,1250);
INSERT INTO order_lines VALUES(1,4,1778607954000,28,1,'TAB-106','Travel Cup, 350 ml','tableware',1000,2490);
INSERT INTO order_lines VALUES(1,4,1778607954000,28,2,'KIT-108','Honey, 500 g','kitchen',1000,990);
INSERT INTO order_lines VALUES(1,4,1779792269000,32,1,'TEA-112','Masala Chai, 100 g','tea',1000,890);
INSERT INTO order_lines VALUES(1,4,1779792269000,32,2,'TAB-103','Stoneware Mug','tableware',2000,1590);
INSERT INTO order_lines VALUES(1,4,1779792269000,32,3,'TEA-104','Earl Grey, 1 kg','tea',1000,4600);
INSERT INTO order_lines VALUES(1,4,1779792269000,32,4,'TEA-106','Assam Tippy, 100 g','tea',1000,1190);
INSERT INTO order_lines VALUES(1,4,1779792269000,32,5,'COF-104','Espresso Nero, 1 kg','coffee',1000,3500);
INSERT INTO order_lines VALUES(1,4,1780004815000,33,1,'TEA-101','English Breakfast, 100 g','tea',1000,790);
INSERT INTO order_lines VALUES(1,4,1780004815000,33,2,'TEA-106','Assam Tippy, 100 g','tea',1000,1190);
INSERT INTO order_lines VALUES(1,4,1780004815000,33,3,'TAB-102','Cappuccino Cups, set of 4','tableware',1000,3490);
INSERT INTO order_lines VALUES(1,4,1780004815000,33,4,'BRW-110','Milk Frother','brewing',1000,3290);
INSERT INTO order_lines VALUES(1,4,1780004815000,33,5,'TEA-105','Darjeeling First Flush, 100 g','tea',1000,1690);
INSERT INTO order_lines VALUES(1,4,1787169796000,42,1,'COF-108','Ethiopia Yirgacheffe, 1 kg','coffee',1000,4900);
INSERT INTO order_lines VALUES(1,4,1787169796000,42,2,'KIT-103','Linen Tea Towels, pair','kitchen',4000,1690);
INSERT INTO order_lines VALUES(1,4,1792664511000,51,1,'TAB-103','Stoneware Mug','tableware',1000,1590);
INSERT INTO order_lines VALUES(1,4,1792664511000,51,2,'TEA-105','Darjeeling First Flush, 100 g','tea',1000,1690);
INSERT INTO order_lines VALUES(1,4,1795272580000,55,1,'TEA-107','Sencha, 100 g','tea',1000,1390);
INSERT INTO order_lines VALUES(1,4,1795272580000,55,2,'BRW-102','Pour-over Dripper','brewing',2000,2290);
INSERT INTO order_lines VALUES(1,5,1761251840000,9,1,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,5,1761251840000,9,2,'COF-111','Guatemala Antigua, 250 g','coffee',1000,1390);
INSERT INTO order_lines VALUES(1,5,1771791353000,17,1,'COF-104','Espresso Nero, 1 kg','coffee',1000,3500);
INSERT INTO order_lines VALUES(1,6,1765312622000,11,1,'COF-113','Sumatra Mandheling, 250 g','coffee',1000,1450);
INSERT INTO order_lines VALUES(1,6,1765312622000,11,2,'KIT-106','Chef''s Knife, 20 cm','kitchen',1000,8900);
INSERT INTO order_lines VALUES(1,6,1765312622000,11,3,'GIF-102','Tasting Box Tea','gifts',1000,2790);
INSERT INTO order_lines VALUES(1,6,1765312622000,11,4,'GIF-105','Advent Calendar','gifts',1000,4490);
INSERT INTO order_lines VALUES(1,6,1765312622000,11,5,'BRW-105','Hand Grinder','brewing',1000,7900);
INSERT INTO order_lines VALUES(1,6,1766213833000,13,1,'GIF-105','Advent Calendar','gifts',1000,4490);
INSERT INTO order_lines VALUES(1,6,1768777372000,15,1,'COF-102','House Blend, 1 kg','coffee',1000,3200);
INSERT INTO order_lines VALUES(1,6,1769120312000,16,1,'TEA-101','English Breakfast, 100 g','tea',2000,790);
INSERT INTO order_lines VALUES(1,6,1769120312000,16,2,'BRW-104','Stovetop Pot, 6 cups','brewing',1000,3990);
INSERT INTO order_lines VALUES(1,6,1773602248000,22,1,'COF-105','Decaf Evening, 250 g','coffee',1000,1150);
INSERT INTO order_lines VALUES(1,6,1773602248000,22,2,'COF-110','Colombia Huila, 1 kg','coffee',1000,4450);
INSERT INTO order_lines VALUES(1,6,1778192196000,27,1,'TEA-101','English Breakfast, 100 g','tea',1000,790);
INSERT INTO order_lines VALUES(1,6,1778192196000,27,2,'KIT-103','Linen Tea Towels, pair','kitchen',1000,1690);
INSERT INTO order_lines VALUES(1,6,1782138545000,35,1,'GIF-103','Barista Starter Set','gifts',1000,8900);
INSERT INTO order_lines VALUES(1,6,1782138545000,35,2,'TAB-103','Stoneware Mug','tableware',2000,1590);
INSERT INTO order_lines VALUES(1,6,1785993276000,41,1,'TEA-105','Darjeeling First Flush, 100 g','tea',1000,1690);
INSERT INTO order_lines VALUES(1,6,1785993276000,41,2,'TAB-104','Glass Teapot, 1.2 l','tableware',1000,3290);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,1,'KIT-108','Honey, 500 g','kitchen',4000,990);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,2,'GIF-104','Breakfast Hamper','gifts',1000,5900);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,3,'GIF-103','Barista Starter Set','gifts',1000,8900);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,4,'COF-110','Colombia Huila, 1 kg','coffee',1000,4450);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,5,'TEA-109','Jasmine Pearls, 100 g','tea',1000,1850);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,6,'BRW-106','Electric Burr Grinder','brewing',1000,16900);
INSERT INTO order_lines VALUES(1,6,1795218128000,54,7,'GIF-101','Tasting Box Coffee','gifts',1000,2990);
INSERT INTO order_lines VALUES(1,7,1765650271000,12,1,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,7,1767298456000,14,1,'COF-101','House Blend, 250 g','coffee',2000,950);
INSERT INTO order_lines VALUES(1,7,1767298456000,14,2,'COF-105','Decaf Evening, 250 g','coffee',1000,1150);
INSERT INTO order_lines VALUES(1,7,1778781372000,29,1,'KIT-103','Linen Tea Towels, pair','kitchen',1000,1690);
INSERT INTO order_lines VALUES(1,7,1778781372000,29,2,'COF-105','Decaf Evening, 250 g','coffee',1000,1150);
INSERT INTO order_lines VALUES(1,8,1772486286000,19,1,'KIT-110','Brown Sugar Cubes, 1 kg','kitchen',3000,490);
INSERT INTO order_lines VALUES(1,8,1772486286000,19,2,'BRW-102','Pour-over Dripper','brewing',2000,2290);
INSERT INTO order_lines VALUES(1,8,1772486286000,19,3,'TEA-105','Darjeeling First Flush, 100 g','tea',2000,1690);
INSERT INTO order_lines VALUES(1,8,1772486286000,19,4,'BRW-106','Electric Burr Grinder','brewing',1000,16900);
INSERT INTO order_lines VALUES(1,8,1772486286000,19,5,'COF-101','House Blend, 250 g','coffee',1000,950);
INSERT INTO order_lines VALUES(1,9,1774198232000,23,1,'KIT-102','Measuring Spoons','kitchen',1000,1190);
INSERT INTO order_lines VALUES(1,9,1774198232000,23,2,'BRW-107','Gooseneck Kettle','brewing',1000,6900);
INSERT INTO order_lines VALUES(1,9,1774198232000,23,3,'COF-102','House Blend, 1 kg','coffee',1000,3200);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,1,'TAB-107','Porcelain Plates, set of 4','tableware',1000,4990);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,2,'COF-109','Colombia Huila, 250 g','coffee',1000,1350);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,3,'TEA-105','Darjeeling First Flush, 100 g','tea',1000,1690);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,4,'KIT-101','Airtight Canister, 1 l','kitchen',1000,2190);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,5,'BRW-102','Pour-over Dripper','brewing',1000,2290);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,6,'COF-101','House Blend, 250 g','coffee',1000,950);
INSERT INTO order_lines VALUES(1,10,1778936230000,30,7,'COF-108','Ethiopia Yirgacheffe, 1 kg','coffee',1000,4900);
INSERT INTO order_lines VALUES(1,10,1779652706000,31,1,'COF-113','Sumatra Mandheling, 250 g','coffee',1000,1450);
INSERT INTO order_lines VALUES(1,10,1779652706000,31,2,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,10,1783111824000,36,1,'COF-109','Colombia Huila, 250 g','coffee',1000,1350);
INSERT INTO order_lines VALUES(1,10,1783111824000,36,2,'BRW-103','Paper Filters, 100 pieces','brewing',2000,690);
INSERT INTO order_lines VALUES(1,10,1783111824000,36,3,'BRW-107','Gooseneck Kettle','brewing',1000,6900);
INSERT INTO order_lines VALUES(1,10,1783111824000,36,4,'COF-111','Guatemala Antigua, 250 g','coffee',1000,1390);
INSERT INTO order_lines VALUES(1,10,1783111824000,36,5,'KIT-102','Measuring Spoons','kitchen',1000,1190);
INSERT INTO order_lines VALUES(1,10,1783371476000,37,1,'TAB-107','Porcelain Plates, set of 4','tableware',1000,4990);
INSERT INTO order_lines VALUES(1,10,1783371476000,37,2,'COF-103','Espresso Nero, 250 g','coffee',3000,1050);
INSERT INTO order_lines VALUES(1,10,1783371476000,37,3,'KIT-107','Cast-iron Pan, 26 cm','kitchen',1000,5900);
INSERT INTO order_lines VALUES(1,10,1785221924000,39,1,'BRW-101','French Press, 1 l','brewing',1000,3490);
INSERT INTO order_lines VALUES(1,10,1785221924000,39,2,'COF-113','Sumatra Mandheling, 250 g','coffee',1000,1450);
INSERT INTO order_lines VALUES(1,10,1785320349000,40,1,'COF-103','Espresso Nero, 250 g','coffee',1000,1050);
INSERT INTO order_lines VALUES(1,10,1785320349000,40,2,'TEA-106','Assam Tippy, 100 g','tea',2000,1190);
INSERT INTO order_lines VALUES(1,10,1788450024000,46,1,'BRW-107','Gooseneck Kettle','brewing',1000,6900);
INSERT INTO order_lines VALUES(1,10,1791023409000,48,1,'TEA-112','Masala Chai, 100 g','tea',1000,890);
INSERT INTO order_lines VALUES(1,10,1791023409000,48,2,'COF-109','Colombia Huila, 250 g','coffee',1000,1350);
INSERT INTO order_lines VALUES(1,10,1791023409000,48,3,'KIT-105','Enamel Bread Tin','kitchen',1000,3690);
INSERT INTO order_lines VALUES(1,10,1791719876000,50,1,'BRW-110','Milk Frother','brewing',1000,3290);
INSERT INTO order_lines VALUES(1,10,1793913729000,52,1,'TAB-108','Latte Glasses, set of 6','tableware',1000,2990);
INSERT INTO order_lines VALUES(1,11,1781985081000,34,1,'TAB-103','Stoneware Mug','tableware',1000,1590);
INSERT INTO order_lines VALUES(1,11,1781985081000,34,2,'TEA-101','English Breakfast, 100 g','tea',2000,790);
INSERT INTO order_lines VALUES(1,11,1781985081000,34,3,'COF-110','Colombia Huila, 1 kg','coffee',1000,4450);
INSERT INTO order_lines VALUES(1,11,1784134732000,38,1,'TEA-108','Matcha, 30 g','tea',1000,2490);
INSERT INTO order_lines VALUES(1,11,1788163102000,44,1,'TAB-106','Travel Cup, 350 ml','tableware',1000,2490);
INSERT INTO order_lines VALUES(1,12,1788166862000,45,1,'TEA-112','Masala Chai, 100 g','tea',8000,712);
INSERT INTO order_lines VALUES(1,12,1788166862000,45,2,'TEA-104','Earl Grey, 1 kg','tea',21000,3680);
INSERT INTO order_lines VALUES(1,13,1790671216000,47,1,'COF-106','Decaf Evening, 1 kg','coffee',1000,3800);
INSERT INTO order_lines VALUES(1,13,1790671216000,47,2,'TEA-101','English Breakfast, 100 g','tea',1000,790);
INSERT INTO order_lines VALUES(1,13,1790671216000,47,3,'COF-103','Espresso Nero, 250 g','coffee',1000,1050);
INSERT INTO order_lines VALUES(1,13,1790671216000,47,4,'KIT-103','Linen Tea Towels, pair','kitchen',1000,1690);
INSERT INTO order_lines VALUES(1,13,1790671216000,47,5,'KIT-101','Airtight Canister, 1 l','kitchen',2000,2190);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,1,'KIT-110','Brown Sugar Cubes, 1 kg','kitchen',8000,392);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,2,'TEA-104','Earl Grey, 1 kg','tea',16000,3680);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,3,'TEA-112','Masala Chai, 100 g','tea',11000,712);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,4,'TAB-108','Latte Glasses, set of 6','tableware',28000,2392);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,5,'TAB-101','Espresso Cups, set of 4','tableware',11000,2312);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,6,'COF-104','Espresso Nero, 1 kg','coffee',20000,2800);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,7,'TEA-102','English Breakfast, 1 kg','tea',9000,3360);
INSERT INTO order_lines VALUES(1,14,1794809671000,53,8,'COF-110','Colombia Huila, 1 kg','coffee',10000,3560);
CREATE TABLE order_refunds (
user_id INTEGER NOT NULL,
customer_id INTEGER NOT NULL,
placed_at INTEGER NOT NULL,
order_key INTEGER NOT NULL,
refund_id TEXT NOT NULL,
amount INTEGER NOT NULL CHECK (amount >= 0),
refunded_at INTEGER NOT NULL,
reason TEXT,
PRIMARY KEY (user_id, customer_id, placed_at, order_key, refund_id),
FOREIGN KEY (user_id, customer_id, placed_at, order_key)
    REFERENCES orders (user_id, customer_id, placed_at, order_key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO order_refunds VALUES(1,4,1773065634000,21,'1021-R1',3950,1774717296000,'arrived too late');
INSERT INTO order_refunds VALUES(1,10,1788450024000,46,'1046-R1',6900,1790501137000,'arrived too late');
CREATE TABLE rfm_settings (
user_id INTEGER NOT NULL PRIMARY KEY,
window_days INTEGER NOT NULL CHECK (window_days >= 1),
recency_days TEXT NOT NULL,
frequency_orders TEXT NOT NULL,
monetary_amounts TEXT NOT NULL,
updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE customer_rfm_scores (
user_id INTEGER NOT NULL,
customer_id INTEGER NOT NULL,
recency_score INTEGER NOT NULL CHECK (recency_score BETWEEN 1 AND 5),
frequency_score INTEGER NOT NULL CHECK (frequency_score BETWEEN 1 AND 5),
monetary_score INTEGER NOT NULL CHECK (monetary_score BETWEEN 1 AND 5),
rfm_score INTEGER NOT NULL
    CHECK (rfm_score = 100 * recency_score + 10 * frequency_score + monetary_score),
rfm_segment TEXT NOT NULL CHECK (rfm_segment IN ('Champions', 'VIP', 'New Customers',
    'Loyal Customers', 'Potential Loyalists', 'At Risk', 'Lost')),
previous_segment TEXT,
segment_changed_at INTEGER,
as_of_day INTEGER NOT NULL,
last_order_day INTEGER NOT NULL CHECK (last_order_day <= as_of_day),
first_order_day INTEGER,
order_count INTEGER NOT NULL CHECK (order_count >= 0),
total_spent INTEGER NOT NULL,
orders_ever INTEGER NOT NULL CHECK (orders_ever >= order_count),
calculated_at INTEGER NOT NULL,
PRIMARY KEY (user_id, customer_id),
FOREIGN KEY (user_id, customer_id) REFERENCES customer_profiles (user_id, customer_id)
    ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO customer_rfm_scores VALUES(1,2,1,1,1,111,'Lost','New Customers',1795572606488,20782,20142,NULL,0,0,1,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,3,4,2,5,425,'VIP','Potential Loyalists',1791331199999,20782,20732,20516,3,559184,6,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,4,5,5,2,552,'Loyal Customers','Potential Loyalists',1758585599999,20782,20778,20428,12,86950,16,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,5,1,1,1,111,'Lost','Potential Loyalists',1795572606488,20782,20506,20506,1,3500,2,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,6,5,4,3,543,'Loyal Customers','Potential Loyalists',1769126399999,20782,20777,20431,9,108880,9,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,7,1,2,1,121,'Lost','Potential Loyalists',1795572606488,20782,20587,20435,3,8380,3,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,8,1,1,1,111,'Lost','New Customers',1795572606488,20782,20514,20514,1,27280,1,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,9,1,1,1,111,'Lost','New Customers',1795572606488,20782,20534,20534,1,11290,1,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,10,5,4,2,542,'Loyal Customers','Potential Loyalists',1785283199999,20782,20762,20589,8,65190,8,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,11,3,2,1,321,'Potential Loyalists','New Customers',1784159999999,20782,20696,20624,3,12600,3,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,12,3,1,2,312,'Potential Loyalists','New Customers',1795572606488,20782,20696,20696,1,82976,1,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,13,4,1,1,411,'New Customers',NULL,NULL,20782,20725,20725,1,11710,1,1795572606488);
INSERT INTO customer_rfm_scores VALUES(1,14,5,1,4,514,'New Customers',NULL,NULL,20782,20773,20773,1,284096,1,1795572606488);
CREATE INDEX customer_identities_by_customer ON customer_identities (user_id, customer_id);
CREATE UNIQUE INDEX customer_identities_primary
ON customer_identities (user_id, customer_id) WHERE is_primary;
CREATE INDEX customer_profiles_by_creation
ON customer_profiles (user_id, created_at, customer_id);
CREATE INDEX customer_profiles_by_status
ON customer_profiles (user_id, status, created_at, customer_id);
CREATE INDEX customer_profiles_by_segment
ON customer_profiles (user_id, rfm_segment, created_at, customer_id);
CREATE INDEX orders_by_time ON orders (user_id, placed_at, order_key);
CREATE INDEX customer_rfm_scores_by_score
ON customer_rfm_scores (user_id, rfm_score, customer_id);
CREATE INDEX customer_rfm_scores_by_segment
ON customer_rfm_scores (user_id, rfm_segment, rfm_score, customer_id);
COMMIT;
