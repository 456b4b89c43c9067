-- The way of an order. Every table carries workspace_id and every key leads with it.
-- Times are microseconds since 1970 UTC; money is whole minor units beside its currency; documents are JSON.
-- Texts compare byte by byte (COLLATE "C"), whatever the language of the database.

CREATE TABLE workspace (
  workspace_id BIGINT NOT NULL PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE app_user (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  id BIGINT NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, email)
);

-- A signed-in browser, or a sign-in link that was not used yet. Only the hash of the secret is kept.
CREATE TABLE user_session (
  workspace_id BIGINT NOT NULL,
  token_hash BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  user_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, token_hash),
  FOREIGN KEY (workspace_id, user_id) REFERENCES app_user (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE connection (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  id BIGINT NOT NULL,
  platform TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  disconnected_because TEXT COLLATE "C",
  access_expires_at BIGINT,
  refresh_expires_at BIGINT,
  last_success_at BIGINT,
  last_error TEXT COLLATE "C",
  connected_at BIGINT NOT NULL,
  credentials BYTEA NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, platform, external_id)
);

-- A person is at the platform to allow a connection.
CREATE TABLE pending_connection (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  state TEXT COLLATE "C" NOT NULL,
  platform TEXT COLLATE "C" NOT NULL,
  document BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, state)
);

CREATE TABLE store (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  connection_id BIGINT NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  domain TEXT COLLATE "C" NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  settings TEXT COLLATE "C" NOT NULL,
  polled_until BIGINT,
  hook_key TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, connection_id),
  UNIQUE (workspace_id, hook_key),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);

CREATE TABLE product (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  image_url TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);

CREATE TABLE variant (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  sku TEXT COLLATE "C" NOT NULL,
  price_minor BIGINT,
  price_currency TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, product_id) REFERENCES product (workspace_id, id)
);
CREATE INDEX variant_by_product ON variant (workspace_id, product_id, id);

CREATE TABLE mapping (
  workspace_id BIGINT NOT NULL,
  variant_id BIGINT NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, variant_id),
  FOREIGN KEY (workspace_id, variant_id) REFERENCES variant (workspace_id, id)
);

CREATE TABLE customer_order (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  ordered_at BIGINT NOT NULL,
  payment TEXT COLLATE "C" NOT NULL,
  canceled_at BIGINT,
  customer_name TEXT COLLATE "C" NOT NULL,
  customer_email TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  recipient_edited BIGINT NOT NULL,
  shipping_override TEXT COLLATE "C",
  price_accepted BIGINT NOT NULL,
  currency TEXT COLLATE "C" NOT NULL,
  total_minor BIGINT NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  problems TEXT COLLATE "C" NOT NULL,
  planned BIGINT NOT NULL,
  store_updated_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  tab TEXT COLLATE "C" NOT NULL,
  needs_person BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, external_id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);
CREATE INDEX customer_order_by_time ON customer_order (workspace_id, ordered_at, id);
CREATE INDEX customer_order_by_tab ON customer_order (workspace_id, tab, ordered_at, id);
CREATE INDEX customer_order_by_tab_and_total ON customer_order (workspace_id, tab, total_minor, id);
CREATE INDEX customer_order_by_total ON customer_order (workspace_id, total_minor, id);
CREATE INDEX customer_order_needing_person ON customer_order (workspace_id, ordered_at, id) WHERE needs_person = 1;

-- How many orders are in each tab: kept in the same transaction, because counting them is slow.
CREATE TABLE tab_count (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  tab TEXT COLLATE "C" NOT NULL,
  order_count BIGINT NOT NULL,
  person_count BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, tab)
);

-- What an order can be found by, in lower case.
CREATE TABLE order_term (
  workspace_id BIGINT NOT NULL,
  term TEXT COLLATE "C" NOT NULL,
  order_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, term, order_id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
);

CREATE TABLE timeline_event (
  workspace_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, order_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
);

CREATE TABLE purchase (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  connection_id BIGINT NOT NULL,
  supplier TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  shipping TEXT COLLATE "C" NOT NULL,
  ceiling_minor BIGINT NOT NULL,
  ceiling_currency TEXT COLLATE "C" NOT NULL,
  intent TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  state_since BIGINT NOT NULL,
  failure TEXT COLLATE "C",
  failure_reason TEXT COLLATE "C",
  doubt TEXT COLLATE "C",
  supplier_orders TEXT COLLATE "C" NOT NULL,
  superseded BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_sync_at BIGINT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);
CREATE INDEX purchase_by_order ON purchase (workspace_id, order_id, id);
CREATE INDEX purchase_by_state ON purchase (workspace_id, state, state_since);
CREATE INDEX purchase_to_sync ON purchase (workspace_id, next_sync_at, id) WHERE next_sync_at IS NOT NULL;

-- Never twice: one row for each unit and part of an order line that a live purchase buys. The primary
-- key makes a second live purchase of the same unit impossible.
CREATE TABLE purchase_claim (
  workspace_id BIGINT NOT NULL,
  line_item_id BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  part BIGINT NOT NULL,
  purchase_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, line_item_id, unit, part),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
);
CREATE INDEX purchase_claim_by_purchase ON purchase_claim (workspace_id, purchase_id);

-- A marketplace's order belongs to one purchase at the most.
CREATE TABLE supplier_order (
  workspace_id BIGINT NOT NULL,
  connection_id BIGINT NOT NULL,
  external_id TEXT COLLATE "C" NOT NULL,
  purchase_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, connection_id, external_id),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
);

CREATE TABLE parcel (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  purchase_id BIGINT,
  supplier_order_id TEXT COLLATE "C",
  box_key TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C",
  former_numbers TEXT COLLATE "C" NOT NULL,
  carrier TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  events TEXT COLLATE "C" NOT NULL,
  shipped_at BIGINT,
  delivered_at BIGINT,
  expected_at BIGINT,
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, purchase_id, supplier_order_id, box_key),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
);
CREATE INDEX parcel_by_order ON parcel (workspace_id, order_id, id);

CREATE TABLE fulfillment (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  parcel_id BIGINT,
  external_id TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  carrier TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL,
  told_status TEXT COLLATE "C",
  refusal TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, parcel_id),
  UNIQUE (workspace_id, order_id, external_id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
);
CREATE INDEX fulfillment_by_order ON fulfillment (workspace_id, order_id, id);

CREATE TABLE webhook_delivery (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  topic TEXT COLLATE "C" NOT NULL,
  digest BYTEA NOT NULL,
  body BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  read_at BIGINT,
  outcome TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, store_id, topic, digest),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);

-- Background work. Done jobs are removed; failed ones stay until a person has seen them.
CREATE TABLE job (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  id BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  lane TEXT COLLATE "C",
  dedupe TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  claim BIGINT NOT NULL,
  lease_until BIGINT,
  rerun_at BIGINT,
  last_error TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX job_live_once ON job (workspace_id, dedupe) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX job_lane_once ON job (workspace_id, lane) WHERE state = 'running';
CREATE INDEX job_due ON job (workspace_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (workspace_id, lease_until) WHERE state = 'running';
CREATE INDEX job_failed ON job (workspace_id, created_at) WHERE state = 'failed';

-- What recurs. Any number of processes share these rows.
CREATE TABLE schedule (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  name TEXT COLLATE "C" NOT NULL,
  job TEXT COLLATE "C" NOT NULL,
  rhythm TEXT COLLATE "C" NOT NULL,
  next_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, name)
);
