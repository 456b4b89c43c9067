-- How many orders came in, by quarter of an hour: a day in any time zone is a sum of quarters, and its
-- orders need not be counted one by one. In slots, as the counts of the tabs are.

CREATE TABLE arrival_count (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  -- Quarters of an hour since 1970.
  quarter BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  order_count BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, quarter, slot)
);

INSERT INTO arrival_count (workspace_id, quarter, slot, order_count)
SELECT workspace_id, ordered_at / 900000000, 0, count(*) FROM customer_order GROUP BY 1, 2;
