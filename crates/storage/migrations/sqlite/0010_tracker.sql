-- A tracker follows parcels by their numbers, beside the supplier.

-- The tracker's own word, what of it we know in more detail, its newest verdict, and what a person set.
ALTER TABLE parcel ADD COLUMN raw_status TEXT NOT NULL DEFAULT '';
ALTER TABLE parcel ADD COLUMN status_detail TEXT;
ALTER TABLE parcel ADD COLUMN verdict TEXT;
ALTER TABLE parcel ADD COLUMN status_by_hand TEXT;

-- Every number that a parcel has or had, as trackers spell it.
CREATE TABLE parcel_number (
  workspace_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  parcel_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, number, parcel_id),
  FOREIGN KEY (workspace_id, parcel_id) REFERENCES parcel (workspace_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO parcel_number (workspace_id, number, parcel_id, order_id)
SELECT workspace_id, upper(replace(replace(trim(number), ' ', ''), '-', '')), id, order_id
FROM parcel WHERE number IS NOT NULL;

-- A number's registration with the tracker: one for each number, whoever has it on a parcel.
CREATE TABLE registration (
  workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
  number TEXT NOT NULL,
  connection_id INTEGER,
  state TEXT NOT NULL,
  wish TEXT,
  carrier TEXT,
  refusal TEXT,
  retracked INTEGER NOT NULL,
  carrier_changes INTEGER NOT NULL,
  registered_at INTEGER,
  heard_at INTEGER,
  next_at INTEGER,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX registration_due ON registration (workspace_id, state, next_at, number) WHERE next_at IS NOT NULL;
CREATE INDEX registration_wished ON registration (workspace_id, next_at, number) WHERE wish IS NOT NULL;

INSERT INTO registration (workspace_id, number, state, retracked, carrier_changes, next_at, version)
SELECT workspace_id, upper(replace(replace(trim(number), ' ', ''), '-', '')), 'new', 0, 0, min(created_at), 1
FROM parcel WHERE number IS NOT NULL GROUP BY 1, 2;

-- What a connected tracker may cost, and what is left of what was paid for.
CREATE TABLE tracker (
  workspace_id INTEGER NOT NULL,
  connection_id INTEGER NOT NULL,
  hook_key TEXT NOT NULL,
  settings TEXT NOT NULL,
  quota TEXT,
  used_up_since INTEGER,
  spent_day INTEGER NOT NULL,
  spent INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, connection_id),
  UNIQUE (workspace_id, hook_key),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- What a tracker sent by itself, kept before it is understood.
CREATE TABLE tracker_push (
  workspace_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  connection_id INTEGER NOT NULL,
  digest BLOB NOT NULL,
  body BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  read_at INTEGER,
  outcome TEXT,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, connection_id, digest),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
) STRICT;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('parcel_number', 'parcel_number', '1000000 1000000 1 1'),
  ('registration', 'registration', '1000000 1000000 1'),
  ('registration', 'registration_due', '100000 100000 50000 1 1'),
  ('registration', 'registration_wished', '100 100 1 1'),
  ('tracker_push', 'sqlite_autoindex_tracker_push_1', '1000000 1000000 1'),
  ('tracker_push', 'sqlite_autoindex_tracker_push_2', '1000000 1000000 1000000 1');
ANALYZE sqlite_schema;
