-- +goose Up

-- What a browser holds names the session, so that one query finds both and whose
-- it is. It is empty for who is not signed in, and until it is written again.
ALTER TABLE session_data ADD COLUMN session_id TEXT NOT NULL DEFAULT '';
