-- +goose Up

-- The organizations that an entry is about or speaks of, written with the entry, so
-- that it is found by each of them: it names the first hundred only, and by the
-- names that they had then.
CREATE TABLE audit_organizations (
    organization_id TEXT   NOT NULL,
    audit_seq       BIGINT NOT NULL,
    PRIMARY KEY (organization_id, audit_seq)
) WITHOUT ROWID;

-- Entries from before speak of organizations by name: by the one it has now, or by
-- one that was changed since. A name that two had at different times tells nothing.
CREATE TABLE audit_names (
    name TEXT NOT NULL,
    id   TEXT NOT NULL,
    PRIMARY KEY (name, id)
) WITHOUT ROWID;
INSERT INTO audit_names SELECT name, id FROM organizations;
INSERT OR IGNORE INTO audit_names
SELECT json_extract(c.value, '$.before'), e.target_id FROM audit e, json_each(e.changes) c
WHERE e.action = 'organization.renamed' AND e.result = 'done' AND json_extract(c.value, '$.before') <> '';
DELETE FROM audit_names WHERE name IN (SELECT name FROM audit_names GROUP BY name HAVING COUNT(*) > 1);

INSERT INTO audit_organizations
SELECT organization_id, seq FROM audit WHERE organization_id <> ''
UNION
SELECT n.id, moved.seq
FROM (
    SELECT e.seq, json_extract(c.value, '$.before') || json_extract(c.value, '$.after') AS listed
    FROM audit e, json_each(e.changes) c
    WHERE e.action IN ('administrator.added', 'administrator.edited') AND json_extract(c.value, '$.field') IN ('Organizations added', 'Organizations removed')
) moved, json_each('[' || replace(json_quote(substr(moved.listed, instr(moved.listed, ': ') + 2)), '; ', '","') || ']') one
JOIN audit_names n ON n.name = one.value
UNION
SELECT j.organization_id, e.seq FROM audit e JOIN job_organizations j ON j.job_id = e.job_id WHERE e.action = 'bulk.started';
DROP TABLE audit_names;
