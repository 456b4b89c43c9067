-- Any number of processes share the jobs and the call limits of one database.

-- Whose claim it is; how often in a row the process that ran it ended without saying how; how far
-- earlier tries came, in the job's own words.
ALTER TABLE job ADD COLUMN worker BIGINT;
ALTER TABLE job ADD COLUMN losses BIGINT NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN progress TEXT COLLATE "C";

-- The first of each lane is claimed, found without reading the others.
CREATE INDEX job_lane_waiting ON job (workspace_id, lane, due_at, id) WHERE state = 'waiting' AND lane IS NOT NULL;

-- What is used of a platform's call limit, by all processes together: calls in a leaking bucket, in
-- thousandths, and until when the platform wants to be left alone.
CREATE TABLE rate_budget (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  name TEXT COLLATE "C" NOT NULL,
  level_milli BIGINT NOT NULL,
  level_at BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, name)
);

-- Something sealed with the key that belongs to this database: a process with another key is refused
-- before it seals what the others could not open.
ALTER TABLE workspace ADD COLUMN key_check BYTEA;
