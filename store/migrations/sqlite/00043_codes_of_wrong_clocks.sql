-- +goose Up

-- Codes of an app that were refused because their time was still to come. Each
-- stays refused when it has: the refusal said that it was one. A step is 30
-- seconds, counted from 1970.
CREATE TABLE early_codes (
    administrator_id TEXT   NOT NULL REFERENCES administrators (id),
    step             BIGINT NOT NULL,
    PRIMARY KEY (administrator_id, step)
);
