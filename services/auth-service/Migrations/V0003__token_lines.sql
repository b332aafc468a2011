-- The line of a token: the id of its first ancestor, which every rotation hands on. Revoking one token of a line revokes all of it.
-- NULL for tokens that were made before: each is a line of its own.
ALTER TABLE tokens ADD COLUMN line_id TEXT NULL;
CREATE INDEX tokens_by_line ON tokens (line_id);

-- How many agents a use of the kill switch suspended. NULL: it was not asked to.
ALTER TABLE revocations ADD COLUMN suspended_agents BIGINT NULL;
