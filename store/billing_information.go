package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/internal/postal"
	"mtp/store/database"
)

// BillingInformation returns whom invoices are for, the zero Information while
// nothing is saved.
func (s *Store) BillingInformation(ctx context.Context, actor portal.Administrator) (billing.Information, error) {
	if err := actor.Require(portal.ViewAccount); err != nil {
		return billing.Information{}, err
	}
	return information(ctx, s.db)
}

func information(ctx context.Context, q database.Querier) (billing.Information, error) {
	var i billing.Information
	var mailing, other string
	err := q.QueryRowContext(ctx, `SELECT name, email, phone, mailing, same, billing, version FROM billing_information WHERE id = 1`).
		Scan(&i.Name, &i.Email, &i.Phone, &mailing, &i.Same, &other, &i.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return i, nil
	}
	if err != nil {
		return i, err
	}
	if err := json.Unmarshal([]byte(mailing), &i.Mailing); err != nil || i.Same {
		return i, err
	}
	return i, json.Unmarshal([]byte(other), &i.Billing)
}

// SaveBillingInformation saves all of the information or nothing. A version that
// is not the saved one's is Stale.
func (s *Store) SaveBillingInformation(ctx context.Context, by By, i billing.Information) (Outcome, error) {
	return change(ctx, s, by, BillingInformationEdited, func(t *tx) (Outcome, error) {
		t.target = target{kind: "account", name: "Billing information"}
		if err := t.actor.Require(portal.EditAccount); err != nil {
			return Outcome{}, err
		}
		before, err := information(t.ctx, t)
		if err != nil {
			return Outcome{}, err
		}
		if before.Version != i.Version {
			return Outcome{}, fault.New(fault.Stale, "Someone changed the billing information after you opened the form. Nothing was saved.")
		}
		if i, err = billing.CheckInformation(i); err != nil {
			return Outcome{}, err
		}
		fields := informationChanges(before, i)
		if len(fields) == 0 {
			return Outcome{}, nil
		}
		if err := t.writeInformation(i); err != nil {
			return Outcome{}, err
		}
		return Outcome{Changes: fields}, t.record(BillingInformationEdited, fields...)
	})
}

func (t *tx) writeInformation(i billing.Information) error {
	mailing, err := json.Marshal(i.Mailing)
	if err != nil {
		return err
	}
	var other []byte
	if !i.Same {
		if other, err = json.Marshal(i.Billing); err != nil {
			return err
		}
	}
	_, err = t.exec(`INSERT INTO billing_information (id, name, email, phone, mailing, same, billing, version) VALUES (1, $1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, phone = excluded.phone, mailing = excluded.mailing,
			same = excluded.same, billing = excluded.billing, version = excluded.version`,
		i.Name, i.Email, i.Phone, string(mailing), i.Same, string(other), i.Version+1)
	return err
}

// informationChanges words what differs for the audit trail.
func informationChanges(before, after billing.Information) []FieldChange {
	list := changed(nil, "Contact name", before.Name, after.Name)
	list = changed(list, "Contact email", before.Email, after.Email)
	list = changed(list, "Contact phone", before.Phone, after.Phone)
	list = changed(list, "Mailing address", AddressWords(before.Mailing), AddressWords(after.Mailing))
	return changed(list, "Billing address", billedAt(before), billedAt(after))
}

func billedAt(i billing.Information) string {
	if i.Same {
		return "Same as mailing address"
	}
	return AddressWords(i.Billing)
}

// AddressWords writes an address in a line.
func AddressWords(a postal.Address) string { return strings.Join(postal.Lines("", a), ", ") }

// billTo is the name and address on an invoice, a line each. While no billing
// information is saved it is the provider's name alone.
func (t *tx) billTo() (string, error) {
	i, err := information(t.ctx, t)
	if err != nil {
		return "", err
	}
	address := i.BilledTo()
	if address.Company == "" {
		if err := t.scan(`SELECT provider_name FROM portal WHERE id = 1`, nil, &address.Company); err != nil {
			return "", err
		}
	}
	lines := postal.Lines(i.Name, address)
	if len(lines) == 0 {
		lines = []string{address.Company}
	}
	return strings.Join(lines, "\n"), nil
}
