-- +goose Up

-- An organization's own administrators; '' for those of the portal.
ALTER TABLE administrators ADD COLUMN organization_id TEXT NOT NULL DEFAULT '';

DROP INDEX administrators_name;
DROP INDEX administrators_role;
DROP INDEX administrators_status;
DROP INDEX administrators_login;
DROP INDEX administrators_active;
CREATE INDEX administrators_name ON administrators (organization_id, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_mail ON administrators (organization_id, email_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_role ON administrators (organization_id, role, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_status ON administrators (organization_id, status, name_key, id) WHERE status <> 'deleted';
CREATE INDEX administrators_login ON administrators (organization_id, last_login_at, id) WHERE status <> 'deleted';
CREATE INDEX administrators_active ON administrators (organization_id, role) WHERE status = 'active';
CREATE INDEX administrators_locked ON administrators (organization_id) WHERE locked_at > 0 AND status = 'active';
CREATE INDEX administrators_without_mfa ON administrators (organization_id) WHERE require_mfa AND NOT mfa_on AND status <> 'deleted';

-- Rows in users that are not deleted, kept with them.
ALTER TABLE organizations ADD COLUMN user_count BIGINT NOT NULL DEFAULT 0 CHECK (user_count >= 0);

-- Which organizations a session has launched, and where it came from.
CREATE TABLE launches (
    session_id      TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    organization_id TEXT   NOT NULL REFERENCES organizations (id),
    launched_at     BIGINT NOT NULL,
    return_to       TEXT   NOT NULL,
    PRIMARY KEY (session_id, organization_id)
);

-- The people of an organization. Username and email are unique within it.
CREATE TABLE users (
    id              TEXT   NOT NULL PRIMARY KEY,
    organization_id TEXT   NOT NULL REFERENCES organizations (id),
    first_name      TEXT   NOT NULL CHECK (first_name <> ''),
    last_name       TEXT   NOT NULL CHECK (last_name <> ''),
    name_key        TEXT   NOT NULL,
    username        TEXT   NOT NULL CHECK (username <> ''),
    username_key    TEXT   NOT NULL,
    email           TEXT   NOT NULL CHECK (email <> ''),
    email_key       TEXT   NOT NULL,
    search_text     TEXT   NOT NULL,
    status          TEXT   NOT NULL CHECK (status IN ('invited', 'active', 'suspended', 'deleted')),
    password_hash   TEXT   NOT NULL, -- '' until one is set
    locked_at       BIGINT NOT NULL, -- 0 when it is not locked
    failures        BIGINT NOT NULL, -- wrong passwords in a row
    last_login_at   BIGINT NOT NULL, -- 0 for never
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    CHECK (status <> 'active' OR password_hash <> '')
);

CREATE UNIQUE INDEX users_username ON users (organization_id, username_key) WHERE status <> 'deleted';
CREATE UNIQUE INDEX users_email ON users (organization_id, email_key) WHERE status <> 'deleted';
CREATE INDEX users_name ON users (organization_id, name_key, id) WHERE status <> 'deleted';
CREATE INDEX users_status ON users (organization_id, status, name_key, id) WHERE status <> 'deleted';
CREATE INDEX users_locked ON users (organization_id, name_key, id) WHERE locked_at > 0 AND status = 'active';

-- Mailed links that set a user's password. Using or voiding one deletes it.
CREATE TABLE user_links (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    user_id    TEXT   NOT NULL UNIQUE REFERENCES users (id),
    purpose    TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset')),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Where users are signed in.
CREATE TABLE user_sessions (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL REFERENCES users (id),
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);

CREATE INDEX user_sessions_user ON user_sessions (user_id, created_at);
CREATE INDEX user_sessions_created ON user_sessions (created_at);

-- Mail also goes to users: exactly one of the two is the recipient.
CREATE TABLE outbox_new (
    id               TEXT   NOT NULL PRIMARY KEY,
    administrator_id TEXT   REFERENCES administrators (id),
    user_id          TEXT   REFERENCES users (id),
    kind             TEXT   NOT NULL,
    letter           TEXT   NOT NULL, -- JSON, without the token
    sealed_token     BLOB,            -- erased on delivery
    created_at       BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    next_attempt_at  BIGINT NOT NULL,
    last_error       TEXT   NOT NULL,
    delivered_at     BIGINT,          -- or taken back, as last_error says; NULL until then
    failed_at        BIGINT NOT NULL DEFAULT 0, -- when it was given up; 0 until then
    CHECK ((administrator_id IS NULL) <> (user_id IS NULL))
);

INSERT INTO outbox_new (id, administrator_id, kind, letter, sealed_token, created_at, attempts, next_attempt_at, last_error, delivered_at, failed_at)
SELECT id, administrator_id, kind, letter, sealed_token, created_at, attempts, next_attempt_at, last_error, delivered_at, failed_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE delivered_at IS NULL;
CREATE INDEX outbox_administrator ON outbox (administrator_id, kind, created_at) WHERE administrator_id IS NOT NULL;
CREATE INDEX outbox_user ON outbox (user_id, kind, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX outbox_undelivered ON outbox (created_at, id) WHERE delivered_at IS NULL AND attempts > 0;

-- Entries name the organization that they are about, and speak of more kinds
-- of things. What was written stays as it is.
CREATE TABLE audit_new (
    seq               BIGINT NOT NULL PRIMARY KEY,
    at                BIGINT NOT NULL,
    request_id        TEXT   NOT NULL,
    address           TEXT   NOT NULL,
    actor_kind        TEXT   NOT NULL CHECK (actor_kind IN ('administrator', 'user', 'operator', 'nobody')),
    actor_id          TEXT   NOT NULL,
    actor_name        TEXT   NOT NULL,
    actor_email       TEXT   NOT NULL,
    action            TEXT   NOT NULL,
    target_kind       TEXT   NOT NULL CHECK (target_kind IN ('administrator', 'organization', 'user', 'account', 'invoice', 'portal', '')),
    target_id         TEXT   NOT NULL,
    target_name       TEXT   NOT NULL,
    organization_id   TEXT   NOT NULL, -- '' for what is the portal's own
    organization_name TEXT   NOT NULL,
    result            TEXT   NOT NULL CHECK (result IN ('done', 'refused')),
    reason            TEXT   NOT NULL,
    changes           TEXT   NOT NULL, -- JSON: [{"field","before","after"}]
    search_text       TEXT   NOT NULL
);

INSERT INTO audit_new (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name,
    organization_id, organization_name, result, reason, changes, search_text)
SELECT seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name,
    CASE WHEN target_kind = 'organization' THEN target_id ELSE '' END, CASE WHEN target_kind = 'organization' THEN target_name ELSE '' END,
    result, reason, changes, search_text FROM audit;
DROP TABLE audit;
ALTER TABLE audit_new RENAME TO audit;

CREATE INDEX audit_action ON audit (action, seq);
CREATE INDEX audit_at ON audit (at);

-- +goose StatementBegin
CREATE TRIGGER audit_never_updated BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never removed');
END;
-- +goose StatementEnd
