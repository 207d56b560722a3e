package web

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store"
)

func TestTheAccountShowsTheSectionsOfTheRole(t *testing.T) {
	p := newPortal(t)
	for r, want := range map[portal.Role][]string{
		portal.AdministratorWithBilling: {"Account Overview", "Payment History", "Billing Information", "Payment Methods", "Usage"},
		portal.BillingOnly:              {"Account Overview", "Payment History", "Billing Information", "Payment Methods", "Usage"},
		portal.CommandRunnerWithBilling: {"Payment Methods"},
	} {
		b := p.signedIn(r).open("/account").expect(200)
		got := b.names("main h2")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r, diff)
		}
		b.click("Account").expect(200)
	}
	for _, r := range []portal.Role{portal.AdministratorRole, portal.Manager, portal.CommandRunner, portal.HelpDesk, portal.ReadOnlyRole} {
		if slices.Contains(p.signedIn(r).open("/roles").names("nav a"), "Account") {
			t.Errorf("%s is led to the account", r)
		}
	}
}

func TestTheOverviewSaysWhatTheEstimateIsMadeOf(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/account").expect(200, "Estimate for "+bill.MonthOf(p.now()).Words(), "€61.29", "€49.00 base + 1 user × €2.50 + 19% tax, €9.79", "1 invoice is to be paid.")
	if id := words(b.page.Find(".copied code")); len(id) < 20 {
		t.Errorf("the id of the provider is %q", id)
	}
}

func TestAnInvoiceIsFoundByItsNumberAlone(t *testing.T) {
	p := newPortal(t)
	month := bill.MonthOf(p.now()) - 1
	b := p.signedIn(billing).open("/account").click("INV-0001").expect(200, "Analytical Services", "rounded to the smallest unit")
	if diff := cmp.Diff([][]string{{"Base", "1", "€49.00", "€49.00"}, {"Users, each organization's high-water mark", "0", "€2.50", "€0.00"}, {"Tax of 19%", "", "", "€9.31"}}, b.rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	facts := func(want ...string) {
		t.Helper()
		if got := b.names(".invoice dd"); !slices.Equal(got[1:2], []string{month.Words()}) || !slices.Equal(got[len(got)-3:], want) {
			t.Errorf("%q", got)
		}
	}
	facts("€58.31", "€0.00", "€58.31")
	if got := b.names("h1"); got[0] != "Invoice INV-0001" {
		t.Error(got)
	}
	_, err := p.store.RecordPayment(t.Context(), 1, "8.31", "", "", "<b>Wire</b>")
	must(err)
	b.open("/account/invoices/1").expect(200, "<b>Wire</b>")
	facts("€58.31", "€8.31", "€50.00")
	for _, number := range []string{"2", "INV-0002", "0", "-1", "x", "99999999999999999999"} {
		b.open("/account/invoices/" + number).expect(404)
	}
}

func TestInvoicesAreFilteredByTheControlsOfThePageAndExported(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/account").click("View all invoices").expect(200, "INV-0001", "1–1 of 1")
	b.choose("Status", "Paid").press("Apply").expect(200, "No invoice matches.")
	b.click("Clear filters").choose("Status", "Open").choose("Year", begun.at.UTC().Format("2006")).press("Apply").expect(200, "INV-0001")
	b.click("Export CSV").expect(200)
	rows, err := csv.NewReader(strings.NewReader(p.marked(b.body))).ReadAll()
	must(err)
	if diff := cmp.Diff(invoiceColumns, rows[0]); diff != "" || len(rows) != 2 || rows[1][0] != "INV-0001" || rows[1][5] != "EUR" || rows[1][9] != "58.31" {
		t.Errorf("%q %s", rows, diff)
	}
	if e := p.entries()[0]; e.Action != store.AccountExported || e.TargetName != "Payment history" {
		t.Errorf("%+v", e)
	}
	for _, query := range []string{"?status=late", "?year=x", "?year=-1", "?year=99999"} {
		b.open("/account/invoices" + query).expect(422)
		b.open("/account/invoices.csv" + query).expect(422)
	}
	b.open("/account/invoices?after=x").expect(422)
	b.open("/account/invoices?year=1999").expect(200, "No invoice matches.")
}

func TestUsageIsListedByOrganizationAndExportedWithoutFormulas(t *testing.T) {
	p := newPortal(t)
	p.organization("=1+1")
	b := p.signedIn(billing).open("/account").click("View usage").expect(200, "The last 12 months", "Before the portal was set up", "1–4 of 4")
	b.fill("Search organizations", "glob").press("Apply").expect(200, "1–1 of 1", "Globex")
	b.click("Export CSV").expect(200)
	if rows, err := csv.NewReader(strings.NewReader(p.marked(b.body))).ReadAll(); err != nil || len(rows) != 2 || rows[1][1] != "Globex" || rows[1][0] != bill.MonthOf(p.now()).String() {
		t.Errorf("%q, %v", rows, err)
	}
	if b.open("/account/usage.csv").expect(200); !strings.Contains(b.body, ",All organizations,,1,1\r\n") || !strings.Contains(b.body, ",'=1+1,") || b.header.Get("Content-Disposition") != `attachment; filename="usage.csv"` {
		t.Errorf("%s", b.body)
	}
	b.open("/account/usage?month=2026-13").expect(422)
	b.open("/account/usage?month=1999-12").expect(422)
	b.open("/account/usage?month="+(bill.MonthOf(p.now())-1).String()).expect(200, "1–4 of 4")
	b = p.signedIn(portal.BillingOnly).open("/account/usage").expect(200, "The organizations that you reach are listed.", "1–1 of 1", "Acme")
	if strings.Contains(b.body, "Globex") {
		t.Error("an organization out of reach is named")
	}
	if b.open("/account/usage.csv"); strings.Contains(b.body, "Globex") {
		t.Error("an organization out of reach is exported")
	}
}

func TestBillingInformationIsFilledInWithoutScripts(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.BillingOnly).open("/account").click("Edit billing information").expect(200, "Choose a country, then press the button")
	b.fill("Name", "Klara Neumann").fill("Email", "klara@example.com")
	country := func(value string) {
		t.Helper()
		b.page.Find("#f-mailing-country option").RemoveAttr("selected")
		b.page.Find("#f-mailing-country option[value="+value+"]").SetAttr("selected", "")
		b.press("Change country").expect(200)
	}
	country("US")
	b.fill("Address", "1 Main Street").fill("City", "Reno").choose("State", "Nevada").fill("ZIP code", "89501")
	country("GB")
	if b.value("Name") != "Klara Neumann" || b.value("Post town") != "Reno" || b.value("Postal code") != "89501" || b.value("Address") != "1 Main Street" {
		t.Error("what was typed is lost with another country")
	}
	b.press("Save Billing Information").expect(422, "Enter the postal code in a form like EC1Y 8SY.")
	country("US")
	if b.value("State") != "Nevada" {
		t.Errorf("the state is %q", b.value("State"))
	}
	b.press("Save Billing Information").saved("/account", "The billing information is saved: contact name Klara Neumann, contact email ")
	b.expect(200, "Klara Neumann", "1 Main Street", "Reno, NV 89501", "United States", "Same as mailing address")
}

func TestBillingInformationThatSomebodyElseSavedShowsBothVersions(t *testing.T) {
	p := newPortal(t)
	const whole = "contact_name=First&contact_email=a@example.com&same=on&mailing_country=DE&mailing_line1=Weg 1&mailing_city=Bonn&mailing_postal_code=53113"
	if answer := p.request(http.MethodPost, "/account/billing-information", billing, whole); answer.StatusCode != http.StatusSeeOther {
		t.Fatal(answer.Status)
	}
	mine := p.signedIn(billing).open("/account/billing-information")
	theirs := p.signedIn(portal.BillingOnly).open("/account/billing-information")
	theirs.fill("Name", "Theirs").press("Save Billing Information").saved("/account", "is saved")
	mine.fill("Name", "Mine").press("Save Billing Information").expect(409, "Changes were saved in the meantime")
	if diff := cmp.Diff([][]string{{"Name", "Theirs", "Mine"}}, mine.rows()[1:]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	mine.press("Save Billing Information").saved("/account", "is saved").expect(200, "Mine")
}

// The digits of this phone number pass the check that the number of a card does.
func TestBothVersionsOfAPhoneThatLooksLikeACardAreShown(t *testing.T) {
	const phone, other = "+49 30 90182004", "+49 228 555010"
	for _, tt := range []struct{ name, saved, theirs, mine, want string }{
		{"changed here", other, other, phone, phone},
		{"changed by the other", phone, other, phone, phone},
		{"changed by both", "", other, phone, phone},
		{"the number of a card, typed here", other, other, "4111 1111 1111 1111", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPortal(t)
			whole := url.Values{"contact_name": {"First"}, "contact_email": {"a@example.com"}, "contact_phone": {tt.saved}, "same": {"on"},
				"mailing_country": {"DE"}, "mailing_line1": {"Weg 1"}, "mailing_city": {"Bonn"}, "mailing_postal_code": {"53113"}}
			if answer := p.request(http.MethodPost, "/account/billing-information", billing, whole.Encode()); answer.StatusCode != http.StatusSeeOther {
				t.Fatal(answer.Status)
			}
			mine := p.signedIn(billing).open("/account/billing-information")
			theirs := p.signedIn(portal.BillingOnly).open("/account/billing-information")
			theirs.fill("Name", "Theirs").fill("Phone", tt.theirs).press("Save Billing Information").saved("/account", "is saved")
			mine.fill("Phone", tt.mine).press("Save Billing Information")
			i := slices.IndexFunc(mine.rows(), func(row []string) bool { return row[0] == "Phone" })
			if i < 0 {
				t.Fatalf("no row of the phone in %q (%d)", mine.rows(), mine.code)
			}
			if diff := cmp.Diff([]string{"Phone", tt.theirs, tt.want}, mine.rows()[i]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheBillingAddressBeginsAsACopyAndItsCountryIsItsOwn(t *testing.T) {
	p := newPortal(t)
	const mailing = "contact_name=Ada&contact_email=a@example.com&mailing_country=DE&mailing_line1=Weg 1&mailing_city=Bonn&mailing_postal_code=53113"
	if answer := p.request(http.MethodPost, informationPath, billing, mailing+"&same=on"); answer.StatusCode != http.StatusSeeOther {
		t.Fatal(answer.Status)
	}
	b := p.signedIn(billing).open(informationPath).expect(200, "Billing address")
	billed := func() map[string]string {
		got := map[string]string{"same": b.page.Find("#f-same").AttrOr("checked", "no"), "focus": b.page.Find("[autofocus]").AttrOr("name", "")}
		b.page.Find(".billing_country [name^=billing_]").Each(func(_ int, c *goquery.Selection) {
			value := c.AttrOr("value", "")
			if c.Is("select") {
				value = c.Find("option[selected]").AttrOr("value", "")
			}
			if value != "" {
				got[c.AttrOr("name", "")] = value
			}
		})
		return got
	}
	want := map[string]string{"same": "", "focus": "", "billing_country": "DE", "billing_line1": "Weg 1", "billing_city": "Bonn", "billing_postal_code": "53113"}
	if diff := cmp.Diff(want, billed()); diff != "" {
		t.Errorf("as it opens (-want +got):\n%s", diff)
	}

	// A browser that does not hide the fields lets the box stay ticked.
	b.page.Find("#f-billing-country option").RemoveAttr("selected")
	b.page.Find("#f-billing-country option[value=JP]").SetAttr("selected", "")
	values := fields(b.page.Find("form.billing"))
	values.Set("do", billingCountry)
	b.send(http.MethodPost, b.at, values)
	want = map[string]string{"same": "no", "focus": "billing_company", "billing_country": "JP", "billing_line1": "Weg 1", "billing_city": "Bonn", "billing_postal_code": "53113"}
	if diff := cmp.Diff(want, billed()); diff != "" {
		t.Errorf("with another country (-want +got):\n%s", diff)
	}
	if b.value("Name") != "Ada" || b.page.Find("#f-mailing-country option[selected]").AttrOr("value", "") != "DE" {
		t.Error("the mailing address changed as well")
	}
}

func TestPaymentMethodsAreAddedEditedAndDeleted(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.CommandRunnerWithBilling).open("/account").click("Add payment method")
	b.choose("Kind", "Card").fill("Holder", "Karen Jones").fill("Last four digits", "1881").fill("Reference", "pm_1").press("Save Payment Method")
	b.expect(422, "Choose the month and the year in which the card expires.")
	year := p.now().AddDate(2, 0, 0).UTC().Format("2006")
	b.choose("Expiry month", "03").choose("Expiry year", year).tick("Use as default").press("Save Payment Method")
	b.saved("/account", "Card ending in 1881 is added. Invoices name it from now on.")
	if first := b.rows()[0]; !slices.Equal(first, []string{"Card ending in 1881 Default", "Karen Jones", "03/" + year, "pm_1"}) {
		t.Errorf("%q", first)
	}
	b.click("Card ending in 1881").press("Delete").expect(200, "Delete Card ending in 1881?", "Direct debit, account ending in 4242 becomes the default.")
	b.press("Delete").saved("/account", "Card ending in 1881 is deleted. Direct debit, account ending in 4242 is the default now.")
	b.click("Direct debit, account ending in 6789").press("Make Default").saved("/account", "is the default")
	b.click("Direct debit, account ending in 6789").fill("Holder", "Ada King").press("Save Payment Method").saved("/account", "is saved").expect(200, "Ada King")
	b.open("/account/payment-methods/unknown").expect(404)
}

func TestTheNumberOfACardReachesNeitherDiskNorLogNorPage(t *testing.T) {
	for _, number := range []string{"4111 1111 1111 1111", "4111-1111-1111-1111", "٤١١١١١١١١١١١١١١١"} {
		p := newPortal(t)
		forms := map[string]url.Values{
			"/account/payment-methods":                 {"kind": {"card"}, "holder": {"Ada"}, "last_four": {"4242"}, "expiry_month": {"03"}, "expiry_year": {"2030"}, "reference": {"pm_1"}},
			"/account/payment-methods/" + begun.method: {"kind": {"bank-transfer"}, "holder": {"Ada"}, "last_four": {"4242"}, "reference": {"x"}},
			"/account/billing-information": {"contact_name": {"Ada"}, "contact_email": {"a@example.com"}, "contact_phone": {"1234567"}, "mailing_country": {"US"}, "mailing_company": {"x"},
				"mailing_line1": {"1 Main St"}, "mailing_line2": {"x"}, "mailing_city": {"Reno"}, "mailing_region": {"NV"}, "mailing_postal_code": {"89501"},
				"billing_country": {"DE"}, "billing_line1": {"Weg 1"}, "billing_city": {"Bonn"}, "billing_postal_code": {"53113"}},
		}
		for path, whole := range forms {
			for field := range whole {
				if field == "kind" || strings.HasPrefix(field, "expiry") || strings.HasSuffix(field, "country") {
					continue
				}
				values := url.Values{"form_id": {random()}}
				for name, v := range whole {
					values[name] = v
				}
				values[field] = []string{number}
				b := p.signedIn(billing)
				to, err := b.at.Parse(path)
				must(err)
				if b.send(http.MethodPost, to, values); b.code != http.StatusUnprocessableEntity || strings.Contains(b.body, number) {
					t.Errorf("%s in %s of %s: %d", number, field, path, b.code)
				}
			}
		}
		b := p.signedIn(billing).open("/account/payment-methods/new")
		b.fill("Holder", number).fill("Last four digits", "1881").choose("Kind", "Bank transfer")
		p.wait(61 * time.Minute)
		if b.press("Save Payment Method"); strings.Contains(b.body, "What you typed is kept.") {
			t.Error("the form is kept over the end of the session")
		}
		if strings.Contains(p.onDisk(), number) || strings.Contains(p.log.String(), number) || strings.Contains(p.onDisk(), url.QueryEscape(number)) {
			t.Errorf("%s is on disk or in the log", number)
		}
	}
}

func TestATypedPaymentMethodIsKeptOverTheEndOfASession(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open("/account/payment-methods/new").choose("Kind", "Bank transfer").fill("Holder", "Ada King").fill("Last four digits", "1881")
	p.wait(61 * time.Minute)
	b.press("Save Payment Method").expect(200, "What you typed is kept.")
	b.fill("Email", address(billing)).fill("Password", password).press("Log in")
	b.expect(200, "Ada King").press("Continue").saved("/account", "Bank transfer, account ending in 1881 is added.")
}
