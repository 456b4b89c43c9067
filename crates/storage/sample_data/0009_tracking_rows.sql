-- What schema 9 added, as it wrote it.
INSERT INTO export VALUES (1, 20, '{"rows":"orders","form":"csv"}', 'Owner', 'done', 1, 1, 120, NULL, 1760000000000000, 1760000000000000);
