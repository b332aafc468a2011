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
