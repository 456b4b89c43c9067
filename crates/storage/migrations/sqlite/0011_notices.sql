-- What customers are told by us: the outbox, how each store shows itself, and who wants no more of it.

-- One row for each order, parcel, event and medium, whatever happens: that nobody is told twice is a
-- constraint.
CREATE TABLE notice (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  parcel_id INTEGER NOT NULL,
  event TEXT NOT NULL,
  medium TEXT NOT NULL,
  state TEXT NOT NULL,
  recipient TEXT NOT NULL,
  reference TEXT,
  answer TEXT,
  attempts INTEGER NOT NULL,
  maybe_before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  tried_at INTEGER,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, order_id, parcel_id, event, medium),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id),
  FOREIGN KEY (workspace_id, parcel_id) REFERENCES parcel (workspace_id, id)
) STRICT;
CREATE INDEX notice_by_reference ON notice (workspace_id, reference) WHERE reference IS NOT NULL;
CREATE INDEX notice_by_state ON notice (workspace_id, state, id);

-- How a store shows itself to its customers; the document is the domain's Brand.
CREATE TABLE brand (
  workspace_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  slug TEXT NOT NULL,
  document TEXT NOT NULL,
  logo_type TEXT,
  logo BLOB,
  PRIMARY KEY (workspace_id, store_id),
  UNIQUE (workspace_id, slug),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT;

-- What a merchant wrote instead of the built-in templates.
CREATE TABLE notice_template (
  workspace_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  language TEXT NOT NULL,
  event TEXT NOT NULL,
  medium TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace_id, store_id, language, event, medium),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT;

-- Who wants no more of it: an address in lower case, or a number as + and digits.
CREATE TABLE unsubscribed (
  workspace_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL,
  medium TEXT NOT NULL,
  recipient TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, store_id, medium, recipient),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- How the mail server and the SMS service are reached, sealed.
CREATE TABLE post_office (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  medium TEXT NOT NULL,
  document BLOB NOT NULL,
  PRIMARY KEY (workspace_id, medium)
) STRICT;
