-- A tracker follows parcels by their numbers, beside the supplier.

-- The tracker's own word, what of it we know in more detail, its newest verdict, and what a person set.
ALTER TABLE parcel ADD COLUMN raw_status TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE parcel ADD COLUMN status_detail TEXT COLLATE "C";
ALTER TABLE parcel ADD COLUMN verdict TEXT COLLATE "C";
ALTER TABLE parcel ADD COLUMN status_by_hand TEXT COLLATE "C";

-- Every number that a parcel has or had, as trackers spell it.
CREATE TABLE parcel_number (
  workspace_id BIGINT NOT NULL,
  number TEXT COLLATE "C" NOT NULL,
  parcel_id BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, number, parcel_id),
  FOREIGN KEY (workspace_id, parcel_id) REFERENCES parcel (workspace_id, id)
);

INSERT INTO parcel_number (workspace_id, number, parcel_id, order_id)
SELECT workspace_id, upper(replace(replace(trim(number), ' ', ''), '-', '')), id, order_id
FROM parcel WHERE number IS NOT NULL;

-- A number's registration with the tracker: one for each number, whoever has it on a parcel.
CREATE TABLE registration (
  workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
  number TEXT COLLATE "C" NOT NULL,
  connection_id BIGINT,
  state TEXT COLLATE "C" NOT NULL,
  wish TEXT COLLATE "C",
  carrier TEXT COLLATE "C",
  refusal TEXT COLLATE "C",
  retracked BIGINT NOT NULL,
  carrier_changes BIGINT NOT NULL,
  registered_at BIGINT,
  heard_at BIGINT,
  next_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, number)
);
CREATE INDEX registration_due ON registration (workspace_id, state, next_at, number) WHERE next_at IS NOT NULL;
CREATE INDEX registration_wished ON registration (workspace_id, next_at, number) WHERE wish IS NOT NULL;

INSERT INTO registration (workspace_id, number, state, retracked, carrier_changes, next_at, version)
SELECT workspace_id, upper(replace(replace(trim(number), ' ', ''), '-', '')), 'new', 0, 0, min(created_at), 1
FROM parcel WHERE number IS NOT NULL GROUP BY 1, 2;

-- What a connected tracker may cost, and what is left of what was paid for.
CREATE TABLE tracker (
  workspace_id BIGINT NOT NULL,
  connection_id BIGINT NOT NULL,
  hook_key TEXT COLLATE "C" NOT NULL,
  settings TEXT COLLATE "C" NOT NULL,
  quota TEXT COLLATE "C",
  used_up_since BIGINT,
  spent_day BIGINT NOT NULL,
  spent BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, connection_id),
  UNIQUE (workspace_id, hook_key),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);

-- What a tracker sent by itself, kept before it is understood.
CREATE TABLE tracker_push (
  workspace_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  connection_id BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  body BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  read_at BIGINT,
  outcome TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, connection_id, digest),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES connection (workspace_id, id)
);

