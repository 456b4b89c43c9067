-- After the sale: cases with suppliers, the files that belong to them, and what policies say.

-- A cancel request, dispute, return or refund. `due` is the deadline, or the end of time, so that the list
-- can be read in its order; `watch_at` is the deadline as long as nobody was told that it passed.
CREATE TABLE aftersale_case (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  purchase_id BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  state_since BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  deadline BIGINT,
  due BIGINT NOT NULL,
  watch_at BIGINT,
  document TEXT COLLATE "C" NOT NULL,
  opened_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
);
CREATE INDEX aftersale_case_by_order ON aftersale_case (workspace_id, order_id, id);
CREATE INDEX aftersale_case_by_state ON aftersale_case (workspace_id, state, due, id);
CREATE INDEX aftersale_case_by_due ON aftersale_case (workspace_id, is_open, due, id);
CREATE INDEX aftersale_case_to_watch ON aftersale_case (workspace_id, watch_at) WHERE watch_at IS NOT NULL;

-- Pictures and documents, sealed: they show customers' homes, names and addresses.
CREATE TABLE case_evidence (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  size_bytes BIGINT NOT NULL,
  added_by TEXT COLLATE "C" NOT NULL,
  added_at BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, case_id) REFERENCES aftersale_case (workspace_id, id)
);
CREATE INDEX case_evidence_by_case ON case_evidence (workspace_id, case_id, id);

-- What a supplier says about returns and refunds, as the merchant noted it.
CREATE TABLE supplier_policy (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  platform TEXT COLLATE "C" NOT NULL,
  supplier_external_id TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, platform, supplier_external_id)
);

-- What a merchant wrote instead of the built-in policy texts.
CREATE TABLE policy_text (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  policy TEXT COLLATE "C" NOT NULL,
  language TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, policy, language)
);
