-- +goose Up

-- A file of users is imported by a job, which belongs to the organization.
ALTER TABLE jobs ADD COLUMN organization_id TEXT NOT NULL DEFAULT ''; -- '' for the portal's own
ALTER TABLE jobs ADD COLUMN invites BOOLEAN NOT NULL DEFAULT FALSE CHECK (invites IN (TRUE, FALSE)); -- users whom it adds get an invitation
ALTER TABLE job_items ADD COLUMN username TEXT NOT NULL DEFAULT ''; -- of a user

CREATE INDEX jobs_organization ON jobs (organization_id, created_at, id);

DROP TABLE user_imports;
