package store

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store/list"
	"mtp/store/search"
)

func TestEveryListOfAdministratorsIsThatOfAPlainSearch(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 300)
	ada := h.who(h.ada)
	c.people = append(c.people, AdministratorLine{Administrator: ada})
	var mia portal.Administrator
	for _, a := range c.people {
		if a.Role == portal.Manager && a.Status == portal.Active && a.OrganizationCount == 2 {
			mia = a.Administrator
		}
	}
	// So few that each way to look for a text is gone.
	searchFewer(h)
	same := func(what string, f AdministratorFilter) {
		t.Helper()
		for _, actor := range []portal.Administrator{ada, mia} {
			got := walk(t, func(after, before string) (List[AdministratorLine], error) {
				f := f
				f.After, f.Before = after, before
				return h.Administrators(ctx, actor, "", f)
			})
			if diff := gocmp.Diff(c.find(actor, f), got); diff != "" {
				t.Fatalf("%s, by %q, for a %s (-plain +list):\n%s", what, f.Sort, actor.Role, diff)
			}
		}
	}
	for what, f := range eachFilter() {
		for _, f.Sort = range []string{"", "-name", "email", "-email", "role", "-role", "last-login", "-last-login"} {
			same(what, f)
		}
	}
	for what, f := range filtersTogether {
		same(what, f)
	}
	// And so many that all are gathered, found and counted in one query.
	h.tuning.search = search.Tuning{Rare: 600, Counted: 1_000}
	for _, query := range []string{"ann", "ber", "berg", "Zoë B", "berg ann", "acme.example", "an"} {
		f := AdministratorFilter{Query: query}
		got := walk(t, func(after, before string) (List[AdministratorLine], error) {
			f.After, f.Before = after, before
			list, err := h.Administrators(ctx, ada, "", f)
			if want := len(c.find(ada, AdministratorFilter{Query: query})); list.Total != want || list.Many {
				t.Errorf("%q: %d, many %v, of %d", query, list.Total, list.Many, want)
			}
			return list, err
		})
		if diff := gocmp.Diff(c.find(ada, AdministratorFilter{Query: query}), got); diff != "" {
			t.Errorf("%q (-plain +list):\n%s", query, diff)
		}
	}
	searchFewer(h)
	for id, name := range c.names {
		if strings.HasPrefix(name, "Many") && name != "Many 7" {
			continue
		}
		for _, query := range []string{"", "ANN", "n", "nobody at all"} {
			f := AdministratorFilter{Query: query}
			got := walk(t, func(after, before string) (List[AdministratorLine], error) {
				f.After, f.Before = after, before
				return h.MTPAdministrators(ctx, ada, id, f)
			})
			if diff := gocmp.Diff(c.find(ada, AdministratorFilter{Query: query, Organization: name}), got); diff != "" {
				t.Errorf("%q among those who reach %s (-plain +list):\n%s", query, name, diff)
			}
		}
	}
}

// eachFilter returns each value of each filter of the list of administrators, alone.
func eachFilter() map[string]AdministratorFilter {
	each := map[string]AdministratorFilter{
		"no filter": {}, "a role": {Role: portal.Manager}, "MFA required": {MFA: MFARequired}, "MFA off": {MFA: MFAOff},
		"active": {Status: portal.Active}, "suspended": {Status: portal.Suspended}, "deleted, whom no list shows": {Status: portal.Deleted},
	}
	for _, text := range []string{"ANN", "b_g", "%", "berg", "n", "zo", "Zoë B", "berg, ann", "ann zo", "n a", "B_G ann 9", "9@", "acme.example", "nobody at all"} {
		each["the text "+text] = AdministratorFilter{Query: text}
	}
	for _, organization := range []string{"acme", "ACM", "angstrom", "0% j", "many", "nothing"} {
		each["the organization "+organization] = AdministratorFilter{Organization: organization}
	}
	return each
}

// filtersTogether are filters that narrow each other: how many a text, a kind of people
// and an organization leave decides in which way they are found.
var filtersTogether = map[string]AdministratorFilter{
	"a role and a status":          {Role: portal.Manager, Status: portal.Active},
	"a role and MFA required":      {Role: portal.Manager, MFA: MFARequired, Sort: "-email"},
	"a role of deleted people":     {Role: portal.Manager, Status: portal.Deleted, Sort: "last-login"},
	"a status and MFA off":         {Status: portal.Active, MFA: MFAOff, Sort: "-name"},
	"a status and MFA required":    {Status: portal.Suspended, MFA: MFARequired, Sort: "role"},
	"a role, a status and MFA":     {Role: portal.Manager, Status: portal.Suspended, MFA: MFARequired, Sort: "-last-login"},
	"a role, in an organization":   {Role: portal.Manager, Organization: "acme", Sort: "email"},
	"a role, in one with a %":      {Role: portal.Manager, Organization: "0% j", Sort: "-role"},
	"a role, in many":              {Role: portal.Manager, Organization: "many"},
	"a role, in none":              {Role: portal.Manager, Organization: "nothing", Sort: "-email"},
	"a status, in several":         {Status: portal.Active, Organization: "ACM", Sort: "last-login"},
	"a status, in one of accents":  {Status: portal.Suspended, Organization: "angstrom", Sort: "-name"},
	"a status, in many":            {Status: portal.Suspended, Organization: "many", Sort: "role"},
	"deleted, in an organization":  {Status: portal.Deleted, Organization: "acme", Sort: "-last-login"},
	"MFA required, in several":     {MFA: MFARequired, Organization: "ACM", Sort: "email"},
	"MFA off, in many":             {MFA: MFAOff, Organization: "many", Sort: "-role"},
	"all but a text, in one":       {Role: portal.Manager, Status: portal.Active, MFA: MFAOff, Organization: "acme"},
	"all but a text, in many":      {Role: portal.Manager, Status: portal.Active, MFA: MFARequired, Organization: "many", Sort: "-email"},
	"a common letter of a role":    {Query: "n", Role: portal.Manager, Sort: "last-login"},
	"a common letter, suspended":   {Query: "n", Status: portal.Suspended, Sort: "-name"},
	"a common letter, MFA off":     {Query: "n", MFA: MFAOff, Sort: "role"},
	"a common letter, in one":      {Query: "n", Organization: "acme", Sort: "-last-login"},
	"a common letter, in many":     {Query: "n", Organization: "many", Sort: "email"},
	"two letters of a role":        {Query: "zo", Role: portal.Manager, Sort: "-role"},
	"two letters, active":          {Query: "9@", Status: portal.Active},
	"two letters, MFA required":    {Query: "zo", MFA: MFARequired, Sort: "-email"},
	"two letters, in several":      {Query: "9@", Organization: "ACM", Sort: "last-login"},
	"two letters, in one with a %": {Query: "zo", Organization: "0% j", Sort: "-name"},
	"a word of a role":             {Query: "berg", Role: portal.Manager, Sort: "role"},
	"a word, active":               {Query: "ANN", Status: portal.Active, Sort: "-last-login"},
	"a word, suspended":            {Query: "berg", Status: portal.Suspended, Sort: "email"},
	"a word, deleted":              {Query: "berg", Status: portal.Deleted, Sort: "-role"},
	"a word, MFA required":         {Query: "ANN", MFA: MFARequired},
	"a word, in one":               {Query: "ANN", Organization: "acme", Sort: "-email"},
	"a word, in one of accents":    {Query: "berg", Organization: "angstrom", Sort: "last-login"},
	"a word, in many":              {Query: "berg", Organization: "many", Sort: "-name"},
	"a word, in none":              {Query: "ANN", Organization: "nothing", Sort: "role"},
	"a domain of a role":           {Query: "acme.example", Role: portal.Manager, Sort: "-last-login"},
	"a domain, active, MFA off":    {Query: "acme.example", Status: portal.Active, MFA: MFAOff, Sort: "email"},
	"a domain, in one":             {Query: "acme.example", Organization: "acme", Sort: "-role"},
	"a domain, in many":            {Query: "acme.example", Organization: "many"},
	"two words of a role":          {Query: "berg, ann", Role: portal.Manager, Sort: "-email"},
	"two words, active":            {Query: "ann zo", Status: portal.Active, Sort: "last-login"},
	"two words, MFA off":           {Query: "n a", MFA: MFAOff, Sort: "-name"},
	"two words, in several":        {Query: "Zoë B", Organization: "ACM", Sort: "role"},
	"two words, in one with a %":   {Query: "berg, ann", Organization: "0% j", Sort: "-last-login"},
	"signs of a pattern of a role": {Query: "%", Role: portal.Manager, Sort: "email"},
	"signs of a pattern, active":   {Query: "b_g", Status: portal.Active, Sort: "-role"},
	"signs of a pattern, in many":  {Query: "B_G ann 9", Organization: "many"},
	"a text that nobody has":       {Query: "nobody at all", Role: portal.Manager, Organization: "acme", Sort: "-email"},
	"a role and a status by text":  {Query: "ANN", Role: portal.Manager, Status: portal.Active, Sort: "last-login"},
	"few by their kind, by letter": {Query: "n", Role: portal.Manager, Status: portal.Suspended, MFA: MFAOff, Sort: "-name"},
	"all, in one":                  {Query: "berg", Role: portal.Manager, Status: portal.Active, MFA: MFARequired, Organization: "acme", Sort: "role"},
	"all, in several":              {Query: "n a", Role: portal.Manager, Status: portal.Active, MFA: MFAOff, Organization: "ACM", Sort: "-last-login"},
	"all, in many":                 {Query: "acme.example", Role: portal.Manager, Status: portal.Suspended, MFA: MFARequired, Organization: "many", Sort: "email"},
	"all, in none":                 {Query: "n", Role: portal.Manager, Status: portal.Active, MFA: MFAOff, Organization: "nothing", Sort: "-role"},
}

func TestWhatIsSaidOfHowManyMatchIsTrue(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 300)
	ada := h.who(h.ada)
	c.people = append(c.people, AdministratorLine{Administrator: ada})
	searchFewer(h)
	said := func() {
		t.Helper()
		for _, tt := range []struct {
			f    AdministratorFilter
			many bool
		}{
			{AdministratorFilter{Query: "ann"}, false}, {AdministratorFilter{Query: "ber"}, true}, {AdministratorFilter{Query: "example"}, true},
			{AdministratorFilter{Query: "a"}, true}, {AdministratorFilter{Query: "a", Role: portal.Manager}, false}, {AdministratorFilter{Query: "qqq"}, false},
			{AdministratorFilter{Organization: "many 7"}, true}, {AdministratorFilter{Organization: "many 7", Role: portal.Manager}, false}, {AdministratorFilter{Organization: "acme"}, true}, {AdministratorFilter{Organization: "a"}, true},
		} {
			want := len(c.find(ada, tt.f))
			list, err := h.Administrators(ctx, ada, "", tt.f)
			h.must(err)
			if list.Many != tt.many || list.Many && list.Total > want || !list.Many && list.Total != want {
				t.Errorf("%+v: %d, many %v, of %d", tt.f, list.Total, list.Many, want)
			}
			for list.Next != "" {
				tt.f.After = list.Next
				list, err = h.Administrators(ctx, ada, "", tt.f)
				h.must(err)
			}
			k, err := tt.f.narrowed(ctx, h.db, h.tuning, ada, "")
			h.must(err)
			all, err := k.Number(ctx, h.db, math.MaxInt)
			h.must(err)
			if n := list.From + len(list.Rows) - 1; all != want || want > 0 && n != want {
				t.Errorf("%+v: the last page ends at %d, and %d match, of %d", tt.f, n, all, want)
			}
		}
	}
	said()
	h.must(search.Administrators.CountLetters(ctx, h.db)) // known to be common from now on
	said()
}

func TestWhatAFilterLeavesOfFewMatchesIsCounted(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 300)
	ada := h.who(h.ada)
	c.people = append(c.people, AdministratorLine{Administrator: ada})
	searchFewer(h)
	h.tuning.search.Counted, h.tuning.search.Further = 1_000, 15
	for _, f := range []AdministratorFilter{{Query: "ana", Status: portal.Active}, {Query: "ber", Status: portal.Active}, {Query: "berg"}, {Query: "berg", Status: portal.Active}, {Query: "ber", Organization: "a"}} {
		want := len(c.find(ada, f))
		list, err := h.Administrators(ctx, ada, "", f)
		h.must(err)
		if want <= 50 || list.Many || list.Total != want {
			t.Errorf("%+v: %d, many %v, of %d", f, list.Total, list.Many, want)
		}
	}
}

// searchFewer makes so few rows many that each way to look for a text is gone.
func searchFewer(h *house) {
	h.tuning = tuning{search: search.Tuning{Whole: 40, Ahead: 1, Further: 1, Counted: 100, Rare: 20}, organizations: 200, reaching: 40, reachingAll: 15, filtered: 20}
}

func TestTheIndexOfLettersFollowsEachChangeOfAnAdministrator(t *testing.T) {
	h := newPortal(t)
	finds := func(q string, want ...string) {
		t.Helper()
		list, err := h.Administrators(ctx, h.who(h.ada), "", AdministratorFilter{Query: q})
		h.must(err)
		var got []string
		for _, a := range list.Rows {
			got = append(got, a.FirstName)
		}
		if !slices.Equal(got, want) || list.Total != len(want) {
			t.Errorf("%q finds %q of %d, not %q", q, got, list.Total, want)
		}
	}
	grace := h.who(h.add("Grace", portal.HelpDesk))
	finds("grace", "Grace")
	draft := grace.Draft()
	draft.FirstName = "Rear"
	draft.Email = "amazing@northwind.example"
	_, err := h.EditAdministrator(ctx, h.ada, grace.ID, draft, Changes{})
	h.must(err)
	finds("grace")
	finds("amazing", "Rear")
	_, err = h.DeleteAdministrator(ctx, h.ada, grace.ID, draft.Email)
	h.must(err)
	finds("amazing")
	if n := h.number(search.Administrators.Faults()); n != 0 {
		t.Errorf("%d administrators are in the index and should not be, or the other way round", n)
	}
}

func TestEveryListOfOrganizationsIsThatOfAPlainSearch(t *testing.T) {
	h := newPortal(t)
	r := rand.New(rand.NewPCG(3, 3))
	var all []string
	h.organizations(180, func(i int) string {
		name := fmt.Sprintf("%s%s %d", []string{"Öl", "ol", "OL", "Be"}[r.IntN(4)], []string{"", "%"}[r.IntN(2)], i)
		all = append(all, name)
		return name
	})
	bob := h.add("Bob", portal.Manager, "+?%")
	for _, by := range []By{h.ada, bob} {
		for _, query := range []string{"", "Ol", "%", "7", "nothing"} {
			for _, sort := range []string{"name", "-name"} {
				got := walk(t, func(after, before string) (List[OrganizationLine], error) {
					return h.Organizations(ctx, h.who(by), OrganizationFilter{Query: query, Sort: sort, After: after, Before: before})
				})
				var names, want []string
				for _, line := range got {
					names = append(names, line.Name)
				}
				for _, name := range all {
					if holdsEach(portal.Fold(name), query) && (by == h.ada || strings.Contains(name, "%")) {
						want = append(want, name)
					}
				}
				slices.SortFunc(want, func(a, b string) int { return cmp.Compare(portal.Order(a), portal.Order(b)) })
				if sort == "-name" {
					slices.Reverse(want)
				}
				if diff := gocmp.Diff(want, names); diff != "" {
					t.Errorf("%q by %s (-plain +list):\n%s", query, sort, diff)
				}
			}
		}
	}
}

func TestAPageStaysWhereItIsWhileOthersAddAndRemove(t *testing.T) {
	h := newPortal(t)
	h.organizations(120, func(i int) string { return fmt.Sprintf("%03d", i) })
	first, err := h.Organizations(ctx, h.who(h.ada), OrganizationFilter{})
	h.must(err)
	h.exec(`DELETE FROM organizations WHERE name IN ('003', '049', '050')`)
	h.organization("000b")
	second, err := h.Organizations(ctx, h.who(h.ada), OrganizationFilter{After: first.Next})
	h.must(err)
	if second.Rows[0].Name != "051" || len(second.Rows) != list.PageSize {
		t.Errorf("%d rows from %s", len(second.Rows), second.Rows[0].Name)
	}
}

func TestWhoStaysIsMetOnceWhileOthersAreAddedRenamedAndSearchedFor(t *testing.T) {
	h := newPortal(t)
	c := newCrowd(h, 300)
	ada := h.who(h.ada)
	c.people = append(c.people, AdministratorLine{Administrator: ada})
	searchFewer(h)
	r := rand.New(rand.NewPCG(9, 9))
	renamed := map[string]bool{}
	for _, f := range []AdministratorFilter{
		{Query: "ann"}, {Query: "an"}, {Query: "example"}, {Query: "e", Sort: "-last-login"}, {Query: "exam", Sort: "-email"}, {Query: "a", Role: portal.Manager},
		{Organization: "acme"}, {Organization: "many 7"}, {Organization: "acme", Query: "e"}, {Organization: "a", Sort: "role"},
	} {
		want, met := c.find(ada, f), map[string]int{}
		for more := true; more; more = f.After != "" {
			list, err := h.Administrators(ctx, ada, "", f)
			h.must(err)
			for _, a := range list.Rows {
				met[a.ID]++
			}
			f.After = list.Next
			for range 3 {
				id := c.people[r.IntN(300)].ID
				renamed[id] = true
				h.exec(`UPDATE administrators SET name_key = $2, email_key = $3, search_text = $2 || char(10) || $3 WHERE id = $1`, id, fmt.Sprint(r.IntN(9), " ann"), fmt.Sprint(r.IntN(9), "exam", id))
			}
			h.invite(fmt.Sprintf("Ann%d", r.IntN(1e9)), portal.Manager, "+?acme")
		}
		for _, a := range want {
			if met[a.ID] != 1 && !renamed[a.ID] {
				t.Errorf("%+v: %s is met %d times", f, a.Name(), met[a.ID])
			}
		}
	}
}

func TestAPageThatCannotBeAskedForIsRefused(t *testing.T) {
	h := newPortal(t)
	h.organization("Acme")
	bad, good := list.Cursor([]any{"a"}, 1), list.Cursor([]any{"a", "b"}, 1)
	for text, f := range map[string]OrganizationFilter{"from its beginning": {After: bad}, "its beginning": {Before: bad}, "not for both": {After: good, Before: good}} {
		_, err := h.Organizations(ctx, h.who(h.ada), f)
		h.refuse(err, fault.Invalid, text)
	}
	_, err := h.Administrators(ctx, h.who(h.ada), "", AdministratorFilter{Sort: "password_hash"})
	h.refuse(err, fault.Invalid, "sorted")
}

func TestAListIsCountedUpToALimit(t *testing.T) {
	h := newPortal(t)
	h.organizations(list.MaxCount, func(i int) string { return fmt.Sprint("Organization ", i) })
	list, err := h.Organizations(ctx, h.who(h.ada), OrganizationFilter{})
	h.must(err)
	if list.Total != MaxCount || list.Many {
		t.Errorf("%d, many %v", list.Total, list.Many)
	}
	h.organization("One more")
	list, err = h.Organizations(ctx, h.who(h.ada), OrganizationFilter{})
	h.must(err)
	if list.Total != MaxCount || !list.Many {
		t.Errorf("%d, many %v", list.Total, list.Many)
	}
}

func TestTheListShowsEachAdministratorsLine(t *testing.T) {
	h := newPortal(t)
	acme := h.organization("Acme")
	bob := h.add("Bob", portal.HelpDesk, "+"+acme)
	h.session(bob)
	list, err := h.Administrators(ctx, h.who(bob), "", AdministratorFilter{Query: "bob@"})
	h.must(err)
	if len(list.Rows) != 1 || list.Rows[0].Administrator != h.who(bob) || !list.Rows[0].LastLogin.Equal(day) {
		t.Errorf("%+v", list.Rows)
	}
	for _, role := range []portal.Role{portal.CommandRunner, portal.CommandRunnerWithBilling, portal.BillingOnly, portal.NoRole} {
		_, err := h.Administrators(ctx, portal.Administrator{Role: role, Status: portal.Active}, "", AdministratorFilter{})
		h.refuse(err, fault.Forbidden, "")
		_, err = h.Administrator(ctx, portal.Administrator{Role: role, Status: portal.Active}, "", bob.AdministratorID)
		h.refuse(err, fault.Forbidden, "")
	}
}
