-- +goose Up

-- Months are written 2026-11 and days 2026-11-23, in UTC. Amounts are whole
-- numbers of the currency's smallest unit; taxes hundredths of a percent.

-- Tells this portal's account from others, on invoices and to who operates it.
ALTER TABLE portal ADD COLUMN provider_id TEXT NOT NULL DEFAULT '';

-- What months are billed by, from one on until the next price.
CREATE TABLE prices (
    from_month TEXT   NOT NULL PRIMARY KEY CHECK (LENGTH(from_month) = 7),
    currency   TEXT   NOT NULL CHECK (LENGTH(currency) = 3),
    per_user   BIGINT NOT NULL CHECK (per_user >= 0),
    base       BIGINT NOT NULL CHECK (base >= 0),
    tax        BIGINT NOT NULL CHECK (tax BETWEEN 0 AND 10000),
    set_at     BIGINT NOT NULL
);

-- A day has a row once it was counted. Days without one are missing.
CREATE TABLE usage_days (
    day        TEXT   NOT NULL PRIMARY KEY CHECK (LENGTH(day) = 10),
    users_high BIGINT NOT NULL CHECK (users_high >= 0), -- most at once, of all organizations together
    counted_at BIGINT NOT NULL                          -- latest
);

-- The high-water mark of each organization in each month in which it had a user.
CREATE TABLE usage_months (
    month           TEXT   NOT NULL CHECK (LENGTH(month) = 7),
    organization_id TEXT   NOT NULL REFERENCES organizations (id),
    users_high      BIGINT NOT NULL CHECK (users_high > 0),
    PRIMARY KEY (month, organization_id)
);

CREATE INDEX usage_months_users ON usage_months (month, users_high);

-- So that all users are counted without reading every organization's row.
CREATE INDEX organizations_users ON organizations (user_count);

-- What was billed, as it was on the day of issue. Numbers have no gaps.
CREATE TABLE invoices (
    number         BIGINT NOT NULL PRIMARY KEY CHECK (number > 0),
    month          TEXT   NOT NULL CHECK (LENGTH(month) = 7),
    issued_on      TEXT   NOT NULL CHECK (LENGTH(issued_on) = 10),
    due_on         TEXT   NOT NULL CHECK (due_on >= issued_on),
    currency       TEXT   NOT NULL CHECK (LENGTH(currency) = 3),
    users          BIGINT NOT NULL CHECK (users >= 0),
    per_user       BIGINT NOT NULL CHECK (per_user >= 0),
    base           BIGINT NOT NULL CHECK (base >= 0),
    tax_rate       BIGINT NOT NULL CHECK (tax_rate BETWEEN 0 AND 10000),
    tax            BIGINT NOT NULL CHECK (tax >= 0),
    billed         BIGINT NOT NULL CHECK (billed = base + per_user * users + tax),
    paid           BIGINT NOT NULL CHECK (paid BETWEEN 0 AND billed), -- payments that stand, kept with them
    missing_days   TEXT   NOT NULL, -- that were not counted, in words; '' for none
    bill_to        TEXT   NOT NULL, -- name and address, a line each
    payment_method TEXT   NOT NULL, -- in words; '' when there was none
    voided_at      BIGINT NOT NULL, -- 0 while it stands
    void_reason    TEXT   NOT NULL,
    CHECK (voided_at = 0 OR paid = 0)
);

CREATE UNIQUE INDEX invoices_month ON invoices (month) WHERE voided_at = 0;
CREATE INDEX invoices_owed ON invoices (due_on, number) WHERE voided_at = 0 AND paid < billed;

CREATE TABLE payments (
    id          BIGINT NOT NULL PRIMARY KEY CHECK (id > 0),
    invoice     BIGINT NOT NULL REFERENCES invoices (number),
    amount      BIGINT NOT NULL CHECK (amount > 0),
    paid_on     TEXT   NOT NULL CHECK (LENGTH(paid_on) = 10),
    reference   TEXT   NOT NULL,
    voided_at   BIGINT NOT NULL, -- 0 while it stands
    void_reason TEXT   NOT NULL
);

CREATE INDEX payments_invoice ON payments (invoice, id);

-- Whom invoices are for. One row once it is filled in. Addresses are JSON.
CREATE TABLE billing_information (
    id      BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    name    TEXT    NOT NULL,
    email   TEXT    NOT NULL,
    phone   TEXT    NOT NULL,
    mailing TEXT    NOT NULL,
    same    BOOLEAN NOT NULL CHECK (same IN (TRUE, FALSE)), -- billing address as mailing address
    billing TEXT    NOT NULL, -- '' when it is the same
    version BIGINT  NOT NULL
);

-- Never a card's number: only its last four digits.
CREATE TABLE payment_methods (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind IN ('bank-transfer', 'direct-debit', 'card')),
    holder     TEXT    NOT NULL CHECK (holder <> ''),
    last_four  TEXT    NOT NULL CHECK (LENGTH(last_four) = 4),
    expiry     TEXT    NOT NULL, -- month of a card; '' for others
    reference  TEXT    NOT NULL,
    is_default BOOLEAN NOT NULL CHECK (is_default IN (TRUE, FALSE)),
    version    BIGINT  NOT NULL,
    created_at BIGINT  NOT NULL,
    CHECK ((kind = 'card') = (expiry <> ''))
);

CREATE UNIQUE INDEX payment_methods_default ON payment_methods (is_default) WHERE is_default;
