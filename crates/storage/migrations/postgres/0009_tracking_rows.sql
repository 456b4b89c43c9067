-- What the tracking page and the monitoring list: a narrow row a parcel, and one for each placed purchase
-- that has no parcel yet. It repeats what stands in wide rows of four tables, because pages that are
-- opened all day find, sort and count by all of it at once. Written with the parcel, never by itself.

-- When the request of a purchase was decided to be sent, which its intent says too.
ALTER TABLE purchase ADD COLUMN placed_at BIGINT;
UPDATE purchase SET placed_at = CAST(extract(epoch FROM CAST(replace(intent, '\u0000', '')::json ->> 'decided_at' AS TIMESTAMPTZ)) * 1000000 AS BIGINT) WHERE intent IS NOT NULL;

CREATE TABLE tracking_row (
  workspace_id BIGINT NOT NULL,
  -- The parcel's, or the purchase's while it has no parcel.
  id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  purchase_id BIGINT,
  parcel_id BIGINT,
  store_id BIGINT NOT NULL,
  placed_at BIGINT NOT NULL,
  shipped_at BIGINT,
  delivered_at BIGINT,
  -- When it should arrive at the latest, as far as anybody said.
  due_at BIGINT,
  status TEXT COLLATE "C" NOT NULL,
  -- Whether the store was told, or there is nothing to tell it any more.
  told BIGINT NOT NULL,
  supplier_key TEXT COLLATE "C" NOT NULL,
  supplier TEXT COLLATE "C" NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, order_id) REFERENCES customer_order (workspace_id, id)
);

INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, parcel_id, store_id, placed_at,
  shipped_at, delivered_at, due_at, status, told, supplier_key, supplier, method, country)
SELECT o.workspace_id, k.id, o.id, p.id, k.id, o.store_id,
  coalesce(p.placed_at, p.created_at, k.shipped_at, k.created_at), k.shipped_at, k.delivered_at,
  coalesce(k.expected_at, p.placed_at + CAST(replace(p.shipping, '\u0000', '')::json ->> 'max_days' AS BIGINT) * 86400000000),
  k.status,
  CASE WHEN o.tab IN ('fulfilled', 'canceled') OR EXISTS (SELECT 1 FROM fulfillment f
    WHERE f.workspace_id = k.workspace_id AND f.order_id = k.order_id AND f.state IN ('told', 'foreign')
      AND (f.parcel_id = k.id OR f.number = k.number)) THEN 1 ELSE 0 END,
  coalesce((replace(p.supplier, '\u0000', '')::json ->> 'platform') || ':' || (replace(p.supplier, '\u0000', '')::json ->> 'external_id'), ''),
  coalesce(replace(p.supplier, '\u0000', '')::json ->> 'name', ''), coalesce(replace(p.shipping, '\u0000', '')::json ->> 'name', ''), o.country
FROM parcel k
JOIN customer_order o ON o.workspace_id = k.workspace_id AND o.id = k.order_id
LEFT JOIN purchase p ON p.workspace_id = k.workspace_id AND p.id = k.purchase_id;

INSERT INTO tracking_row (workspace_id, id, order_id, purchase_id, parcel_id, store_id, placed_at,
  shipped_at, delivered_at, due_at, status, told, supplier_key, supplier, method, country)
SELECT o.workspace_id, p.id, o.id, p.id, NULL, o.store_id, coalesce(p.placed_at, p.created_at), NULL, NULL,
  p.placed_at + CAST(replace(p.shipping, '\u0000', '')::json ->> 'max_days' AS BIGINT) * 86400000000, 'pending',
  CASE WHEN o.tab IN ('fulfilled', 'canceled') THEN 1 ELSE 0 END,
  (replace(p.supplier, '\u0000', '')::json ->> 'platform') || ':' || (replace(p.supplier, '\u0000', '')::json ->> 'external_id'),
  replace(p.supplier, '\u0000', '')::json ->> 'name', replace(p.shipping, '\u0000', '')::json ->> 'name', o.country
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
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  id BIGINT NOT NULL,
  wish TEXT COLLATE "C" NOT NULL,
  asked_by TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  rows_done BIGINT NOT NULL,
  rows_expected BIGINT,
  size_bytes BIGINT,
  error TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);
