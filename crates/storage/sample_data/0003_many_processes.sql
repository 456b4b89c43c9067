-- What schema 3 added, as it wrote it.
INSERT INTO job (workspace_id, id, name, payload, lane, dedupe, state, due_at, attempts, claim, lease_until, rerun_at, last_error, created_at, worker, losses, progress) VALUES (1, 17, 'poll_store', '{"kind":"poll_store","store_id":"4"}', 'store:4', 'poll_store:4', 'running', 1760000000000000, 1, 2, 1760000060000000, NULL, 'the process that ran it ended', 1760000000000000, 18, 1, '{"since":"2025-10-09T08:43:20Z","started_at":"2025-10-09T08:53:20Z","page":"2"}');
INSERT INTO rate_budget VALUES (1, 'sample_store/sample.example', 1500, 1760000000000000, 1760000060000000);
UPDATE workspace SET key_check = x'0011' WHERE workspace_id = 1;
