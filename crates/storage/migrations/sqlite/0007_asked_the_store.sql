-- A request whose answer was lost may still be on its way to the store.

-- When the store was last asked to make it; null if it never was.
ALTER TABLE fulfillment ADD COLUMN asked_at INTEGER;
UPDATE fulfillment SET asked_at = created_at;
