-- What customers are told by us: the outbox, how each store shows itself, and who wants no more of it.

-- One row for each order, parcel, event and medium, whatever happens: that nobody is told twice is a
-- constraint.
CREATE TABLE notice (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  parcel_id BIGINT NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  medium TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C",
  answer TEXT COLLATE "C",
  attempts BIGINT NOT NULL,
  maybe_before BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  tried_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, order_id, parcel_id, event, medium),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id),
  FOREIGN KEY (workspace_id, parcel_id) REFERENCES parcel (workspace_id, id)
);
CREATE INDEX notice_by_reference ON notice (workspace_id, reference) WHERE reference IS NOT NULL;
CREATE INDEX notice_by_state ON notice (workspace_id, state, id);

-- How a store shows itself to its customers; the document is the domain's Brand.
CREATE TABLE brand (
  workspace_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  slug TEXT COLLATE "C" NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  logo_type TEXT COLLATE "C",
  logo BYTEA,
  PRIMARY KEY (workspace_id, store_id),
  UNIQUE (workspace_id, slug),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);

-- What a merchant wrote instead of the built-in templates.
CREATE TABLE notice_template (
  workspace_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  language TEXT COLLATE "C" NOT NULL,
  event TEXT COLLATE "C" NOT NULL,
  medium TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, store_id, language, event, medium),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);

-- Who wants no more of it: an address in lower case, or a number as + and digits.
CREATE TABLE unsubscribed (
  workspace_id BIGINT NOT NULL,
  store_id BIGINT NOT NULL,
  medium TEXT COLLATE "C" NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, store_id, medium, recipient),
  FOREIGN KEY (workspace_id, store_id) REFERENCES store (workspace_id, id)
);

-- How the mail server and the SMS service are reached, sealed.
CREATE TABLE post_office (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  medium TEXT COLLATE "C" NOT NULL,
  document BYTEA NOT NULL,
  PRIMARY KEY (workspace_id, medium)
);
