-- +goose Up

-- Something to do to many: while it is looked at, while it runs, and afterwards.
CREATE TABLE jobs (
    id               TEXT   NOT NULL PRIMARY KEY,
    kind             TEXT   NOT NULL,
    state            TEXT   NOT NULL CHECK (state IN ('choosing', 'preview', 'running', 'done', 'stopped')),
    administrator_id TEXT   NOT NULL REFERENCES administrators (id), -- on whose behalf
    address          TEXT   NOT NULL, -- of the client that began it
    role             TEXT   NOT NULL, -- that change-role gives; '' for the other kinds, and until it is chosen
    choice           BIGINT NOT NULL, -- rises each time that what it is about is chosen, so that a preview belongs to one choice
    note             TEXT   NOT NULL, -- a sentence about what was given, such as columns that are not read
    reason           TEXT   NOT NULL, -- why it was stopped
    created_at       BIGINT NOT NULL,
    started_at       BIGINT NOT NULL, -- 0 until then
    ended_at         BIGINT NOT NULL,
    tally            TEXT   NOT NULL  -- JSON: the counts of its items; '' until it has ended
);

CREATE INDEX jobs_state ON jobs (state, created_at);
CREATE INDEX jobs_created ON jobs (created_at, id);

-- The organizations that add-organizations and remove-organizations are about.
CREATE TABLE job_organizations (
    job_id          TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    PRIMARY KEY (job_id, organization_id)
);

CREATE INDEX job_organizations_organization ON job_organizations (organization_id);

-- One row per person or line.
CREATE TABLE job_items (
    job_id     TEXT   NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL, -- from 1, in the order of the list or the file
    line       BIGINT NOT NULL, -- of the file; 0 when there is none
    subject_id TEXT   NOT NULL, -- of the administrator or organization; '' for a new one
    name       TEXT   NOT NULL, -- as it was then
    email      TEXT   NOT NULL,
    version    BIGINT NOT NULL, -- of the subject when the preview was made
    fate       TEXT   NOT NULL CHECK (fate IN ('', 'create', 'change', 'unchanged', 'refused')), -- says the preview; '' until it is made
    result     TEXT   NOT NULL CHECK (result IN ('', 'done', 'refused')), -- '' until it was tried
    reason     TEXT   NOT NULL, -- why it is skipped or was refused
    changes    TEXT   NOT NULL, -- JSON: [{"field","before","after"}]
    detail     TEXT   NOT NULL, -- JSON: what a line of a file says
    PRIMARY KEY (job_id, position)
);

CREATE INDEX job_items_fate ON job_items (job_id, fate, result, position);

-- What was done by one job has its id in common.
ALTER TABLE audit ADD COLUMN job_id TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_job ON audit (job_id, seq) WHERE job_id <> '';
