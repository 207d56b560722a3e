package store

import (
	"context"
	"strconv"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// MaxMethods is how many payment methods there are at most.
const MaxMethods = 20

// AddPaymentMethod adds a payment method. The first one is the default.
func (s *Store) AddPaymentMethod(ctx context.Context, by By, m billing.Method) (billing.Method, error) {
	return change(ctx, s, by, PaymentMethodAdded, func(t *tx) (billing.Method, error) {
		if err := t.mayPay(); err != nil {
			return m, err
		}
		var n int
		if err := t.scan(`SELECT COUNT(*) FROM payment_methods`, nil, &n); err != nil {
			return m, err
		}
		var err error
		if m, err = billing.CheckMethod(m, billing.MonthOf(t.now)); err != nil {
			return m, err
		}
		if n >= MaxMethods {
			return m, fault.New(fault.Rule, "There are "+strconv.Itoa(MaxMethods)+" payment methods already. Delete one first.")
		}
		m.ID, m.Version = newID(), 1
		asked := m.Default || n == 0
		m.Default = false
		if _, err := t.exec(`INSERT INTO payment_methods (id, kind, holder, last_four, expiry, reference, is_default, version, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, FALSE, 1, $7)`, m.ID, string(m.Kind), m.Holder, m.LastFour, expiryText(m), m.Reference, t.millis()); err != nil {
			return m, err
		}
		added := m
		if asked {
			if err := t.makeDefault(&added); err != nil {
				return m, err
			}
		}
		t.aboutMethod(m.ID)
		return added, t.record(PaymentMethodAdded, methodChanges(billing.Method{}, added)...)
	})
}

// EditPaymentMethod changes the method. A version that is not its own is Stale.
func (s *Store) EditPaymentMethod(ctx context.Context, by By, m billing.Method) (Outcome, error) {
	return change(ctx, s, by, PaymentMethodEdited, func(t *tx) (Outcome, error) {
		before, err := t.methodOf(m.ID)
		if err != nil {
			return Outcome{}, err
		}
		if before.Version != m.Version {
			return Outcome{}, fault.New(fault.Stale, "Someone changed this payment method after you opened the form. Nothing was saved.")
		}
		month := billing.MonthOf(t.now)
		if m.Kind == billing.Card && m.Expiry == before.Expiry {
			month = min(month, before.Expiry) // one that has expired meanwhile can be edited
		}
		if m, err = billing.CheckMethod(m, month); err != nil {
			return Outcome{}, err
		}
		m.Default = before.Default
		fields := methodChanges(before, m)
		if len(fields) == 0 {
			return Outcome{ID: m.ID, Name: m.Words()}, nil
		}
		m.Version++
		if err := exactlyOne(t.exec(`UPDATE payment_methods SET kind = $1, holder = $2, last_four = $3, expiry = $4, reference = $5, version = $6 WHERE id = $7 AND version = $8`,
			string(m.Kind), m.Holder, m.LastFour, expiryText(m), m.Reference, m.Version, m.ID, before.Version)); err != nil {
			return Outcome{}, err
		}
		which := FieldChange{Field: "Payment method", After: before.Words()}
		return Outcome{ID: m.ID, Name: m.Words(), Changes: fields}, t.record(PaymentMethodEdited, append([]FieldChange{which}, fields...)...)
	})
}

// MakeDefault makes the method the one that invoices name from now on.
func (s *Store) MakeDefault(ctx context.Context, by By, id string) (billing.Method, error) {
	return change(ctx, s, by, PaymentMethodDefault, func(t *tx) (billing.Method, error) {
		m, err := t.methodOf(id)
		if err != nil || m.Default {
			return m, err
		}
		before, err := t.defaultMethodWords()
		if err != nil {
			return m, err
		}
		if err := t.makeDefault(&m); err != nil {
			return m, err
		}
		return m, t.record(PaymentMethodDefault, FieldChange{Field: "Default", Before: before, After: m.Words()})
	})
}

// DeletedMethod is a payment method that is gone, and which is the default now.
type DeletedMethod struct {
	Words   string
	Default string // in words; "" when there is none, or when it did not change
}

// DeletePaymentMethod deletes the method. When it was the default, the oldest of
// the others becomes it.
func (s *Store) DeletePaymentMethod(ctx context.Context, by By, id string) (DeletedMethod, error) {
	return change(ctx, s, by, PaymentMethodDeleted, func(t *tx) (DeletedMethod, error) {
		m, err := t.methodOf(id)
		if err != nil {
			return DeletedMethod{}, err
		}
		out := DeletedMethod{Words: m.Words()}
		if err := exactlyOne(t.exec(`DELETE FROM payment_methods WHERE id = $1`, id)); err != nil {
			return out, err
		}
		fields := methodChanges(m, billing.Method{})
		if m.Default {
			next, err := nextDefault(t.ctx, t, id)
			if err != nil {
				return out, err
			}
			if next.ID != "" {
				if err := t.makeDefault(&next); err != nil {
					return out, err
				}
				out.Default = next.Words()
				fields = append(fields, FieldChange{Field: "Default", Before: m.Words(), After: out.Default})
			}
		}
		return out, t.record(PaymentMethodDeleted, fields...)
	})
}

// mayPay asks for the permission to change payment methods, and names the target
// of a refusal.
func (t *tx) mayPay() error {
	t.target = target{kind: "account", name: "Payment methods"}
	return t.actor.Require(portal.EditPaymentMethods)
}

// methodOf returns the method for a change, and makes it the target.
func (t *tx) methodOf(id string) (billing.Method, error) {
	if err := t.mayPay(); err != nil {
		return billing.Method{}, err
	}
	m, err := method(t.ctx, t, id)
	if err == nil {
		t.aboutMethod(id)
	}
	return m, err
}

// aboutMethod makes the method the target of the audit entry. Only its changes say
// which one, since more people read the activity than may see it.
func (t *tx) aboutMethod(id string) {
	t.target = target{kind: "account", id: id, name: "Payment method"}
}

// makeDefault makes the method the only default one.
func (t *tx) makeDefault(m *billing.Method) error {
	if _, err := t.exec(`UPDATE payment_methods SET is_default = FALSE WHERE is_default`); err != nil {
		return err
	}
	m.Default = true
	return exactlyOne(t.exec(`UPDATE payment_methods SET is_default = TRUE WHERE id = $1`, m.ID))
}

func expiryText(m billing.Method) string {
	if m.Expiry == 0 {
		return ""
	}
	return m.Expiry.String()
}

// methodChanges words what differs for the audit trail.
func methodChanges(before, after billing.Method) []FieldChange {
	list := changed(nil, "Kind", before.Kind.String(), after.Kind.String())
	list = changed(list, "Holder", before.Holder, after.Holder)
	list = changed(list, "Last four digits", before.LastFour, after.LastFour)
	list = changed(list, "Expiry", expiryText(before), expiryText(after))
	list = changed(list, "Reference", before.Reference, after.Reference)
	if after.ID != "" && after.Default != before.Default {
		list = changed(list, "Default", "", "Yes")
	}
	return list
}
