package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mtp/internal/portal"
	"mtp/internal/sheet"
	"mtp/store"
)

func TestWhoExportsACellThatExcelWouldCutIsToldBeforehand(t *testing.T) {
	p := newPortal(t)
	// Joined, they take 32,766 characters: each but the last has "; " behind it.
	const each = 98
	for i := range sheet.MaxCell / (each + 2) {
		p.organization(fmt.Sprintf("Q%0*d", each-1, i))
	}
	rest := sheet.MaxCell - 1 - sheet.MaxCell/(each+2)*(each+2)
	last := p.organization("Q" + strings.Repeat("9", rest-1))
	reach := func(first string) {
		p.t.Helper()
		p.add(portal.HelpDesk, "Long", first)
		a := p.who(strings.ToLower(first) + "@example.org")
		if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, a.Draft(), store.Changes{"+?Q"}); err != nil {
			t.Fatal(err)
		}
	}
	reach("Abe")
	file := p.csv(administratorsExport)
	_, cell, _ := strings.Cut(file, "Abe,Long,abe@example.org,Help Desk,On,Off,")
	if cell, _, _ = strings.Cut(cell, ","); len(cell) != sheet.MaxCell-1 {
		t.Fatalf("the cell holds %d characters", len(cell))
	}

	// One character more.
	if _, err := p.store.RenameOrganization(t.Context(), p.as(billing), last, "Q"+strings.Repeat("9", rest), p.version(last)); err != nil {
		t.Fatal(err)
	}
	for _, first := range []string{"Bea", "Cal", "Dot", "Eva"} {
		reach(first)
	}
	exported := func() (n int) {
		for _, e := range p.entries() {
			if e.Action == store.AdministratorsExported {
				n++
			}
		}
		return n
	}
	before := exported()
	b := p.signedIn(billing).open("/administrators?q=long&sort=-name").click("Export CSV").expect(200, "Excel would cut this file", "Excel cuts a cell at 32,767 characters")
	if got := b.names("main li"); strings.Join(got, ", ") != "Eva Long, Dot Long, Cal Long, Bea Long, Abe Long" {
		t.Errorf("names %q", got)
	}
	reach("Fay")
	b.open(administratorsExport + "?q=long&sort=-name")
	if got := b.names("main li"); strings.Join(got, ", ") != "Fay Long, Eva Long, Dot Long, Cal Long, Bea Long, and others" {
		t.Errorf("names %q", got)
	}
	if n := exported(); n != before {
		t.Error("a warning is in the audit trail as an export")
	}
	list := b.tab().click("Back to the list").expect(200)
	if got := list.names("tbody th a"); list.at.RawQuery != "q=long&sort=-name" || len(got) != 6 {
		t.Errorf("back leads to %s with %q", list.at, got)
	}
	b.click("Export anyway")
	if got := b.header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv") || !strings.Contains(b.body, "Abe,Long,") || strings.Contains(b.body, "Lovelace") {
		t.Errorf("%s: %.200s", got, b.body)
	}
	if n := exported(); n != before+1 {
		t.Error("the export is not in the audit trail")
	}

	// What is not in the file is not warned of.
	p.csv(administratorsExport + "?role=manager")
	if answer := p.request(http.MethodGet, administratorsExport, portal.HelpDesk, ""); answer.StatusCode != http.StatusForbidden {
		t.Errorf("Help Desk is answered %d", answer.StatusCode)
	}
	for _, email := range []string{"abe", "bea", "cal", "dot", "eva", "fay"} {
		a := p.who(email + "@example.org")
		d := a.Draft()
		d.AllOrganizations = true
		if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), a.ID, d, nil); err != nil {
			t.Fatal(err)
		}
	}
	p.csv(administratorsExport)
}

// version is the organization's.
func (p *testPortal) version(organizationID string) int64 {
	p.t.Helper()
	o, err := p.store.Organization(p.t.Context(), viewer, organizationID)
	if err != nil {
		p.t.Fatal(err)
	}
	return o.Version
}
