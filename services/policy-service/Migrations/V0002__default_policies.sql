-- The policies that the gateway comes with. A migration runs once in the life of a database, however many replicas start
-- together, so what an operator later changes or deletes stays changed or deleted.
INSERT INTO policies (policy_id, name, role, version, spec, created_at, updated_at) VALUES
    ('pol_00000000000070008000000000000001', 'default-scraper', 'scraper', 1, '{"scopes":["serpapi:*","http_fetch:*"]}', $now$, $now$),
    ('pol_00000000000070008000000000000002', 'default-enricher', 'enricher', 1, '{"scopes":["http_fetch:*","openai:*"]}', $now$, $now$),
    ('pol_00000000000070008000000000000003', 'default-engager', 'engager', 1, '{"scopes":["gmail_send:*"]}', $now$, $now$);

INSERT INTO policy_versions (policy_id, version, change, name, role, spec, made_at)
SELECT policy_id, version, 'Created', name, role, spec, created_at FROM policies;
