-- The current version of every policy that exists.
CREATE TABLE policies (
    policy_id  TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    agent_id   TEXT,
    role       TEXT,
    tag        TEXT,
    version    INTEGER NOT NULL,
    spec       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT,
    mode       TEXT NOT NULL,
    CHECK ((agent_id IS NOT NULL AND role IS NULL AND tag IS NULL)
        OR (agent_id IS NULL AND role IS NOT NULL AND tag IS NULL)
        OR (agent_id IS NULL AND role IS NULL AND tag IS NOT NULL))
);

CREATE INDEX policies_by_agent ON policies (agent_id);
CREATE INDEX policies_by_role ON policies (role);
CREATE INDEX policies_by_tag ON policies (tag);

-- Every version that ever was, and who made it; rows are only added. No foreign key: history outlives the policy.
CREATE TABLE policy_versions (
    policy_id TEXT NOT NULL,
    version   INTEGER NOT NULL,
    change    TEXT NOT NULL,
    name      TEXT NOT NULL,
    agent_id  TEXT,
    role      TEXT,
    tag       TEXT,
    spec      TEXT NOT NULL,
    made_at   BIGINT NOT NULL,
    made_by   TEXT,
    mode      TEXT NOT NULL,
    PRIMARY KEY (policy_id, version)
);

-- What is done once in the life of a database. 'apply' is there to be locked: sets of policies are applied one after another.
CREATE TABLE policy_marks (
    mark TEXT PRIMARY KEY
);

INSERT INTO policy_marks (mark) VALUES ('apply');

-- What operators changed and no proxy has written to its journal yet. A row is made in the transaction that makes the change.
CREATE TABLE change_outbox (
    change_id     $ascii$ NOT NULL PRIMARY KEY,
    body          TEXT    NOT NULL,
    made_at       BIGINT  NOT NULL,
    -- The writer of the trail (a proxy's journal) that took it, and until when nobody else may. NULL: nobody did.
    claimed_by    TEXT    NULL,
    claimed_until BIGINT  NULL
);
