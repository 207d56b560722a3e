-- +goose Up

-- Until when a letter is in the hands of a portal that sends it; 0 for none. A
-- letter is claimed before it is sent, so that nobody else sends it meanwhile,
-- and a claim ends by itself, so that what a killed portal held is sent after all.
ALTER TABLE outbox ADD COLUMN claimed_until BIGINT NOT NULL DEFAULT 0;
