-- +goose Up

-- name_alike is the name without regard to case, space, and how its apostrophes and
-- hyphens are written: only a new name has to differ in it. name_order is what names
-- are sorted by, with the numbers in them in their order. Both are folded in Go, by
-- the next migration for what there is.
ALTER TABLE organizations ADD COLUMN name_alike TEXT NOT NULL DEFAULT '';
ALTER TABLE organizations ADD COLUMN name_order TEXT NOT NULL DEFAULT '';

DROP INDEX organizations_name;
CREATE INDEX organizations_name ON organizations (name_order, id);
CREATE INDEX organizations_alike ON organizations (name_alike);
