-- What builds before the audit trail recorded; nothing reads it any more.
ALTER TABLE call_records RENAME TO earlier_call_records;

-- How far the journal of each writer (a proxy's disk) has arrived here.
CREATE TABLE audit_writers (
    writer       $ascii$ PRIMARY KEY,
    shipped_seq  BIGINT  NOT NULL,
    shipped_hash $bytes$ NOT NULL,
    started_at   BIGINT  NOT NULL
);

-- The trail. 'entry' is what was written down, byte for byte; the other columns are copies of it to search by, and its place
-- in the chain of its writer. call_id begins with the time: on Postgres a partition is a day (UTC).
CREATE TABLE audit_entries (
    writer       $ascii$ NOT NULL,
    seq          BIGINT  NOT NULL,
    call_id      $ascii$ NOT NULL,
    agent_id     $ascii$ NULL,
    agent_name   TEXT    NULL,
    tool         TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    -- When the call was counted against quotas, on the clock that they go by; NULL for one that never reached its tool.
    counted_at   BIGINT  NULL,
    -- The same of a side effect that was about to begin; it counts until the call's end is here.
    announced_at BIGINT  NULL,
    prev_hash    $bytes$ NOT NULL,
    hash         $bytes$ NOT NULL,
    entry        TEXT    NOT NULL,
    PRIMARY KEY (call_id, seq)
) $by_call_id$;

CREATE INDEX audit_entries_by_place ON audit_entries (writer, seq);
CREATE INDEX audit_entries_by_agent ON audit_entries (agent_id, call_id);
CREATE INDEX audit_entries_by_agent_name ON audit_entries (agent_name, call_id);
CREATE INDEX audit_entries_by_refusal ON audit_entries (outcome, call_id) WHERE outcome <> 'ok';
CREATE INDEX audit_entries_by_count ON audit_entries (agent_id, counted_at, tool, action) WHERE counted_at IS NOT NULL;
CREATE INDEX audit_entries_by_announcement ON audit_entries (agent_id, announced_at) WHERE announced_at IS NOT NULL;

CREATE TABLE audit_checkpoints (
    writer    $ascii$ NOT NULL,
    seq       BIGINT  NOT NULL,
    hash      $bytes$ NOT NULL,
    signed_at BIGINT  NOT NULL,
    key_id    TEXT    NOT NULL,
    signature $bytes$ NOT NULL,
    PRIMARY KEY (writer, seq)
);

-- Public halves of all keys that ever signed checkpoints.
CREATE TABLE audit_keys (
    key_id         TEXT   PRIMARY KEY,
    public_key_pem TEXT   NOT NULL,
    created_at     BIGINT NOT NULL
);

-- One row: the key that signs checkpoints, sealed under GATEWAY_KEK.
CREATE TABLE audit_secrets (
    id          INTEGER PRIMARY KEY,
    kek_id      TEXT    NOT NULL,
    wrapped_key $bytes$ NOT NULL,
    ciphertext  $bytes$ NOT NULL
);
