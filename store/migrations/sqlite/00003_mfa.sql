-- +goose Up

ALTER TABLE administrators ADD COLUMN mfa_on BOOLEAN NOT NULL DEFAULT FALSE CHECK (mfa_on IN (TRUE, FALSE));

-- The secret of the authenticator app, sealed with the key beside the database.
CREATE TABLE totp (
    administrator_id TEXT   NOT NULL PRIMARY KEY REFERENCES administrators (id),
    sealed_secret    BLOB   NOT NULL,
    last_step        BIGINT NOT NULL, -- of the latest code that was accepted: each is good once
    created_at       BIGINT NOT NULL
);

-- Recovery codes that were not used yet. Using one deletes it.
CREATE TABLE recovery_codes (
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    code_hash        TEXT   NOT NULL,
    created_at       BIGINT NOT NULL,
    PRIMARY KEY (administrator_id, code_hash)
);

-- How far a sign-in has come: the password was right and a code is asked for,
-- MFA must be set up first, or it is complete.
ALTER TABLE sessions ADD COLUMN stage TEXT NOT NULL DEFAULT 'complete' CHECK (stage IN ('code', 'enrolment', 'complete'));
