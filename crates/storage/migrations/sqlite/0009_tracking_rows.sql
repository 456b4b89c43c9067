-- What the tracking page and the monitoring list: a narrow row a parcel, and one for each placed purchase
-- that has no parcel yet. It repeats what stands in wide rows of four tables, because pages that are
-- opened all day find, sort and count by all of it at once. Written with the parcel, never by itself.

-- When the request of a purchase was decided to be sent, which its intent says too.
ALTER TABLE purchase ADD COLUMN placed_at INTEGER;
UPDATE purchase SET placed_at = CAST(strftime('%s', intent ->> 'decided_at') AS INTEGER) * 1000000 WHERE intent IS NOT NULL;

CREATE TABLE tracking_row (
  workspace_id INTEGER NOT NULL,
  -- The parcel's, or the purchase's while it has no parcel.
  id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  purchase_id INTEGER,
  parcel_id INTEGER,
  store_id INTEGER NOT NULL,
  placed_at INTEGER NOT NULL,
  shipped_at INTEGER,
  delivered_at INTEGER,
  -- When it should arrive at the latest, as far as anybody said.
  due_at INTEGER,
  status TEXT NOT NULL,
  -- Whether the store was told, or there is nothing to tell it any more.
  told INTEGER NOT NULL,
  supplier_key TEXT NOT NULL,
  supplier TEXT NOT NULL,
  method TEXT NOT NULL,
  country TEXT NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
) STRICT;

INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, parcel_id, store_id, placed_at,
  shipped_at, delivered_at, due_at, status, told, supplier_key, supplier, method, country)
SELECT o.workspace_id, k.id, o.id, p.id, k.id, o.store_id,
  coalesce(p.placed_at, p.created_at, k.shipped_at, k.created_at), k.shipped_at, k.delivered_at,
  coalesce(k.expected_at, p.placed_at + CAST(p.shipping ->> 'max_days' AS BIGINT) * 86400000000),
  k.status,
  CASE WHEN o.tab IN ('fulfilled', 'canceled') OR EXISTS (SELECT 1 FROM fulfillment f
    WHERE f.workspace_id = k.workspace_id AND f.order_id = k.order_id AND f.state IN ('told', 'foreign')
      AND (f.parcel_id = k.id OR f.number = k.number)) THEN 1 ELSE 0 END,
  coalesce((p.supplier ->> 'platform') || ':' || (p.supplier ->> 'external_id'), ''),
  coalesce(p.supplier ->> 'name', ''), coalesce(p.shipping ->> 'name', ''), o.country
FROM parcel k
JOIN customer_order o ON o.workspace_id = k.workspace_id AND o.id = k.order_id
LEFT JOIN purchase p ON p.workspace_id = k.workspace_id AND p.id = k.purchase_id;

INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, parcel_id, store_id, placed_at,
  shipped_at, delivered_at, due_at, status, told, supplier_key, supplier, method, country)
SELECT o.workspace_id, p.id, o.id, p.id, NULL, o.store_id, coalesce(p.placed_at, p.created_at), NULL, NULL,
  p.placed_at + CAST(p.shipping ->> 'max_days' AS BIGINT) * 86400000000, 'pending',
  CASE WHEN o.tab IN ('fulfilled', 'canceled') THEN 1 ELSE 0 END,
  (p.supplier ->> 'platform') || ':' || (p.supplier ->> 'external_id'),
  p.supplier ->> 'name', p.shipping ->> 'name', o.country
FROM purchase p
JOIN customer_order o ON o.workspace_id = p.workspace_id AND o.id = p.order_id
WHERE p.state IN ('awaiting_payment', 'paying', 'payment_unknown', 'awaiting_shipment', 'shipped', 'completed')
  AND NOT EXISTS (SELECT 1 FROM parcel k WHERE k.workspace_id = p.workspace_id AND k.order_id = p.order_id
    AND k.purchase_id = p.id);

CREATE INDEX tracking_row_by_order ON tracking_row (workspace_id, order_id);
CREATE INDEX tracking_row_by_time ON tracking_row (workspace_id, placed_at, id);
CREATE INDEX tracking_row_by_status ON tracking_row (workspace_id, status, placed_at, id);
-- One for each reason why a person should look at a parcel.
CREATE INDEX tracking_row_in_trouble ON tracking_row (workspace_id, placed_at, id)
  WHERE status IN ('alert', 'expired', 'undelivered');
CREATE INDEX tracking_row_underway ON tracking_row (workspace_id, placed_at, id)
  WHERE told = 1 AND status <> 'delivered';
CREATE INDEX tracking_row_untold ON tracking_row (workspace_id, placed_at, id) WHERE told = 0;

-- A file that somebody asked for: what is to be in it, how far it is, where it is found by its id.
CREATE TABLE export (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  id INTEGER NOT NULL,
  wish TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL,
  rows_done INTEGER NOT NULL,
  rows_expected INTEGER,
  size_bytes INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (workspace_id, id)
) STRICT;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('tracking_row', 'sqlite_autoindex_tracking_row_1', '1000000 1000000 1'),
  ('tracking_row', 'tracking_row_by_order', '1000000 1000000 1'),
  ('tracking_row', 'tracking_row_by_time', '1000000 1000000 1 1'),
  ('tracking_row', 'tracking_row_by_status', '1000000 1000000 100000 1 1'),
  ('tracking_row', 'tracking_row_in_trouble', '2000 2000 1 1'),
  ('tracking_row', 'tracking_row_underway', '50000 50000 1 1'),
  ('tracking_row', 'tracking_row_untold', '50000 50000 1 1');
ANALYZE sqlite_schema;
