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
