-- +goose Up

-- Each filter of the list finds its rows by an index, in the order of their names:
-- role and status together, and MFA.
CREATE INDEX administrators_kind ON administrators (organization_id, role, status, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_mfa ON administrators (organization_id, mfa_on, require_mfa, name_key, id) WHERE status <> 'deleted';
