-- After the sale: cases with suppliers, the files that belong to them, and what policies say.

-- A cancel request, dispute, return or refund. `due` is the deadline, or the end of time, so that the list
-- can be read in its order; `watch_at` is the deadline as long as nobody was told that it passed.
CREATE TABLE aftersale_case (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  purchase_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  state_since INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  deadline INTEGER,
  due INTEGER NOT NULL,
  watch_at INTEGER,
  document TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id),
  FOREIGN KEY (workspace_id, purchase_id) REFERENCES purchase (workspace_id, id)
) STRICT;
CREATE INDEX aftersale_case_by_order ON aftersale_case (workspace_id, order_id, id);
CREATE INDEX aftersale_case_by_state ON aftersale_case (workspace_id, state, due, id);
CREATE INDEX aftersale_case_by_due ON aftersale_case (workspace_id, is_open, due, id);
CREATE INDEX aftersale_case_to_watch ON aftersale_case (workspace_id, watch_at) WHERE watch_at IS NOT NULL;

-- Pictures and documents, sealed: they show customers' homes, names and addresses.
CREATE TABLE case_evidence (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, case_id) REFERENCES aftersale_case (workspace_id, id)
) STRICT;
CREATE INDEX case_evidence_by_case ON case_evidence (workspace_id, case_id, id);

-- What a supplier says about returns and refunds, as the merchant noted it.
CREATE TABLE supplier_policy (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  platform TEXT NOT NULL,
  supplier_external_id TEXT NOT NULL,
  text TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, platform, supplier_external_id)
) STRICT;

-- What a merchant wrote instead of the built-in policy texts.
CREATE TABLE policy_text (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  policy TEXT NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (workspace_id, policy, language)
) STRICT;
