package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/internal/postal"
)

func (h *house) card(lastFour string) billing.Method {
	return billing.Method{Kind: billing.Card, Holder: "Ada Lovelace", LastFour: lastFour, Expiry: h.month("2028-03"), Reference: "pm_" + lastFour}
}

// methods are the payment methods in words, the default one first.
func (h *house) methods() string {
	h.t.Helper()
	list, err := h.PaymentMethods(ctx, h.who(h.ada))
	h.must(err)
	var words []string
	for i, m := range list {
		if m.Default != (i == 0) {
			h.t.Errorf("%d: %+v", i, m)
		}
		words = append(words, m.LastFour)
	}
	return strings.Join(words, " ")
}

func TestExactlyOnePaymentMethodIsTheDefault(t *testing.T) {
	h := newPortal(t)
	var ids []string
	for n, four := range []string{"1111", "2222", "3333"} {
		m := h.card(four)
		m.Default = n == 1
		added, err := h.AddPaymentMethod(ctx, h.ada, m)
		h.must(err)
		ids = append(ids, added.ID)
		h.later(time.Second)
	}
	if got := h.methods(); got != "2222 1111 3333" {
		t.Error(got)
	}
	_, err := h.MakeDefault(ctx, h.ada, ids[2])
	h.must(err)
	if e := h.entry(); e.Action != PaymentMethodDefault || e.Changes[0] != (FieldChange{"Default", "Card ending in 2222", "Card ending in 3333"}) || e.TargetName != "Payment method" || e.TargetKind != "account" {
		t.Errorf("%+v", e)
	}
	d, err := h.PaymentMethod(ctx, h.who(h.ada), ids[2])
	h.must(err)
	if d.Next.LastFour != "1111" {
		t.Errorf("%+v", d)
	}
	out, err := h.DeletePaymentMethod(ctx, h.ada, ids[2])
	h.must(err)
	if out != (DeletedMethod{"Card ending in 3333", "Card ending in 1111"}) || h.methods() != "1111 2222" {
		t.Errorf("%+v, %s", out, h.methods())
	}
	for n, want := range []DeletedMethod{{"Card ending in 2222", ""}, {"Card ending in 1111", ""}} {
		if out, err := h.DeletePaymentMethod(ctx, h.ada, ids[1-n]); err != nil || out != want {
			t.Errorf("%+v, %v", out, err)
		}
	}
	_, err = h.DeletePaymentMethod(ctx, h.ada, ids[0])
	h.refuse(err, fault.NotFound, "")
	if faults, err := h.Check(ctx); len(faults) > 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestAPaymentMethodIsEditedOverItsOwnVersionOnly(t *testing.T) {
	h := newPortal(t)
	m, err := h.AddPaymentMethod(ctx, h.ada, h.card("4242"))
	h.must(err)
	changed := m
	changed.Holder, changed.Kind, changed.Reference = "Grace Hopper", billing.DirectDebit, ""
	out, err := h.EditPaymentMethod(ctx, h.ada, changed)
	h.must(err)
	after, err := h.PaymentMethod(ctx, h.who(h.ada), out.ID)
	h.must(err)
	if out.Name != after.Words() || len(out.Changes) != 4 {
		t.Errorf("saved %+v", out)
	}
	if after.Expiry != 0 || after.Version != 2 || !after.Default || h.entry().Changes[1] != (FieldChange{"Kind", "Card", "Direct debit"}) {
		t.Errorf("%+v", after)
	}
	h.unchanged(func() {
		_, err := h.EditPaymentMethod(ctx, h.ada, changed)
		h.refuse(err, fault.Stale, "Nothing was saved")
	})
	m = h.card("1881")
	m.Expiry = h.month("2026-11")
	m, err = h.AddPaymentMethod(ctx, h.ada, m)
	h.must(err)
	h.later(60 * 24 * time.Hour)
	m.Holder = "Ada King"
	if _, err = h.EditPaymentMethod(ctx, h.ada, m); err != nil {
		t.Errorf("the holder of an expired card cannot be mended: %v", err)
	}
	m.Version++
	m.Expiry = h.month("2026-12")
	_, err = h.EditPaymentMethod(ctx, h.ada, m)
	h.refuse(err, fault.Invalid, "has expired")
	for n := range MaxMethods - 2 {
		_, err := h.AddPaymentMethod(ctx, h.ada, h.card(fmt.Sprintf("%04d", n)))
		h.must(err)
	}
	_, err = h.AddPaymentMethod(ctx, h.ada, h.card("9999"))
	h.refuse(err, fault.Rule, "There are 20 payment methods already")
}

func (h *house) information() billing.Information {
	return billing.Information{Name: "Ada Lovelace", Email: "ada@example.com", Same: true,
		Mailing: postal.Address{Country: "GB", Company: "Analytical Ltd", Line1: "12 St James's Square", City: "London", PostalCode: "SW1Y 4JH"}}
}

func TestBillingInformationIsSavedOverItsOwnVersionAndNamedOnInvoices(t *testing.T) {
	h := newPortal(t)
	i := h.information()
	h.must(must(h.SaveBillingInformation(ctx, h.ada, i)))
	e := h.entry()
	want := []FieldChange{{"Contact name", "", "Ada Lovelace"}, {"Contact email", "", "ada@example.com"},
		{"Mailing address", "", "Analytical Ltd, 12 St James's Square, London, SW1Y 4JH, United Kingdom"}, {"Billing address", "", "Same as mailing address"}}
	if diff := cmp.Diff(want, e.Changes); diff != "" || e.TargetName != "Billing information" {
		t.Errorf("%+v (-want +got):\n%s", e, diff)
	}
	h.unchanged(func() { h.refuse(must(h.SaveBillingInformation(ctx, h.ada, i)), fault.Stale, "Nothing was saved") })
	i.Version, i.Same, i.Billing = 1, false, postal.Address{Country: "DE", Line1: "Weg 1", City: "Bonn", PostalCode: "53113"}
	h.must(must(h.SaveBillingInformation(ctx, h.ada, i)))
	got, err := h.BillingInformation(ctx, h.who(h.ada))
	h.must(err)
	if i.Version = 2; got != i {
		t.Errorf("%+v", got)
	}
	i.Mailing.PostalCode = "x"
	h.unchanged(func() { h.refuse(must(h.SaveBillingInformation(ctx, h.ada, i)), fault.Invalid, "postal code") })

	_, err = h.AddPaymentMethod(ctx, h.ada, h.card("4242"))
	h.must(err)
	h.exec(`UPDATE portal SET provider_name = 'Analytical Services'`)
	h.must(h.MeterUsage(ctx))
	h.on("2026-12-01 00:00")
	h.must(h.SetPrice(ctx, h.price("2026-11")))
	invoice, err := h.IssueInvoice(ctx, h.month("2026-11"), 14)
	h.must(err)
	if invoice.BillTo != "Ada Lovelace\nAnalytical Services\nWeg 1\n53113 Bonn\nGermany" || invoice.PaymentMethod != "Card ending in 4242" {
		t.Errorf("%q, %q", invoice.BillTo, invoice.PaymentMethod)
	}
}

func TestTheAccountIsForItsRolesAlone(t *testing.T) {
	h := newPortal(t)
	m, err := h.AddPaymentMethod(ctx, h.ada, h.card("4242"))
	h.must(err)
	may := map[portal.Role]string{portal.AdministratorWithBilling: "account, methods", portal.BillingOnly: "account, methods", portal.CommandRunnerWithBilling: "methods"}
	for n, r := range portal.Roles() {
		by := h.add(fmt.Sprintf("Person%d", n), r)
		actor := h.who(by)
		account := []error{}
		note := func(list *[]error, err error) { *list = append(*list, err) }
		_, err := h.Account(ctx, actor)
		note(&account, err)
		_, err = h.Usage(ctx, actor)
		note(&account, err)
		_, err = h.UsageByOrganization(ctx, actor, UsageFilter{})
		note(&account, err)
		_, err = h.Invoices(ctx, actor, InvoiceFilter{})
		note(&account, err)
		_, err = h.InvoiceYears(ctx, actor)
		note(&account, err)
		_, err = h.OpenInvoices(ctx, actor)
		note(&account, err)
		_, err = h.BillingInformation(ctx, actor)
		note(&account, err)
		note(&account, h.ExportInvoices(ctx, by, InvoiceFilter{}, func([]Invoice) error { return nil }))
		note(&account, h.ExportUsage(ctx, by, UsageFilter{}, func([]OrganizationUsage) error { return nil }))
		i, err := h.BillingInformation(ctx, h.who(h.ada))
		h.must(err)
		version := i.Version
		i = h.information()
		i.Version, i.Name = version, "Somebody "+r.String()
		note(&account, must(h.SaveBillingInformation(ctx, by, i)))
		var paying []error
		_, err = h.PaymentMethods(ctx, actor)
		note(&paying, err)
		_, err = h.PaymentMethod(ctx, actor, m.ID)
		note(&paying, err)
		_, err = h.MakeDefault(ctx, by, m.ID)
		note(&paying, err)
		edited, err := method(ctx, h.db, m.ID)
		h.must(err)
		edited.Holder = r.String()
		_, err = h.EditPaymentMethod(ctx, by, edited)
		note(&paying, err)
		added, err := h.AddPaymentMethod(ctx, by, h.card("1111"))
		note(&paying, err)
		_, err = h.DeletePaymentMethod(ctx, by, added.ID)
		if err = ignoreMissing(err); err != nil {
			note(&paying, err)
		}
		for what, errs := range map[string][]error{"account": account, "methods": paying} {
			for n, err := range errs {
				if allowed := strings.Contains(may[r], what); allowed != (err == nil) || !allowed && !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s, %s %d: %v", r, what, n, err)
				}
			}
		}
	}
}

func ignoreMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func TestWhatChangedInTheAccountIsToldToThoseWhoMaySeeIt(t *testing.T) {
	h := newPortal(t)
	h.must(must(h.SaveBillingInformation(ctx, h.ada, h.information())))
	m, err := h.AddPaymentMethod(ctx, h.ada, h.card("4242"))
	h.must(err)
	m.Holder = "Ada King"
	_, err = h.EditPaymentMethod(ctx, h.ada, m)
	h.must(err)
	if e := h.entry(); e.TargetName != "Payment method" || e.Changes[0] != (FieldChange{Field: "Payment method", After: "Card ending in 4242"}) {
		t.Errorf("%+v", e)
	}
	for _, r := range []portal.Role{portal.AdministratorRole, portal.ReadOnlyRole} {
		list, err := h.Activity(ctx, h.who(h.add(r.Key(), r)), ActivityFilter{Action: BillingInformationEdited})
		h.must(err)
		if len(list.Rows) != 1 || len(list.Rows[0].Changes) != 0 {
			t.Errorf("%s is told %+v", r, list.Rows)
		}
		list, err = h.Activity(ctx, h.who(h.add(r.Key()+"2", r)), ActivityFilter{Query: "4242"})
		h.must(err)
		if len(list.Rows) != 0 {
			t.Errorf("%s finds the digits in %+v", r, list.Rows)
		}
	}
}

func TestTheNumberOfACardReachesNoFile(t *testing.T) {
	h := newPortal(t)
	const number = "4111 1111 1111 1111"
	m := h.card("4242")
	m.Reference = number
	by := h.ada
	by.FormID, by.Form = "form", "digest"
	_, err := h.AddPaymentMethod(ctx, by, m)
	h.refuse(err, fault.Invalid, "full number of a card")
	i := h.information()
	i.Mailing.Line2 = number
	h.refuse(must(h.SaveBillingInformation(ctx, by, i)), fault.Invalid, "full number of a card")
	files, err := filepath.Glob(filepath.Join(h.folder, "*"))
	h.must(err)
	for _, name := range files {
		content, err := os.ReadFile(name)
		h.must(err)
		if strings.Contains(string(content), number) {
			t.Errorf("%s holds the number", name)
		}
	}
}

func TestThisMonthIsEstimatedByItsPrice(t *testing.T) {
	h := newPortal(t)
	h.employ(h.organization("Acme"), 120)
	a, err := h.Account(ctx, h.who(h.ada))
	h.must(err)
	if a.Priced || a.Users != 120 || a.Organizations != 1 || a.Administrators != 1 || len(a.ProviderID) < 20 {
		t.Errorf("%+v", a)
	}
	h.must(h.SetPrice(ctx, h.price("2026-11")))
	again, err := h.Account(ctx, h.who(h.ada))
	h.must(err)
	if !again.Priced || again.Estimate.Billed != 41531 || again.ProviderID != a.ProviderID {
		t.Errorf("%+v", again)
	}
	h.must(h.SetPrice(ctx, billing.Price{From: h.month("2026-11"), Currency: "EUR", PerUser: billing.MaxAmount}))
	if a, err = h.Account(ctx, h.who(h.ada)); err != nil || !a.Beyond {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestUsageIsListedOfWhatIsReached(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	h.employ(acme, 5)
	h.employ(globex, 7)
	h.employ(globex, 6)
	list := func(by By, f UsageFilter) string {
		f.Month = h.month("2026-11")
		page, err := h.UsageByOrganization(ctx, h.who(by), f)
		h.must(err)
		var words []string
		for _, u := range page.Rows {
			words = append(words, fmt.Sprint(u.Name, " ", u.Users, " ", u.High))
		}
		return strings.Join(words, ", ")
	}
	if got := list(h.ada, UsageFilter{}); got != "Acme 5 5, Globex 6 7" {
		t.Error(got)
	}
	if got := list(h.ada, UsageFilter{Query: "glo"}); got != "Globex 6 7" {
		t.Error(got)
	}
	if got := list(h.add("Klara", portal.BillingOnly, "+"+acme), UsageFilter{}); got != "Acme 5 5" {
		t.Error(got)
	}
}
