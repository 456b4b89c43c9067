-- A second slot of a quarter of an hour, as schema 8 writes it.
INSERT INTO arrival_count (workspace_id, quarter, slot, order_count) VALUES (1, 1980000, 3, 1);
INSERT INTO arrival_count (workspace_id, quarter, slot, order_count) VALUES (1, 1980000, 0, 1);
