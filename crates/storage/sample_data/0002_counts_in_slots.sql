-- A second slot of a tab, as schema 2 wrote it: what left this tab was counted elsewhere.
INSERT INTO tab_count (workspace_id, tab, slot, order_count, person_count) VALUES (1, 'awaiting_order', 3, -1, 0);
INSERT INTO tab_count (workspace_id, tab, slot, order_count, person_count) VALUES (1, 'awaiting_order', 0, 1, 0);
