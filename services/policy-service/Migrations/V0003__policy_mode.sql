ALTER TABLE policies ADD COLUMN mode TEXT NOT NULL DEFAULT 'Enforce';
ALTER TABLE policy_versions ADD COLUMN mode TEXT NOT NULL DEFAULT 'Enforce';

-- What is done once in the life of a database. 'apply' is there to be locked: sets of policies are applied one after another.
CREATE TABLE policy_marks (
    mark TEXT PRIMARY KEY
);

INSERT INTO policy_marks (mark) VALUES ('apply');

-- A database with a history had its default policies from the migration V0002.
INSERT INTO policy_marks (mark) SELECT 'defaults' WHERE EXISTS (SELECT 1 FROM policy_versions);
