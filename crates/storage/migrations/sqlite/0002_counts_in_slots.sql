-- A tab's count in several rows: writers that each add to a row of their own need not wait for each
-- other's commit. The count is the sum of its slots. SQLite has one writer and one slot.

CREATE TABLE tab_count_in_slots (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  tab TEXT NOT NULL,
  slot INTEGER NOT NULL,
  order_count INTEGER NOT NULL,
  person_count INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, tab, slot)
) STRICT, WITHOUT ROWID;

INSERT INTO tab_count_in_slots (workspace_id, tab, slot, order_count, person_count)
SELECT workspace_id, tab, 0, order_count, person_count FROM tab_count;

DROP TABLE tab_count;
ALTER TABLE tab_count_in_slots RENAME TO tab_count;
