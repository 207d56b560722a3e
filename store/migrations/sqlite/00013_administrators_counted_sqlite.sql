-- +goose Up

-- How many administrators there are of each kind that a list can be filtered by,
-- so that no list counts its rows. locked_at is 0 or 1.
CREATE TABLE administrators_counted (
    organization_id TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    locked_at       BIGINT  NOT NULL CHECK (locked_at IN (0, 1)),
    require_mfa     BOOLEAN NOT NULL,
    mfa_on          BOOLEAN NOT NULL,
    n               BIGINT  NOT NULL CHECK (n >= 0),
    PRIMARY KEY (organization_id, role, status, locked_at, require_mfa, mfa_on)
);

INSERT INTO administrators_counted
SELECT organization_id, role, status, locked_at > 0, require_mfa, mfa_on, COUNT(*) FROM administrators GROUP BY 1, 2, 3, 4, 5, 6;

-- The numbers change with the rows, in the same transaction, whoever changes them.
-- +goose StatementBegin
CREATE TRIGGER administrators_counted_added AFTER INSERT ON administrators
BEGIN
    INSERT INTO administrators_counted VALUES (NEW.organization_id, NEW.role, NEW.status, NEW.locked_at > 0, NEW.require_mfa, NEW.mfa_on, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER administrators_counted_changed AFTER UPDATE OF role, status, locked_at, require_mfa, mfa_on ON administrators
WHEN (OLD.role, OLD.status, OLD.locked_at > 0, OLD.require_mfa, OLD.mfa_on) <> (NEW.role, NEW.status, NEW.locked_at > 0, NEW.require_mfa, NEW.mfa_on)
BEGIN
    UPDATE administrators_counted SET n = n - 1
    WHERE (organization_id, role, status, locked_at, require_mfa, mfa_on) = (OLD.organization_id, OLD.role, OLD.status, OLD.locked_at > 0, OLD.require_mfa, OLD.mfa_on);
    INSERT INTO administrators_counted VALUES (NEW.organization_id, NEW.role, NEW.status, NEW.locked_at > 0, NEW.require_mfa, NEW.mfa_on, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd
