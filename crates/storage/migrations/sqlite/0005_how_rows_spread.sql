-- How rows spread, for the planner. Left alone it takes the first column of every key for selective,
-- and that is the workspace: it reads all purchases of a workspace to find those of an order. These are
-- shapes, not counts: they hold for few rows and for many, so that nothing has to be analyzed, and a
-- statement is planned the same way everywhere.

ANALYZE workspace;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('customer_order', 'customer_order', '1000000 1000000 1'),
  ('customer_order', 'sqlite_autoindex_customer_order_2', '1000000 1000000 1000000 1'),
  ('customer_order', 'customer_order_by_time', '1000000 1000000 1 1'),
  ('customer_order', 'customer_order_by_tab', '1000000 1000000 200000 1 1'),
  ('customer_order', 'customer_order_by_tab_and_total', '1000000 1000000 200000 30 1'),
  ('customer_order', 'customer_order_by_total', '1000000 1000000 30 1'),
  ('customer_order', 'customer_order_needing_person', '2000 2000 1 1'),
  ('order_term', 'order_term', '10000000 10000000 3 1'),
  ('timeline_event', 'timeline_event', '5000000 5000000 6 1'),
  ('purchase', 'purchase', '1000000 1000000 1'),
  ('purchase', 'purchase_by_order', '1000000 1000000 1 1'),
  ('purchase', 'purchase_by_state', '1000000 1000000 100000 1'),
  ('purchase', 'purchase_to_sync', '30000 30000 1 1'),
  ('purchase_claim', 'purchase_claim', '1000000 1000000 2 1 1'),
  ('purchase_claim', 'purchase_claim_by_purchase', '1000000 1000000 2'),
  ('supplier_order', 'supplier_order', '1000000 1000000 500000 1'),
  ('parcel', 'parcel', '1000000 1000000 1'),
  ('parcel', 'sqlite_autoindex_parcel_2', '1000000 1000000 2 2 1'),
  ('parcel', 'parcel_by_order', '1000000 1000000 1 1'),
  ('fulfillment', 'fulfillment', '1000000 1000000 1'),
  ('fulfillment', 'sqlite_autoindex_fulfillment_2', '1000000 1000000 1'),
  ('fulfillment', 'sqlite_autoindex_fulfillment_3', '1000000 1000000 1 1'),
  ('fulfillment', 'fulfillment_by_order', '1000000 1000000 1 1'),
  ('webhook_delivery', 'webhook_delivery', '1000000 1000000 1'),
  ('webhook_delivery', 'sqlite_autoindex_webhook_delivery_2', '1000000 1000000 500000 100000 1'),
  ('job', 'job', '100000 100000 1'),
  ('job', 'job_live_once', '100000 100000 1'),
  ('job', 'job_lane_once', '20 20 1'),
  ('job', 'job_due', '100000 100000 1 1'),
  ('job', 'job_leased', '20 20 1'),
  ('job', 'job_failed', '50 50 1'),
  ('job', 'job_lane_waiting', '100000 100000 2 1 1'),
  ('product', 'product', '10000 10000 1'),
  ('product', 'sqlite_autoindex_product_2', '10000 10000 5000 1'),
  ('variant', 'variant', '30000 30000 1'),
  ('variant', 'sqlite_autoindex_variant_2', '30000 30000 15000 1'),
  ('variant', 'variant_by_product', '30000 30000 3 1'),
  ('mapping', 'mapping', '30000 30000 1');
ANALYZE sqlite_schema;
