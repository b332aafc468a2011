-- Moments are Unix milliseconds. Ids sort by creation.

CREATE TABLE agents (
    agent_id       TEXT   NOT NULL PRIMARY KEY,
    name           TEXT   NOT NULL,
    role           TEXT   NOT NULL,
    -- A JSON array, sorted.
    tags           TEXT   NOT NULL,
    status         TEXT   NOT NULL,
    created_by     TEXT   NULL,
    created_at     BIGINT NOT NULL,
    public_key     $bytes$ NOT NULL,
    key_thumbprint TEXT   NOT NULL
);

-- The registry of every token ever issued. No foreign key: a token outlives its deleted agent, as a revoked one.
CREATE TABLE tokens (
    token_id       TEXT   NOT NULL PRIMARY KEY,
    agent_id       TEXT   NOT NULL,
    token_hash     $bytes$ NOT NULL,
    tools          TEXT   NOT NULL,
    permissions    TEXT   NOT NULL,
    issued_at      BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    -- What kill marks are compared with: the issue, or for a rotated token the issue of its first ancestor.
    rooted_at      BIGINT NOT NULL,
    revoked_at     BIGINT NULL,
    revoked_reason TEXT   NULL,
    -- The id of the first ancestor, which every rotation hands on. Revoking one token of a line revokes all of it.
    family_id        TEXT   NOT NULL,
    -- The URL of the only endpoint that accepts the token. NULL: every endpoint does.
    audience         TEXT   NULL
);
CREATE UNIQUE INDEX tokens_by_hash ON tokens (token_hash);
CREATE INDEX tokens_by_agent ON tokens (agent_id, token_id);
CREATE INDEX tokens_by_end ON tokens (expires_at);
CREATE INDEX tokens_by_root ON tokens (rooted_at);
CREATE INDEX tokens_by_family ON tokens (family_id);

-- Kill marks: every token of the subject rooted at or before revoked_before is dead. Scope: agent, role or all (subject '').
CREATE TABLE revocations (
    revocation_id    TEXT   NOT NULL PRIMARY KEY,
    scope            TEXT   NOT NULL,
    subject          TEXT   NOT NULL,
    revoked_before   BIGINT NOT NULL,
    reason           TEXT   NOT NULL,
    -- How many agents this use of the kill switch suspended. NULL: it was not asked to.
    suspended_agents BIGINT NULL
);
CREATE INDEX revocations_by_subject ON revocations (scope, subject, revoked_before);

CREATE TABLE operators (
    operator_id TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    role        TEXT   NOT NULL,
    key_hash    $bytes$ NOT NULL,
    created_at  BIGINT NOT NULL,
    revoked_at  BIGINT NULL
);
CREATE UNIQUE INDEX operators_by_key ON operators (key_hash);

-- The number makes a race of replicas harmless: of several that add the same next key, one succeeds.
CREATE TABLE signing_keys (
    number      BIGINT NOT NULL PRIMARY KEY,
    kid         TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    usable_from BIGINT NOT NULL,
    -- In an envelope: its own key, wrapped, and which key-encryption key wraps it.
    material    $bytes$ NOT NULL,
    kek_id      TEXT   NOT NULL,
    wrapped_key $bytes$ NOT NULL
);

-- Client assertions that were used; a row lives as long as its assertion could be replayed.
CREATE TABLE assertion_ids (
    agent_id   TEXT   NOT NULL,
    jti        TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (agent_id, jti)
);
CREATE INDEX assertion_ids_by_end ON assertion_ids (expires_at);

-- Requests of clients for an operator's consent. An operator has signed in for each of them.
CREATE TABLE authorizations (
    consent_hash   $bytes$ NOT NULL PRIMARY KEY,
    operator_id    TEXT   NOT NULL,
    operator_name  TEXT   NOT NULL,
    client_id      TEXT   NOT NULL,
    client_name    TEXT   NOT NULL,
    redirect_uri   TEXT   NOT NULL,
    code_challenge TEXT   NOT NULL,
    state          TEXT   NULL,
    scope          TEXT   NULL,
    resource       TEXT   NULL,
    -- Until when the consent may be given, then until when the code may be used.
    expires_at     BIGINT NOT NULL,
    decided_at     BIGINT NULL,
    -- From here on: after the consent.
    agent_id       TEXT   NULL,
    code_hash      $bytes$ NULL,
    used_at        BIGINT NULL,
    family_id      TEXT   NULL
);
CREATE UNIQUE INDEX authorizations_by_code ON authorizations (code_hash);
CREATE INDEX authorizations_by_end ON authorizations (expires_at);

-- What a client may do after a consent. The id is that of the family of all tokens that it gets.
CREATE TABLE client_grants (
    family_id   TEXT   NOT NULL PRIMARY KEY,
    client_id   TEXT   NOT NULL,
    agent_id    TEXT   NOT NULL,
    operator_id TEXT   NOT NULL,
    scope       TEXT   NULL,
    resource    TEXT   NULL,
    rooted_at   BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    revoked_at  BIGINT NULL
);
CREATE INDEX client_grants_by_end ON client_grants (expires_at);
CREATE INDEX client_grants_by_client ON client_grants (agent_id, client_id);

-- A used one stays until it ends, so that its second use is noticed.
CREATE TABLE refresh_tokens (
    token_hash $bytes$ NOT NULL PRIMARY KEY,
    family_id  TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NULL
);
CREATE INDEX refresh_tokens_by_end ON refresh_tokens (expires_at);

-- Clients that registered themselves (RFC 7591).
CREATE TABLE registered_clients (
    client_id     TEXT   NOT NULL PRIMARY KEY,
    name          TEXT   NOT NULL,
    redirect_uris TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL
);
CREATE INDEX registered_clients_by_end ON registered_clients (expires_at);

CREATE TABLE security_events (
    event_id       TEXT   NOT NULL PRIMARY KEY,
    kind           TEXT   NOT NULL,
    subject        TEXT   NULL,
    detail         TEXT   NOT NULL,
    occurred_at    BIGINT NOT NULL,
    correlation_id TEXT   NULL,
    -- How many events a row stands for that is a sum; NULL for a single one.
    events         BIGINT NULL
);
CREATE INDEX security_events_by_time ON security_events (occurred_at);

-- What operators changed and no proxy has written to its journal yet. A row is made in the transaction that makes the change.
CREATE TABLE change_outbox (
    change_id     $ascii$ NOT NULL PRIMARY KEY,
    body          TEXT    NOT NULL,
    made_at       BIGINT  NOT NULL,
    -- The writer of the trail (a proxy's journal) that took it, and until when nobody else may. NULL: nobody did.
    claimed_by    TEXT    NULL,
    claimed_until BIGINT  NULL
);
