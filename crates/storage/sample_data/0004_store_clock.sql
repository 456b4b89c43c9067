-- What schema 4 added, as it wrote it.
UPDATE store SET polled_until = 1760000000000000, seen_until = 1759999999000000 WHERE workspace_id = 1 AND id = 4;
