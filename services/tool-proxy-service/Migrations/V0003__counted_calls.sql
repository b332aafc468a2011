-- When a call was counted against quotas, on the clock that they go by; NULL for a call that never reached its tool.
ALTER TABLE call_records ADD COLUMN counted_at BIGINT NULL;

UPDATE call_records SET counted_at = occurred_at WHERE attempts > 0;

CREATE INDEX call_records_by_count ON call_records (agent_id, counted_at, tool, action) WHERE counted_at IS NOT NULL;
