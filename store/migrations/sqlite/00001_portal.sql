-- +goose Up

-- One row: the portal itself. Its revision is raised first in each transaction
-- that changes something, so that such transactions run one after the other.
CREATE TABLE portal (
    id               BIGINT PRIMARY KEY CHECK (id = 1),
    provider_name    TEXT   NOT NULL,
    revision         BIGINT NOT NULL,
    setup_token_hash TEXT   NOT NULL, -- '' when there is no open set-up link
    key_fingerprint  TEXT   NOT NULL, -- of the key file beside the database
    created_at       BIGINT NOT NULL
);

-- Times are Unix milliseconds. name_key and search_text are folded in Go.
CREATE TABLE administrators (
    id                 TEXT    NOT NULL PRIMARY KEY,
    first_name         TEXT    NOT NULL CHECK (first_name <> ''),
    last_name          TEXT    NOT NULL CHECK (last_name <> ''),
    name_key           TEXT    NOT NULL,
    email              TEXT    NOT NULL CHECK (email <> ''),
    email_key          TEXT    NOT NULL,
    search_text        TEXT    NOT NULL,
    role               TEXT    NOT NULL CHECK (role IN ('administrator-with-billing', 'administrator', 'manager',
                               'command-runner-with-billing', 'command-runner', 'help-desk', 'billing-only', 'read-only')),
    status             TEXT    NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'deleted')),
    require_mfa        BOOLEAN NOT NULL CHECK (require_mfa IN (TRUE, FALSE)),
    api_access         BOOLEAN NOT NULL CHECK (api_access IN (TRUE, FALSE)),
    all_organizations  BOOLEAN NOT NULL CHECK (all_organizations IN (TRUE, FALSE)),
    organization_count BIGINT  NOT NULL CHECK (organization_count >= 0), -- rows in access, kept with them
    password_hash      TEXT    NOT NULL, -- '' until one is set
    last_login_at      BIGINT  NOT NULL, -- 0 for never
    version            BIGINT  NOT NULL,
    created_at         BIGINT  NOT NULL,
    updated_at         BIGINT  NOT NULL,
    CHECK (status <> 'active' OR password_hash <> ''),
    CHECK (NOT all_organizations OR organization_count = 0)
);

CREATE UNIQUE INDEX administrators_email ON administrators (email_key) WHERE status <> 'deleted';
CREATE INDEX administrators_name ON administrators (name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_role ON administrators (role, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_status ON administrators (status, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_login ON administrators (last_login_at, id) WHERE status <> 'deleted';
CREATE INDEX administrators_active ON administrators (role) WHERE status = 'active';
CREATE INDEX administrators_everywhere ON administrators (id) WHERE all_organizations AND status <> 'deleted';

CREATE TABLE organizations (
    id          TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL CHECK (name <> ''),
    name_key    TEXT   NOT NULL UNIQUE, -- without regard to case and space
    search_text TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);

CREATE INDEX organizations_name ON organizations (search_text, id);

-- Who may reach which organization, for those without all_organizations.
CREATE TABLE access (
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    organization_id  TEXT   NOT NULL REFERENCES organizations (id),
    granted_at       BIGINT NOT NULL,
    PRIMARY KEY (administrator_id, organization_id)
);

CREATE INDEX access_organization ON access (organization_id, administrator_id);

-- What a browser's session holds: the session library's own table.
CREATE TABLE session_data (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    data       BLOB   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX session_data_expiry ON session_data (expires_at);

-- Who is signed in where. Deleting a row signs that browser out.
CREATE TABLE sessions (
    id               TEXT   NOT NULL PRIMARY KEY,
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    created_at       BIGINT NOT NULL,
    last_used_at     BIGINT NOT NULL,
    address          TEXT   NOT NULL,
    user_agent       TEXT   NOT NULL
);

CREATE INDEX sessions_administrator ON sessions (administrator_id, created_at);
CREATE INDEX sessions_created ON sessions (created_at);

-- Mailed links that set a password. Only open ones have a row: using or
-- voiding a link deletes it.
CREATE TABLE links (
    token_hash       TEXT   NOT NULL PRIMARY KEY,
    administrator_id TEXT   NOT NULL UNIQUE REFERENCES administrators (id),
    purpose          TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset', 'recovery')),
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL
);

-- Forms that were answered, with the answer, so that a double submit gets the
-- first answer again.
CREATE TABLE spent_forms (
    id               TEXT   NOT NULL PRIMARY KEY, -- a hash, since it keys the digest
    administrator_id TEXT   NOT NULL, -- '' when nobody was signed in
    action           TEXT   NOT NULL,
    form             TEXT   NOT NULL, -- digest of what was sent and where to
    answer           TEXT   NOT NULL, -- JSON
    created_at       BIGINT NOT NULL
);

CREATE INDEX spent_forms_created ON spent_forms (created_at);

-- Mail on its way out, committed together with the change that caused it.
CREATE TABLE outbox (
    id               TEXT   NOT NULL PRIMARY KEY,
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    kind             TEXT   NOT NULL,
    letter           TEXT   NOT NULL, -- JSON, without the token
    sealed_token     BLOB,            -- erased on delivery
    created_at       BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    next_attempt_at  BIGINT NOT NULL,
    last_error       TEXT   NOT NULL,
    delivered_at     BIGINT           -- or taken back, as last_error says; NULL until then
);

CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL;
CREATE INDEX outbox_administrator ON outbox (administrator_id, kind, created_at);

-- The audit trail. seq has no gaps; rows are only ever added.
CREATE TABLE audit (
    seq          BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    request_id   TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    actor_kind   TEXT   NOT NULL CHECK (actor_kind IN ('administrator', 'operator', 'nobody')),
    actor_id     TEXT   NOT NULL,
    actor_name   TEXT   NOT NULL,
    actor_email  TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    target_kind  TEXT   NOT NULL CHECK (target_kind IN ('administrator', 'organization', 'portal', '')),
    target_id    TEXT   NOT NULL,
    target_name  TEXT   NOT NULL,
    result       TEXT   NOT NULL CHECK (result IN ('done', 'refused')),
    reason       TEXT   NOT NULL,
    changes      TEXT   NOT NULL, -- JSON: [{"field","before","after"}]
    search_text  TEXT   NOT NULL
);

CREATE INDEX audit_action ON audit (action, seq);
CREATE INDEX audit_at ON audit (at);

INSERT INTO portal (id, provider_name, revision, setup_token_hash, key_fingerprint, created_at) VALUES (1, '', 0, '', '', 0);
