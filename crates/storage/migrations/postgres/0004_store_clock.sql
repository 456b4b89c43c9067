-- Polling follows the store's own clock: this machine's may be wrong.

-- The newest change that polling has followed, as the store dated it.
ALTER TABLE store ADD COLUMN seen_until BIGINT;
UPDATE store SET seen_until = polled_until;
