-- +goose Up

-- Who was deleted is found by their address, and what was written then by them.
CREATE INDEX administrators_former ON administrators (email_key) WHERE status = 'deleted';
CREATE INDEX audit_deleted ON audit (target_id) WHERE action = 'administrator.deleted';

-- By whom an organization was given: the id of an administrator, 'operator' for
-- whoever held the machine, '' when it is not known. The same for all
-- organizations, with the time, 0 when that is not known or does not apply.
ALTER TABLE access ADD COLUMN granted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE administrators ADD COLUMN all_granted_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE administrators ADD COLUMN all_granted_by TEXT NOT NULL DEFAULT '';

-- A grant and its entry have the same time, since one transaction wrote both.
UPDATE access SET granted_by = e.actor_id FROM audit e
WHERE e.at = access.granted_at AND e.target_id = access.administrator_id AND e.action IN ('administrator.added', 'administrator.edited') AND e.result = 'done';

-- Whoever adds an organization reaches it.
UPDATE access SET granted_by = administrator_id
WHERE granted_by = '' AND EXISTS (SELECT 1 FROM audit e WHERE e.at = access.granted_at AND e.target_id = access.organization_id
    AND e.actor_id = access.administrator_id AND e.action = 'organization.added' AND e.result = 'done');

UPDATE administrators SET all_granted_at = e.at, all_granted_by = CASE e.actor_kind WHEN 'operator' THEN 'operator' ELSE e.actor_id END
FROM audit e, (
    SELECT target_id, MAX(seq) AS latest FROM audit
    WHERE action IN ('portal.set-up', 'administrator.added', 'administrator.edited') AND result = 'done'
        AND changes LIKE '%{"field":"Organization Access","before":"%","after":"All organizations"}%'
    GROUP BY target_id
) granted
WHERE granted.target_id = administrators.id AND e.seq = granted.latest AND administrators.all_organizations AND administrators.status <> 'deleted';
