-- What schema 10 added, as it wrote it.
INSERT INTO connection (workspace_id, id, platform, kind, external_id, name, connected_at, credentials, version)
VALUES (1, 30, 'sample_tracker', 'tracker', '99', 'Sample tracker', 1760000000000000, x'00', 1);
INSERT INTO tracker (workspace_id, connection_id, hook_key, settings, quota, spent_day, spent, version)
VALUES (1, 30, 'push', '{"daily_credits":1000}', NULL, 20370, 3, 1);
UPDATE registration SET connection_id = 30, state = 'followed', carrier = '{"code":"3011","name":"Slow Boat"}',
  registered_at = 1760000000000000 WHERE workspace_id = 1;
INSERT INTO tracker_push (workspace_id, id, connection_id, digest, body, received_at)
VALUES (1, 31, 30, x'0033', x'7B7D', 1760000000000000);
