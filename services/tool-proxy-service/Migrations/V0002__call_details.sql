ALTER TABLE call_records ADD COLUMN intent TEXT NULL;
ALTER TABLE call_records ADD COLUMN would_deny TEXT NULL;
ALTER TABLE call_records ADD COLUMN params TEXT NULL;

CREATE INDEX call_records_by_agent_name ON call_records (agent_name, call_id);
