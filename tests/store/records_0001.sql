BEGIN TRANSACTION;
CREATE TABLE accounts (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	company TEXT, 
	account_id TEXT, 
	domain TEXT, 
	industry TEXT, 
	employees BIGINT, 
	country TEXT, 
	owner TEXT, 
	CONSTRAINT pk_accounts PRIMARY KEY (row_id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE annotations (
	annotation_id INTEGER NOT NULL, 
	day INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_annotations PRIMARY KEY (annotation_id)
);
CREATE TABLE audit (
	audit_id INTEGER NOT NULL, 
	at BIGINT NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	details_json TEXT NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (audit_id)
);
INSERT INTO "audit" VALUES(1,1772452800000000,'anna','import.written','{"added": 2, "changed": 0, "file_name": "file.csv", "import_id": 1, "merged": 0, "unchanged": 0}');
INSERT INTO "audit" VALUES(2,1772452800000000,'anna','import.written','{"added": 0, "changed": 1, "file_name": "file.csv", "import_id": 2, "merged": 0, "unchanged": 0}');
CREATE TABLE campaign_aliases (
	alias TEXT NOT NULL, 
	campaign TEXT NOT NULL, 
	CONSTRAINT pk_campaign_aliases PRIMARY KEY (alias)
);
CREATE TABLE campaigns (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	campaign TEXT, 
	campaign_id TEXT, 
	platform TEXT, 
	channel TEXT, 
	campaign_type TEXT, 
	start_on INTEGER, 
	end_on INTEGER, 
	budget_micros BIGINT, 
	currency TEXT, 
	CONSTRAINT pk_campaigns PRIMARY KEY (row_id)
);
CREATE TABLE channel_aliases (
	alias TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	CONSTRAINT pk_channel_aliases PRIMARY KEY (alias)
);
CREATE TABLE channel_rules (
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	conditions_json TEXT NOT NULL, 
	CONSTRAINT pk_channel_rules PRIMARY KEY (position)
);
CREATE TABLE channels (
	channel TEXT NOT NULL, 
	label TEXT NOT NULL, 
	is_offline BOOLEAN NOT NULL, 
	team TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_channels PRIMARY KEY (channel)
);
CREATE TABLE contacts (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	contact_id TEXT, 
	email TEXT, 
	first_name TEXT, 
	last_name TEXT, 
	company TEXT, 
	account_id TEXT, 
	job_title TEXT, 
	phone TEXT, 
	country TEXT, 
	language TEXT, 
	industry TEXT, 
	employees BIGINT, 
	source TEXT, 
	medium TEXT, 
	campaign TEXT, 
	channel TEXT, 
	created_at BIGINT, 
	last_activity_at BIGINT, 
	stage TEXT, 
	lead_status TEXT, 
	owner TEXT, 
	has_consent BOOLEAN, 
	is_bounced BOOLEAN, 
	attributes TEXT, 
	CONSTRAINT pk_contacts PRIMARY KEY (row_id)
);
INSERT INTO "contacts" VALUES(1,1,'crm|0|1',-3698904323916488243,0,0,'crm',2,'1','anna@x.de',NULL,NULL,NULL,NULL,'CEO',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "contacts" VALUES(2,1,'crm|0|2',808439832393653381,1,0,'crm',3,'2','ben@x.de',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "contacts" VALUES(3,2,'crm|0|1',-1146392603495070555,1,0,'crm',2,'1','anna@x.de',NULL,NULL,NULL,NULL,'CFO',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	CONSTRAINT pk_counters PRIMARY KEY (name)
);
INSERT INTO "counters" VALUES('facts_version',2);
CREATE TABLE deal_contacts (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	deal_id TEXT, 
	contact_id TEXT, 
	email TEXT, 
	CONSTRAINT pk_deal_contacts PRIMARY KEY (row_id)
);
CREATE TABLE deals (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	deal_id TEXT, 
	deal TEXT, 
	company TEXT, 
	account_id TEXT, 
	contact_id TEXT, 
	email TEXT, 
	deal_stage TEXT, 
	pipeline TEXT, 
	amount_micros BIGINT, 
	margin_micros BIGINT, 
	currency TEXT, 
	probability_share DOUBLE, 
	created_at BIGINT, 
	closed_on INTEGER, 
	outcome TEXT, 
	reason TEXT, 
	deal_type TEXT, 
	source TEXT, 
	medium TEXT, 
	campaign TEXT, 
	owner TEXT, 
	CONSTRAINT pk_deals PRIMARY KEY (row_id)
);
CREATE TABLE import_problems (
	import_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	sheet TEXT NOT NULL, 
	row_number INTEGER, 
	heading TEXT NOT NULL, 
	value TEXT NOT NULL, 
	values_json TEXT NOT NULL, 
	CONSTRAINT pk_import_problems PRIMARY KEY (import_id, position), 
	CONSTRAINT fk_import_problems_import_id FOREIGN KEY(import_id) REFERENCES imports (import_id)
);
CREATE TABLE import_rows (
	import_id INTEGER NOT NULL, 
	record_type TEXT NOT NULL, 
	first_row_id BIGINT, 
	last_row_id BIGINT, 
	sighted_rows TEXT NOT NULL, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	merged INTEGER NOT NULL, 
	CONSTRAINT pk_import_rows PRIMARY KEY (import_id, record_type), 
	CONSTRAINT fk_import_rows_import_id FOREIGN KEY(import_id) REFERENCES imports (import_id)
);
INSERT INTO "import_rows" VALUES(1,'contacts',1,2,'',2,0,0,0);
INSERT INTO "import_rows" VALUES(2,'contacts',3,3,'',0,1,0,0);
CREATE TABLE imports (
	import_id INTEGER NOT NULL, 
	file_name TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	preset TEXT, 
	system TEXT NOT NULL, 
	options_json TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	imported_at BIGINT NOT NULL, 
	problem_count INTEGER NOT NULL, 
	undone_at BIGINT, 
	undone_by TEXT, 
	CONSTRAINT pk_imports PRIMARY KEY (import_id)
);
INSERT INTO "imports" VALUES(1,'file.csv','f1e095feb5de46b6a283ba35bdc76b8f',NULL,'crm','{}','anna',1772452800000000,0,NULL,NULL);
INSERT INTO "imports" VALUES(2,'file.csv','8b8e4e6ba2d04faea86d17181833afb6',NULL,'crm','{}','anna',1772452800000000,0,NULL,NULL);
CREATE TABLE mapping_profiles (
	name TEXT NOT NULL, 
	headings_json TEXT NOT NULL, 
	record_type TEXT NOT NULL, 
	mapping_json TEXT NOT NULL, 
	system TEXT NOT NULL, 
	options_json TEXT NOT NULL, 
	CONSTRAINT pk_mapping_profiles PRIMARY KEY (name)
);
CREATE TABLE settings (
	name TEXT NOT NULL, 
	value_json TEXT NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (name)
);
CREATE TABLE spend_days (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	day INTEGER, 
	spend_micros BIGINT, 
	currency TEXT, 
	platform TEXT, 
	channel TEXT, 
	source TEXT, 
	medium TEXT, 
	campaign TEXT, 
	campaign_id TEXT, 
	campaign_type TEXT, 
	impressions BIGINT, 
	clicks BIGINT, 
	claimed_conversions DOUBLE, 
	claimed_value_micros BIGINT, 
	is_spread BOOLEAN, 
	name_key TEXT, 
	CONSTRAINT pk_spend_days PRIMARY KEY (row_id)
);
CREATE TABLE stage_history (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	stage TEXT, 
	entered_at BIGINT, 
	contact_id TEXT, 
	email TEXT, 
	note TEXT, 
	CONSTRAINT pk_stage_history PRIMARY KEY (row_id)
);
CREATE TABLE touchpoints (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	at BIGINT, 
	touchpoint_id TEXT, 
	contact_id TEXT, 
	email TEXT, 
	company TEXT, 
	kind TEXT, 
	team TEXT, 
	channel TEXT, 
	source TEXT, 
	medium TEXT, 
	campaign TEXT, 
	content TEXT, 
	page TEXT, 
	CONSTRAINT pk_touchpoints PRIMARY KEY (row_id)
);
CREATE TABLE traffic_days (
	row_id INTEGER NOT NULL, 
	import_id BIGINT NOT NULL, 
	row_key TEXT NOT NULL, 
	content_hash BIGINT NOT NULL, 
	is_current BOOLEAN NOT NULL, 
	is_withdrawn BOOLEAN NOT NULL, 
	system TEXT, 
	source_row BIGINT, 
	day INTEGER, 
	sessions BIGINT, 
	channel TEXT, 
	source TEXT, 
	medium TEXT, 
	campaign TEXT, 
	users BIGINT, 
	key_events DOUBLE, 
	CONSTRAINT pk_traffic_days PRIMARY KEY (row_id)
);
CREATE INDEX ix_imports_content_hash ON imports (content_hash);
CREATE UNIQUE INDEX ux_accounts_current ON accounts (row_key) WHERE is_current = 1;
CREATE INDEX ix_accounts_old ON accounts (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_campaigns_current ON campaigns (row_key) WHERE is_current = 1;
CREATE INDEX ix_campaigns_old ON campaigns (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_contacts_current ON contacts (row_key) WHERE is_current = 1;
CREATE INDEX ix_contacts_old ON contacts (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_deal_contacts_current ON deal_contacts (row_key) WHERE is_current = 1;
CREATE INDEX ix_deal_contacts_old ON deal_contacts (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_deals_current ON deals (row_key) WHERE is_current = 1;
CREATE INDEX ix_deals_old ON deals (row_key) WHERE is_current = 0;
CREATE INDEX ix_spend_days_name_key ON spend_days (name_key) WHERE name_key IS NOT NULL;
CREATE UNIQUE INDEX ux_spend_days_current ON spend_days (row_key) WHERE is_current = 1;
CREATE INDEX ix_spend_days_old ON spend_days (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_stage_history_current ON stage_history (row_key) WHERE is_current = 1;
CREATE INDEX ix_stage_history_old ON stage_history (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_touchpoints_current ON touchpoints (row_key) WHERE is_current = 1;
CREATE INDEX ix_touchpoints_old ON touchpoints (row_key) WHERE is_current = 0;
CREATE UNIQUE INDEX ux_traffic_days_current ON traffic_days (row_key) WHERE is_current = 1;
CREATE INDEX ix_traffic_days_old ON traffic_days (row_key) WHERE is_current = 0;
COMMIT;
