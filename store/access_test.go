package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// organizations adds organizations past the use case, and returns
// their ids.
func (h *house) organizations(n int, name func(i int) string) []string {
	h.t.Helper()
	ids := make([]string, n)
	h.must(h.db.Write(database.Patient, func(tx *sql.Tx) error {
		for i := range ids {
			ids[i] = fmt.Sprintf("o%05d", i)
			_, err := tx.Exec(insertOrganization, organizationValues(portal.Organization{ID: ids[i], Name: name(i), Version: 1}, 0)...)
			h.must(err)
		}
		return nil
	}))
	return ids
}

// reached returns the names of what the administrator reaches.
func (h *house) reached(by By) string {
	h.t.Helper()
	names := h.reach(h.ada, by, "")
	if n := h.who(by).OrganizationCount; n != len(names) {
		h.t.Errorf("counted %d of %q", n, names)
	}
	return strings.Join(names, " ")
}

func TestChangesOfAccessCountInOrder(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes Changes
		want    string // of Ant, Bee, Cat, Cow and Dog, when Bee and Cat were chosen
	}{
		{"none", nil, "Bee Cat"},
		{"one more", Changes{"+ant"}, "Ant Bee Cat"},
		{"one fewer", Changes{"-bee"}, "Cat"},
		{"what is chosen already", Changes{"+bee", "+cat"}, "Bee Cat"},
		{"what is not chosen", Changes{"-ant"}, "Bee Cat"},
		{"the later wins: added", Changes{"-bee", "+bee"}, "Bee Cat"},
		{"the later wins: removed", Changes{"+ant", "-ant"}, "Bee Cat"},
		{"all", Changes{"+?"}, "Ant Bee Cat Cow Dog"},
		{"none at all", Changes{"-?"}, ""},
		{"all that match", Changes{"+?C"}, "Bee Cat Cow"},
		{"none that match", Changes{"-?ca"}, "Bee"},
		{"all but one", Changes{"+?", "-dog"}, "Ant Bee Cat Cow"},
		{"one, then none", Changes{"+dog", "-?"}, ""},
		{"none, then two", Changes{"-?", "+dog", "+ant"}, "Ant Dog"},
		{"all, then none that match, then one of them", Changes{"+?", "-?c", "+cow"}, "Ant Bee Cow Dog"},
		{"a sign of LIKE is itself", Changes{"+?%", "-?_"}, "Bee Cat"},
		{"an unknown id", Changes{"+unknown", "-unknown", "+'; --"}, "Bee Cat"},
		{"an id twice", Changes{"+ant", "+ant"}, "Ant Bee Cat"},
		{"what somebody else reaches", Changes{"+@gus"}, "Ant Bee Cat Dog"},
		{"what somebody else reaches, and nothing else", Changes{"-?", "+@gus"}, "Ant Dog"},
		{"what somebody else reaches, then one fewer", Changes{"+@gus", "-dog"}, "Ant Bee Cat"},
		{"one fewer, then what somebody else reaches", Changes{"-ant", "-dog", "+@gus", "+ant"}, "Ant Bee Cat Dog"},
		{"what somebody who reaches all reaches by selection", Changes{"+@all"}, "Bee Cat"},
		{"what somebody deleted reached", Changes{"+@del"}, "Bee Cat"},
		{"what one of an organization's own reaches", Changes{"+@own"}, "Bee Cat"},
		{"what nobody reaches", Changes{"+@ant", "+@unknown", "+@'; --"}, "Bee Cat"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newPortal(t)
			for _, name := range []string{"Dog", "Cow", "Cat", "Bee", "Ant"} {
				h.exec(insertOrganization, organizationValues(portal.Organization{ID: strings.ToLower(name), Name: name, Version: 1}, 0)...)
			}
			bob := h.add("Bob", portal.Manager, "+bee", "+cat")
			for _, other := range []struct {
				portal.Administrator
				reaches []string
			}{
				{portal.Administrator{ID: "gus"}, []string{"ant", "dog"}},
				{portal.Administrator{ID: "all", AllOrganizations: true}, nil},
				{portal.Administrator{ID: "del", Status: portal.Deleted}, []string{"cow"}},
				{portal.Administrator{ID: "own", OrganizationID: "ant"}, []string{"cow"}},
			} {
				other.FirstName, other.LastName, other.Email, other.Role = other.ID, "Tester", other.ID+"@example.com", portal.HelpDesk
				if other.Status == "" {
					other.Status = portal.Suspended
				}
				h.exec(insertAdministrator, append(administratorValues(other.Administrator, ""), 0, 0, 0, 0, "")...)
				for _, id := range other.reaches {
					h.exec(`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ($1, $2, 0)`, other.ID, id)
				}
			}
			page, err := h.Picker(ctx, h.who(h.ada), PickerQuery{AdministratorID: bob.AdministratorID, Changes: tt.changes})
			h.must(err)
			var shown []string
			for _, line := range page.Rows {
				if line.Chosen {
					shown = append(shown, line.Name)
				}
			}
			if got := strings.Join(shown, " "); got != tt.want || page.Chosen != len(shown) || page.Total != 5 {
				t.Errorf("shown %q, %d of %d", got, page.Chosen, page.Total)
			}
			_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), tt.changes)
			h.must(err)
			if got := h.reached(bob); got != tt.want {
				t.Errorf("saved %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheSummaryNamesWhatIsAddedAndRemoved(t *testing.T) {
	h := newPortal(t)
	a, b, c := h.organization("Ant"), h.organization("Bee"), h.organization("Cat")
	bob := h.add("Bob", portal.Manager, "+"+b)
	changes := Changes{"+" + c, "+" + a, "-" + b}
	page, err := h.Picker(ctx, h.who(h.ada), PickerQuery{AdministratorID: bob.AdministratorID, Changes: changes})
	h.must(err)
	want := accessMoves{Added: 2, Removed: 1, AddedNames: []string{"Ant", "Cat"}, RemovedNames: []string{"Bee"}, added: []string{a, c}, removed: []string{b}}
	if diff := cmp.Diff(want, page.accessMoves, cmp.AllowUnexported(accessMoves{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), changes)
	h.must(err)
	if e := h.entry(); !cmp.Equal(e.Changes, []FieldChange{{"Organizations added", "", "2 organizations: Ant; Cat"}, {"Organizations removed", "1 organization: Bee", ""}}) {
		t.Errorf("entry %+v", e)
	}
	if v := h.who(bob).Version; v != 2 {
		t.Errorf("version %d", v)
	}
}

func TestUnreadableOrTooManyChangesAreRefused(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	for _, changes := range []Changes{{""}, {"+"}, {"-"}, {"acme"}, {"é1"}, {"+a", "x"}, {"+@"}, {"-@" + bob.AdministratorID}, {"+a", "-@x"}, slices.Repeat(Changes{"+@x"}, maxMatching+1), make(Changes, MaxChanges+1)} {
		h.unchanged(func() {
			_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), changes)
			h.refuse(err, fault.Invalid, "")
			_, err = h.AddAdministrator(ctx, h.ada, draft("Eve", portal.Manager), changes)
			h.refuse(err, fault.Invalid, "")
			_, err = h.Picker(ctx, h.who(h.ada), PickerQuery{Changes: changes})
			h.refuse(err, fault.Invalid, "")
		})
	}
	ids := h.organizations(MaxChanges, func(i int) string { return fmt.Sprint("Organization ", i) })
	var changes Changes
	for i, id := range ids {
		changes = append(changes, "+-"[i%2:i%2+1]+id)
	}
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), changes)
	h.must(err)
	if n := h.who(bob).OrganizationCount; n != MaxChanges/2 {
		t.Errorf("%d organizations", n)
	}
}

func TestAllOrganizationsEmptiesTheSelection(t *testing.T) {
	h := newPortal(t)
	a, b := h.organization("Ant"), h.organization("Bee")
	bob := h.add("Bob", portal.Manager, "+"+a)
	edit := func(all bool, changes Changes) {
		t.Helper()
		_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.AllOrganizations = all }), changes)
		h.must(err)
	}
	edit(true, Changes{"+" + b})
	if w := h.who(bob); !w.AllOrganizations || w.OrganizationCount != 0 || h.number(`SELECT COUNT(*) FROM access`) != 0 {
		t.Errorf("%+v", w)
	}
	if e := h.entry(); !cmp.Equal(e.Changes, []FieldChange{{"Organization Access", "Selected organizations", "All organizations"}}) {
		t.Errorf("entry %+v", e)
	}
	edit(false, Changes{"+" + b})
	if got := h.reached(bob); got != "Bee" || h.who(bob).AllOrganizations {
		t.Errorf("reaches %q", got)
	}
}

func TestTenThousandOrganizationsWithNineThousandChosenWork(t *testing.T) {
	h := newPortal(t)
	ids := h.organizations(10_000, func(i int) string { return fmt.Sprintf("%05d of-%d", 9_999-i, i%10) })
	bob := h.add("Bob", portal.Manager, "+?", "-?of-3")
	if n := h.who(bob).OrganizationCount; n != 9_000 {
		t.Fatalf("%d organizations", n)
	}
	q := PickerQuery{AdministratorID: bob.AdministratorID, Changes: Changes{"-" + ids[0], "+" + ids[3], "+" + ids[13]}}
	page, err := h.Picker(ctx, h.who(h.ada), q)
	h.must(err)
	if page.Total != 10_000 || page.Many || page.Chosen != 9_001 || page.Added != 2 || page.Removed != 1 || len(page.Rows) != list.PageSize || page.Rows[0].Name != "00000 of-9" {
		t.Errorf("%d of %d chosen, +%d −%d, %d rows from %q", page.Chosen, page.Total, page.Added, page.Removed, len(page.Rows), page.Rows[0].Name)
	}
	q.Text = "of-3"
	page, err = h.Picker(ctx, h.who(h.ada), q)
	h.must(err)
	if page.Total != 1_000 || page.Chosen != 9_001 || !page.Rows[1].Chosen || page.Rows[2].Chosen || page.Rows[0].Name != "09986 of-3" {
		t.Errorf("%d match, %+v", page.Total, page.Rows[:3])
	}
	_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), q.Changes)
	h.must(err)
	if n := h.who(bob).OrganizationCount; n != 9_001 {
		t.Errorf("%d organizations", n)
	}
	e := h.entry()
	if len(e.Changes) != 2 || e.Changes[0].After != "2 organizations: 09986 of-3; 09996 of-3" || e.Changes[1].Before != "1 organization: 09999 of-0" {
		t.Errorf("entry %+v", e.Changes)
	}
	_, err = h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"-?"})
	h.must(err)
	if e := h.entry(); !strings.HasPrefix(e.Changes[0].Before, "9,001 organizations: ") || !strings.HasSuffix(e.Changes[0].Before, "; and 8,901 more") || h.who(bob).OrganizationCount != 0 {
		t.Errorf("entry %.200q", e.Changes[0].Before)
	}
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestThePickerPagesThroughEveryOrganizationOnceChosenFirst(t *testing.T) {
	h := newPortal(t)
	r := rand.New(rand.NewPCG(1, 1))
	ids := h.organizations(230, func(i int) string { return fmt.Sprintf("Name %d, %d", r.IntN(40), i) })
	var access, changes Changes
	for range 90 {
		access = append(access, "+"+ids[r.IntN(len(ids))])
		changes = append(changes, "+-"[r.IntN(2):][:1]+ids[r.IntN(len(ids))])
	}
	bob := h.add("Bob", portal.Manager, access...)
	q := PickerQuery{AdministratorID: bob.AdministratorID, Changes: changes}
	var all []PickerLine
	for {
		page, err := h.Picker(ctx, h.who(h.ada), q)
		h.must(err)
		if page.From != len(all)+1 || page.Total != 230 {
			t.Errorf("from %d of %d after %d", page.From, page.Total, len(all))
		}
		all = append(all, page.Rows...)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b PickerLine) int {
		if a.Chosen != b.Chosen {
			if a.Chosen {
				return -1
			}
			return 1
		}
		return strings.Compare(portal.Order(a.Name)+"\x00"+a.ID, portal.Order(b.Name)+"\x00"+b.ID)
	})
	if diff := cmp.Diff(sorted, all); diff != "" || len(all) != 230 {
		t.Errorf("%d rows (-want +got):\n%s", len(all), diff)
	}
}

func TestThePickerIsForThoseWhoEditAdministrators(t *testing.T) {
	h := newPortal(t)
	for _, role := range portal.Roles()[1:] {
		actor := portal.Administrator{ID: "x", Role: role, Status: portal.Active}
		_, err := h.Picker(ctx, actor, PickerQuery{})
		h.refuse(err, fault.Forbidden, role.String())
	}
}

func TestACopyOfWhoHasNoSelectionByNowIsRefused(t *testing.T) {
	for name, end := range map[string]func(h *house, gus By){
		"deleted": func(h *house, gus By) {
			h.must(must(h.DeleteAdministrator(ctx, h.ada, gus.AdministratorID, "gus@example.com")))
		},
		"all organizations": func(h *house, gus By) {
			h.must(must(h.EditAdministrator(ctx, h.ada, gus.AdministratorID, h.form(gus, func(d *portal.Draft) { d.AllOrganizations = true }), nil)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			gus := h.add("Gus", portal.Manager, "+"+h.organization("Ant"))
			copy := Changes{"+@" + gus.AdministratorID}
			h.must(must(h.AddAdministrator(ctx, h.ada, draft("First", portal.Manager), copy)))
			end(h, gus)
			h.unchanged(func() {
				_, err := h.AddAdministrator(ctx, h.ada, draft("Second", portal.Manager), copy)
				h.refuse(err, fault.Invalid, "")
			})
		})
	}
}
