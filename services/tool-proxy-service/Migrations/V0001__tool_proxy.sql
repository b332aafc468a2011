-- Moments are Unix milliseconds.

-- A stored credential of a tool: a JSON object of its fields in an envelope, and what may be shown of it.
CREATE TABLE credential_versions (
    tool         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    -- The how-manieth activation of the tool put it to use; NULL if none did, or if it was rolled back.
    activation   INTEGER NULL,
    fields       TEXT    NOT NULL,
    note         TEXT    NULL,
    created_at   BIGINT  NOT NULL,
    created_by   TEXT    NOT NULL,
    kek_id       TEXT    NOT NULL,
    wrapped_key  $bytes$ NOT NULL,
    ciphertext   $bytes$ NOT NULL,
    PRIMARY KEY (tool, version),
    UNIQUE (tool, activation)
);

-- One row per tool: at most one version can be active, and it must exist. Stays when all versions are deleted, so that
-- no version number ever means two credentials.
CREATE TABLE credentials (
    tool            TEXT    NOT NULL PRIMARY KEY,
    active_version  INTEGER NULL,
    last_version    INTEGER NOT NULL,
    last_activation INTEGER NOT NULL,
    FOREIGN KEY (tool, active_version) REFERENCES credential_versions (tool, version)
);

-- A row from the claim of an Idempotency-Key to its end. Neither the key, the agent nor the parameters can be read from it.
CREATE TABLE idempotent_calls (
    scope         TEXT PRIMARY KEY,
    body          TEXT NOT NULL,
    owner         TEXT NOT NULL,
    state         TEXT NOT NULL,
    side_effects  BOOLEAN NOT NULL,
    lease_ends_at BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    answer        $bytes$ NULL
);

CREATE INDEX idempotent_calls_by_end ON idempotent_calls (expires_at);

-- One row: what all hashes and encrypted answers above hang on, sealed under GATEWAY_KEK.
CREATE TABLE idempotency_secrets (
    id          INTEGER PRIMARY KEY,
    kek_id      TEXT NOT NULL,
    wrapped_key $bytes$ NOT NULL,
    ciphertext  $bytes$ NOT NULL
);

-- A call that people must approve, from the request to its end. At most one of a digest is open: waiting, approved and not used, or denied.
CREATE TABLE approvals (
    approval_id     $ascii$ PRIMARY KEY,
    -- SHA-256 over agent, tool, action, parameters, definition and policies: another call is another digest.
    digest          $ascii$ NOT NULL,
    state           TEXT    NOT NULL,
    is_open         BOOLEAN NOT NULL,
    agent_id        $ascii$ NOT NULL,
    agent_name      TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    tool            TEXT    NOT NULL,
    action          TEXT    NOT NULL,
    -- The parameters, encrypted.
    parameters      $bytes$ NOT NULL,
    intent          TEXT    NULL,
    rules           TEXT    NOT NULL,
    policies        TEXT    NOT NULL,
    approvers       INTEGER NOT NULL,
    reason_required BOOLEAN NOT NULL,
    use_within_ms   BIGINT  NOT NULL,
    asked_by        $ascii$ NOT NULL,
    correlation_id  TEXT    NOT NULL,
    requested_at    BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    use_by          BIGINT  NULL,
    used_at         BIGINT  NULL,
    used_by         $ascii$ NULL
);

CREATE UNIQUE INDEX approvals_open ON approvals (digest) WHERE is_open;
CREATE INDEX approvals_by_digest ON approvals (digest, approval_id);
CREATE INDEX approvals_by_state ON approvals (state, approval_id);
CREATE INDEX approvals_by_agent ON approvals (agent_id, state, approval_id);

CREATE TABLE approval_votes (
    approval_id   $ascii$ NOT NULL REFERENCES approvals (approval_id) ON DELETE CASCADE,
    operator_id   TEXT    NOT NULL,
    operator_name TEXT    NOT NULL,
    approves      BOOLEAN NOT NULL,
    reason        TEXT    NULL,
    voted_at      BIGINT  NOT NULL,
    PRIMARY KEY (approval_id, operator_id)
);

-- Every version of every declared tool; the newest one of a tool counts. A deletion is a version too, so that numbers never come back.
CREATE TABLE tool_definitions (
    tool        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    definition  TEXT NOT NULL,
    deleted     BOOLEAN NOT NULL,
    created_at  BIGINT NOT NULL,
    created_by  TEXT NOT NULL,
    PRIMARY KEY (tool, version)
);

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

-- The rows of the trail that record changes of operators, likewise. Few beside the calls, and read by other questions: a table of their own.
-- A change that was written down twice, because a proxy ended in between, has two rows.
CREATE TABLE audit_changes (
    writer       $ascii$ NOT NULL,
    seq          BIGINT  NOT NULL,
    change_id    $ascii$ NOT NULL,
    -- When a proxy wrote it down: rows go with the calls of the same day when their retention ends.
    recorded_at  BIGINT  NOT NULL,
    operator_id  TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL,
    subject_id   TEXT    NOT NULL,
    parent_id    TEXT    NULL,
    prev_hash    $bytes$ NOT NULL,
    hash         $bytes$ NOT NULL,
    entry        TEXT    NOT NULL,
    PRIMARY KEY (change_id, writer, seq)
);

CREATE INDEX audit_changes_by_place ON audit_changes (writer, seq);
CREATE INDEX audit_changes_by_subject ON audit_changes (subject_id, change_id);
CREATE INDEX audit_changes_by_parent ON audit_changes (parent_id, change_id) WHERE parent_id IS NOT NULL;
CREATE INDEX audit_changes_by_operator ON audit_changes (operator_id, change_id);

-- How many calls of the minute that began at minute * 60,000 ended how: what summaries add up instead of reading the trail. A row belongs to one
-- writer, so that proxies do not wait for each other.
CREATE TABLE call_counts (
    minute  BIGINT  NOT NULL,
    writer  $ascii$ NOT NULL,
    tool    TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    calls   BIGINT  NOT NULL,
    PRIMARY KEY (minute, writer, tool, outcome)
);

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

-- Tools of MCP servers: how each was last seen, and how an operator approved it. Only one that is seen as it was approved is offered.
CREATE TABLE mcp_tools (
    server              TEXT    NOT NULL,
    name                TEXT    NOT NULL,
    action              TEXT    NOT NULL,
    is_listed           BOOLEAN NOT NULL,
    seen_definition     TEXT    NOT NULL,
    seen_hash           TEXT    NOT NULL,
    seen_at             BIGINT  NOT NULL,
    approved_definition TEXT    NULL,
    approved_hash       TEXT    NULL,
    rejected_hash       TEXT    NULL,
    decided_at          BIGINT  NULL,
    decided_by          TEXT    NULL,
    PRIMARY KEY (server, name)
);

-- What calls cost, one row for what was held for a call and for its end one for each provider that charges for it: spending is added up from here.
-- 'is_hold' is 0 or 1; a hold counts until the call's end is here. 'is_last' is 1 in one of the rows of an end, that of the provider that was asked
-- last, and in a hold. 'tags' is a JSON array.
CREATE TABLE spend_entries (
    call_id       $ascii$ NOT NULL,
    is_hold       BIGINT  NOT NULL,
    is_last       BIGINT  NOT NULL,
    reserved_at   BIGINT  NOT NULL,
    agent_id      TEXT    NULL,
    role          TEXT    NULL,
    tags          TEXT    NULL,
    tool          TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    model         TEXT    NULL,
    provider      TEXT    NULL,
    microusd      BIGINT  NOT NULL,
    input_tokens  BIGINT  NOT NULL,
    output_tokens BIGINT  NOT NULL
);

CREATE INDEX spend_entries_by_call ON spend_entries (call_id);
CREATE INDEX spend_entries_by_time ON spend_entries (reserved_at);

-- What was charged to the accounts of budgets: lost accounts are rebuilt from here.
CREATE TABLE budget_charges (
    account     TEXT    NOT NULL,
    reserved_at BIGINT  NOT NULL,
    call_id     $ascii$ NOT NULL,
    is_hold     BIGINT  NOT NULL,
    microusd    BIGINT  NOT NULL,
    tokens      BIGINT  NOT NULL
);

CREATE INDEX budget_charges_by_account ON budget_charges (account, reserved_at);
CREATE INDEX budget_charges_by_call ON budget_charges (call_id);

-- Every version of the prices; one counts from 'effective_from' until the next one in time does, of equal ones the newest.
CREATE TABLE price_versions (
    version        INTEGER NOT NULL PRIMARY KEY,
    effective_from BIGINT  NOT NULL,
    document       TEXT    NOT NULL,
    created_at     BIGINT  NOT NULL,
    created_by     TEXT    NOT NULL
);

-- Thresholds of budgets that were reached. 'next_attempt_at' is null when the webhook has taken the alert, or there is none.
CREATE TABLE budget_alerts (
    alert_id        $ascii$ PRIMARY KEY,
    body            TEXT    NOT NULL,
    created_at      BIGINT  NOT NULL,
    attempts        INTEGER NOT NULL,
    next_attempt_at BIGINT  NULL
);

CREATE INDEX budget_alerts_due ON budget_alerts (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- What operators changed and no proxy has written to its journal yet. A row is made in the transaction that makes the change.
CREATE TABLE change_outbox (
    change_id     $ascii$ NOT NULL PRIMARY KEY,
    body          TEXT    NOT NULL,
    made_at       BIGINT  NOT NULL,
    -- The writer of the trail (a proxy's journal) that took it, and until when nobody else may. NULL: nobody did.
    claimed_by    TEXT    NULL,
    claimed_until BIGINT  NULL
);
