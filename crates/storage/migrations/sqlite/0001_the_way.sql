-- The way of an order. Every table carries workspace_id and every key leads with it.
-- Times are microseconds since 1970 UTC; money is whole minor units beside its currency; documents are JSON.

CREATE TABLE workspace (
  workspace_id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE app_user (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  id INTEGER NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, email)
) STRICT, WITHOUT ROWID;

-- A signed-in browser, or a sign-in link that was not used yet. Only the hash of the secret is kept.
CREATE TABLE user_session (
  workspace_id INTEGER NOT NULL,
  token_hash BLOB NOT NULL,
  kind TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, token_hash),
  FOREIGN KEY (workspace_id, user_id) REFERENCES app_user (workspace_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE connection (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  id INTEGER NOT NULL,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  disconnected_because TEXT,
  access_expires_at INTEGER,
  refresh_expires_at INTEGER,
  last_success_at INTEGER,
  last_error TEXT,
  connected_at INTEGER NOT NULL,
  credentials BLOB NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, platform, external_id)
) STRICT, WITHOUT ROWID;

-- A person is at the platform to allow a connection.
CREATE TABLE pending_connection (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  state TEXT NOT NULL,
  platform TEXT NOT NULL,
  document BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE store (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  connection_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  domain TEXT NOT NULL,
  currency TEXT NOT NULL,
  settings TEXT NOT NULL,
  polled_until INTEGER,
  hook_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, connection_id),
  UNIQUE (workspace_id, hook_key),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  title TEXT NOT NULL,
  image_url TEXT,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE variant (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  title TEXT NOT NULL,
  sku TEXT NOT NULL,
  price_minor INTEGER,
  price_currency TEXT,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, product_id) REFERENCES product (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX variant_by_product ON variant (workspace_id, product_id, id);

CREATE TABLE mapping (
  workspace_id INTEGER NOT NULL,
  variant_id INTEGER NOT NULL,
  lines TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, variant_id),
  FOREIGN KEY (workspace_id, variant_id) REFERENCES variant (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer_order (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  number TEXT NOT NULL,
  ordered_at INTEGER NOT NULL,
  payment TEXT NOT NULL,
  canceled_at INTEGER,
  customer_name TEXT NOT NULL,
  customer_email TEXT NOT NULL,
  country TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_edited INTEGER NOT NULL,
  shipping_override TEXT,
  price_accepted INTEGER NOT NULL,
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  note TEXT NOT NULL,
  lines TEXT NOT NULL,
  problems TEXT NOT NULL,
  planned INTEGER NOT NULL,
  store_updated_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  tab TEXT NOT NULL,
  needs_person INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_order_by_time ON customer_order (workspace_id, ordered_at, id);
CREATE INDEX customer_order_by_tab ON customer_order (workspace_id, tab, ordered_at, id);
CREATE INDEX customer_order_by_tab_and_total ON customer_order (workspace_id, tab, total_minor, id);
CREATE INDEX customer_order_by_total ON customer_order (workspace_id, total_minor, id);
CREATE INDEX customer_order_needing_person ON customer_order (workspace_id, ordered_at, id) WHERE needs_person = 1;

-- How many orders are in each tab: kept in the same transaction, because counting them is slow.
CREATE TABLE tab_count (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  tab TEXT NOT NULL,
  order_count INTEGER NOT NULL,
  person_count INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, tab)
) STRICT, WITHOUT ROWID;

-- What an order can be found by, in lower case.
CREATE TABLE order_term (
  workspace_id INTEGER NOT NULL,
  term TEXT NOT NULL,
  order_id INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, term, order_id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE timeline_event (
  workspace_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE purchase (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  connection_id INTEGER NOT NULL,
  supplier TEXT NOT NULL,
  lines TEXT NOT NULL,
  shipping TEXT NOT NULL,
  ceiling_minor INTEGER NOT NULL,
  ceiling_currency TEXT NOT NULL,
  intent TEXT,
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  failure TEXT,
  failure_reason TEXT,
  doubt TEXT,
  supplier_orders TEXT NOT NULL,
  superseded INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_sync_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_by_order ON purchase (workspace_id, order_id, id);
CREATE INDEX purchase_by_state ON purchase (workspace_id, state, state_since);
CREATE INDEX purchase_to_sync ON purchase (workspace_id, next_sync_at, id) WHERE next_sync_at IS NOT NULL;

-- Never twice: one row for each unit and part of an order line that a live purchase buys. The primary
-- key makes a second live purchase of the same unit impossible.
CREATE TABLE purchase_claim (
  workspace_id INTEGER NOT NULL,
  line_item_id INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  part INTEGER NOT NULL,
  purchase_id INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, line_item_id, unit, part),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX purchase_claim_by_purchase ON purchase_claim (workspace_id, purchase_id);

-- A marketplace's order belongs to one purchase at the most.
CREATE TABLE supplier_order (
  workspace_id INTEGER NOT NULL,
  connection_id INTEGER NOT NULL,
  external_id TEXT NOT NULL,
  purchase_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, external_id),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE parcel (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  purchase_id INTEGER,
  supplier_order_id TEXT,
  box_key TEXT NOT NULL,
  number TEXT,
  former_numbers TEXT NOT NULL,
  carrier TEXT NOT NULL,
  lines TEXT NOT NULL,
  status TEXT NOT NULL,
  events TEXT NOT NULL,
  shipped_at INTEGER,
  delivered_at INTEGER,
  expected_at INTEGER,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, purchase_id, supplier_order_id, box_key),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parcel_by_order ON parcel (workspace_id, order_id, id);

CREATE TABLE fulfillment (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  parcel_id INTEGER,
  external_id TEXT,
  state TEXT NOT NULL,
  number TEXT NOT NULL,
  carrier TEXT NOT NULL,
  lines TEXT NOT NULL,
  told_status TEXT,
  refusal TEXT,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, parcel_id),
  UNIQUE (workspace_id, order_id, external_id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX fulfillment_by_order ON fulfillment (workspace_id, order_id, id);

CREATE TABLE webhook_delivery (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  topic TEXT NOT NULL,
  digest BLOB NOT NULL,
  body BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  read_at INTEGER,
  outcome TEXT,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, topic, digest),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Background work. Done jobs are removed; failed ones stay until a person has seen them.
CREATE TABLE job (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  payload TEXT NOT NULL,
  lane TEXT,
  dedupe TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  lease_until INTEGER,
  rerun_at INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX job_live_once ON job (workspace_id, dedupe) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_lane_once ON job (workspace_id, lane) WHERE state = 'running';
CREATE INDEX job_due ON job (workspace_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (workspace_id, lease_until) WHERE state = 'running';
CREATE INDEX job_failed ON job (workspace_id, created_at) WHERE state = 'failed';

-- What recurs. Any number of processes share these rows.
CREATE TABLE schedule (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  name TEXT NOT NULL,
  job TEXT NOT NULL,
  rhythm TEXT NOT NULL,
  next_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, name)
) STRICT, WITHOUT ROWID;
