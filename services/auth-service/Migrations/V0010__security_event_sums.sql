-- How many events a row stands for that is a sum; NULL for a single one.
ALTER TABLE security_events ADD COLUMN events BIGINT NULL;
