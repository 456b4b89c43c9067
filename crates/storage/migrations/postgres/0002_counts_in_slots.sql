-- A tab's count in several rows: writers that each add to a row of their own need not wait for each
-- other's commit. The count is the sum of its slots.

ALTER TABLE tab_count ADD COLUMN slot BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tab_count ALTER COLUMN slot DROP DEFAULT;
ALTER TABLE tab_count DROP CONSTRAINT tab_count_pkey;
ALTER TABLE tab_count ADD PRIMARY KEY (workspace_id, tab, slot);
