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
