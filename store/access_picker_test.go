package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/database"
)

// places are organizations at random, to be searched by plain loops.
type places struct {
	r     *rand.Rand
	ids   []string // in order of name
	names map[string]string
}

func newPlaces(h *house, n int) places {
	h.t.Helper()
	p := places{r: rand.New(rand.NewPCG(5, 5)), names: map[string]string{}}
	var names []string
	p.ids = h.organizations(n, func(i int) string {
		names = append(names, fmt.Sprintf("%s%s %d", p.pick("Öl", "ol", "OL", "Be"), p.pick("", "%", "_"), i))
		return names[i]
	})
	for i, id := range p.ids {
		p.names[id] = names[i]
	}
	slices.SortFunc(p.ids, func(a, b string) int {
		return strings.Compare(portal.Order(p.names[a])+"\x00"+a, portal.Order(p.names[b])+"\x00"+b)
	})
	return p
}

func (p places) pick(from ...string) string { return from[p.r.IntN(len(from))] }

// some are the changes that add some at random.
func (p places) some(n int) (add []string) {
	for range n {
		add = append(add, "+"+p.pick(p.ids...))
	}
	return add
}

// holds reports whether the organization's name holds the text.
func (p places) holds(id, text string) bool {
	return holdsEach(portal.Fold(p.names[id]), text)
}

func TestThePickerIsThatOfAPlainSearchWhateverTheFormChanges(t *testing.T) {
	h := newPortal(t)
	p := newPlaces(h, 170)
	source, bob := h.add("Source", portal.Manager, p.some(60)...), h.add("Bob", portal.Manager, p.some(80)...)
	reached := func(of By) map[string]bool {
		m := map[string]bool{}
		h.must(database.EachRow(ctx, h.db, `SELECT organization_id FROM access WHERE administrator_id = $1`, []any{of.AdministratorID}, func(row database.Row) error {
			var id string
			err := row.Scan(&id)
			m[id] = true
			return err
		}))
		return m
	}
	texts := []string{"", "Ol", "%", "_", "7", "7, ol", "nothing"}
	for round := range 40 {
		var changes Changes
		for range p.r.IntN(2) * p.r.IntN(30) {
			changes = append(changes, p.pick("+"+p.pick(p.ids...), "-"+p.pick(p.ids...), "+"+p.pick(p.ids...), "-"+p.pick(p.ids...),
				"+?"+p.pick(texts...), "-?"+p.pick(texts...), "+@"+source.AdministratorID))
		}
		of := []By{bob, {}}[round%5/4] // now and then a new administrator
		saved, chosen := reached(of), reached(of)
		for _, c := range changes {
			for _, id := range p.ids {
				if c[1:] == id || c[1] == '?' && p.holds(id, c[2:]) || c[1] == '@' && reached(source)[id] {
					chosen[id] = c[0] == '+'
				}
			}
		}
		text := p.pick(texts...)
		var first, rest []PickerLine
		number, added, removed := 0, 0, 0
		for _, id := range p.ids {
			line := PickerLine{portal.Organization{ID: id, Name: p.names[id]}, chosen[id]}
			switch {
			case !p.holds(id, text):
			case chosen[id]:
				first = append(first, line)
			default:
				rest = append(rest, line)
			}
			if chosen[id] {
				number++
			}
			if chosen[id] && !saved[id] {
				added++
			}
			if !chosen[id] && saved[id] {
				removed++
			}
		}
		got := walk(t, func(after, before string) (List[PickerLine], error) {
			page, err := h.Picker(ctx, h.who(h.ada), PickerQuery{AdministratorID: of.AdministratorID, Changes: changes, Text: text, After: after, Before: before})
			if page.All != len(p.ids) || page.Chosen != number || page.Added != added || page.Removed != removed || page.Total != len(first)+len(rest) {
				t.Errorf("%q of %q: %d of %d chosen, +%d −%d, %d match; want %d, +%d −%d, %d", text, changes, page.Chosen, page.All, page.Added, page.Removed, page.Total, number, added, removed, len(first)+len(rest))
			}
			return page.List, err
		})
		if diff := gocmp.Diff(append(first, rest...), got); diff != "" {
			t.Errorf("%q of %q (-plain +picker):\n%s", text, changes, diff)
		}
		if round%10 == 0 {
			h.must(must(h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), changes)))
			if of == bob {
				for id, is := range chosen {
					if !is {
						delete(chosen, id)
					}
				}
				if diff := gocmp.Diff(chosen, reached(bob)); diff != "" {
					t.Errorf("saved by %q (-picker +saved):\n%s", changes, diff)
				}
			}
		}
	}
}

func TestReachIsThatOfAPlainSearch(t *testing.T) {
	h := newPortal(t)
	p := newPlaces(h, 170)
	bob := h.add("Bob", portal.Manager, p.some(90)...)
	eve := h.add("Eve", portal.ReadOnlyRole, p.some(90)...)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	reaches := func(who By, id string) bool {
		return h.number(`SELECT COUNT(*) FROM access WHERE administrator_id = $1 AND organization_id = $2`, who.AdministratorID, id) > 0
	}
	for _, by := range []By{h.ada, bea, eve} {
		for _, of := range []By{h.ada, bob, eve} {
			for _, query := range []string{"", "Ol", "%", "7", "nothing"} {
				var want []string
				for _, id := range p.ids {
					if p.holds(id, query) && (query != "" || of == h.ada || reaches(of, id)) && (by != eve || reaches(eve, id)) {
						want = append(want, fmt.Sprint(p.names[id], reaches(of, id), reaches(of, id)))
					}
				}
				var got []string
				for _, line := range walk(t, func(after, before string) (List[ReachLine], error) {
					return h.Reach(ctx, h.who(by), of.AdministratorID, ReachFilter{Query: query, After: after, Before: before})
				}) {
					got = append(got, fmt.Sprint(line.Name, line.Selected, line.Since.Equal(h.now())))
				}
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("%q (-plain +list):\n%s", query, diff)
				}
			}
		}
	}
}

func TestThePickerKnowsEachChangeOfAnOrganizationAtOnce(t *testing.T) {
	h := newPortal(t)
	shows := func(what string, want ...string) {
		t.Helper()
		page, err := h.Picker(ctx, h.who(h.ada), PickerQuery{})
		h.must(err)
		var names []string
		for _, line := range page.Rows {
			names = append(names, line.Name)
		}
		if !slices.Equal(names, want) || page.All != len(want) {
			t.Errorf("%s: %q, %d in all", what, names, page.All)
		}
	}
	shows("none")
	bee := h.organization("Bee")
	shows("one added", "Bee")
	o, err := h.RenameOrganization(ctx, h.ada, bee, "Wasp", 1)
	h.must(err)
	shows("renamed", "Wasp")
	_, err = h.AddOrganization(ctx, h.ada, "wasp")
	h.refuse(err, fault.Invalid, "")
	shows("one refused", "Wasp")
	another := h.open()
	must(another.AddOrganization(ctx, h.ada, "Ant"))
	shows("one added by another program", "Ant", "Wasp")
	h.exec(`DELETE FROM organizations WHERE id = $1`, o.ID)
	shows("removed", "Ant")
}

// Both transactions raise the revision to the same number: what the first saw
// must not be taken for what the second did.
func TestNamesThatWereUndoneAreForgotten(t *testing.T) {
	h := newPortal(t)
	h.organization("Ant")
	bob := h.add("Bob", portal.Manager)
	undone := fault.New(fault.Invalid, "undone")
	_, err := change(ctx, h.Store, h.ada, OrganizationAdded, func(t *tx) (accessMoves, error) {
		if _, err := t.addOrganization("Bee"); err != nil {
			return accessMoves{}, err
		}
		m, err := Changes{"+?"}.moves(t, bob.AdministratorID)
		if err != nil || m.Added != 2 {
			return m, fmt.Errorf("%d are added, %w", m.Added, err)
		}
		return m, undone
	})
	h.refuse(err, fault.Invalid, "undone")
	h.organization("Cat")
	h.must(must(h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"+?"})))
	if got := h.reached(bob); got != "Ant Cat" {
		t.Errorf("reaches %q", got)
	}
}
