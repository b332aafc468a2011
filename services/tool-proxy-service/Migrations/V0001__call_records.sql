CREATE TABLE call_records (
    call_id         TEXT PRIMARY KEY,
    occurred_at     BIGINT NOT NULL,
    correlation_id  TEXT NOT NULL,
    agent_id        TEXT NULL,
    agent_name      TEXT NULL,
    role            TEXT NULL,
    token_id        TEXT NULL,
    tool            TEXT NOT NULL,
    action          TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    status          INTEGER NOT NULL,
    rule            TEXT NULL,
    policy_id       TEXT NULL,
    policy_version  INTEGER NULL,
    attempts        INTEGER NOT NULL,
    cached          BOOLEAN NOT NULL,
    duration_ms     DOUBLE PRECISION NOT NULL,
    request_bytes   BIGINT NOT NULL,
    response_bytes  BIGINT NOT NULL,
    params_hash     TEXT NULL
);

CREATE INDEX call_records_by_agent ON call_records (agent_id, call_id);
CREATE INDEX call_records_by_outcome ON call_records (outcome, call_id);
CREATE INDEX call_records_by_time ON call_records (occurred_at);
