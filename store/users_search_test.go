package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/search"
)

// in is the actor at work in an organization.
func (by By) in(organizationID string) By {
	by.OrganizationID = organizationID
	return by
}

// userDraft is the form of a new user.
func userDraft(first string) portal.UserDraft {
	return portal.UserDraft{FirstName: first, LastName: "User", Username: strings.ToLower(first), Email: strings.ToLower(first) + "@users.example"}
}

// addUser adds a user of the organization, who is invited.
func (h *house) addUser(organizationID, first string) portal.User {
	h.t.Helper()
	out, err := h.AddUser(ctx, h.ada.in(organizationID), userDraft(first))
	h.must(err)
	return h.userNow(organizationID, out.ID)
}

// activeUser adds a user who has set a password.
func (h *house) activeUser(organizationID, first string) portal.User {
	h.t.Helper()
	u := h.addUser(organizationID, first)
	h.exec(`UPDATE users SET status = 'active', password_hash = '!' WHERE id = $1`, u.ID)
	h.exec(`DELETE FROM user_links WHERE user_id = $1`, u.ID)
	return h.userNow(organizationID, u.ID)
}

// scripts are parts of names in which a search can go wrong.
var scripts = []string{
	"Ana", "Änne", "ana", "Zoë", "O'Neil", "e\u0301le\u0301", "Ho\u0308lder", "Ǻse", "ﬁnn", "ŁUKASZ", "Straße", "İpek", "ıldız",
	"王小明", "李", "山田", "ガギ", "ｶﾞ", "김민준", "김", "محمد", "عَلِيّ", "דָּוִד", "یاس\u200cمن", "नमस्ते", "க்ஷ", "ไทย", "Ὀδυσσεύς", "Йолка", "Ёж",
	"𝔘𝔫𝔦", "😀x", `a"b`, `100%`, `under_score`, `back\slash`, "a*b", "NOT OR", "-x", "(y)",
}

// crowdOfUsers fills the organizations with users of random names.
func crowdOfUsers(h *house, n int, organizations ...string) []UserLine {
	h.t.Helper()
	r := rand.New(rand.NewPCG(3, 5))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	var all []UserLine
	h.must(h.db.Write(database.Patient, func(tx *sql.Tx) error {
		for i := range n {
			u := UserLine{User: portal.User{
				ID: fmt.Sprintf("%04d-%d", r.IntN(10_000), i), OrganizationID: organizations[r.IntN(len(organizations))],
				FirstName: portal.Clean(pick(scripts...)), LastName: portal.Clean(pick(scripts...) + pick("", " ", "-") + pick(scripts...)),
				Username: fmt.Sprint(pick(scripts...), i), Email: fmt.Sprintf("%s%d@%s.example", pick("Ana", "zoe", "b_g"), i, pick("acme", "bolt")),
				Status: portal.Status(pick("invited", "active", "active", "suspended", "deleted")), Version: 1,
			}}
			hash, locked, login := "", int64(0), int64(0)
			if u.HasPassword = u.Status != portal.Invited; u.HasPassword {
				hash, login = "!", int64(r.IntN(4))*day.UnixMilli()
			}
			if u.Locked = u.HasPassword && r.IntN(4) == 0; u.Locked {
				locked = 1
			}
			u.LastLogin = millisTime(login)
			_, err := tx.Exec(insertUser, append(userValues(u.User, hash), locked, 0, login, 0, 0)...)
			h.must(err)
			all = append(all, u)
		}
		_, err := tx.Exec(`UPDATE organizations SET user_count = (SELECT COUNT(*) FROM users u WHERE u.organization_id = organizations.id AND u.status <> 'deleted')`)
		h.must(err)
		return nil
	}))
	return all
}

// findUsers is the list by a plain loop.
func findUsers(all []UserLine, organizationID string, f UserFilter) []UserLine {
	var found []UserLine
	for _, u := range all {
		text := portal.Fold(u.Name()) + "\n" + portal.Fold(u.Username) + "\n" + portal.Fold(u.Email)
		standing := portal.Status(strings.ToLower(u.Standing()))
		if u.OrganizationID == organizationID && u.Status != portal.Deleted && holdsEach(text, f.Query) && (f.Status == "" || f.Status == standing) {
			found = append(found, u)
		}
	}
	slices.SortFunc(found, func(a, b UserLine) int {
		order := cmp.Or(cmp.Compare(portal.Order(a.Name()), portal.Order(b.Name())), cmp.Compare(a.ID, b.ID))
		if f.Sort == "-name" {
			return -order
		}
		return order
	})
	return found
}

// everyUser walks through all pages of the list.
func (h *house) everyUser(organizationID string, f UserFilter) []UserLine {
	h.t.Helper()
	var all []UserLine
	for {
		page, err := h.Users(ctx, h.who(h.ada), organizationID, f)
		h.must(err)
		all = append(all, page.Rows...)
		if page.Next == "" {
			return all
		}
		f.After = page.Next
	}
}

func TestSearchingUsersFindsWhatAPlainLoopFinds(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	all := crowdOfUsers(h, 1500, acme, bolt, h.organization("Cross"))
	searchFewer(h)
	r := rand.New(rand.NewPCG(1, 2))
	queries := []string{"", " ", "\u200b", "\x00", "a\x00b", `"`, `""`, `a"`, "ana zoe", "user_", "acme.example", "NEAR(a b)", "text:ana", "e\u0301", "\u0301", "عل", "علي", "李", "李1", "明", "小明", "ガ", "김민", "ss", "strasse", "FINN", "ﬁnn", "😀", "😀x"}
	for range 90 { // parts of what is there, of every length
		text := []rune(portal.Fold(all[r.IntN(len(all))].Name() + " " + all[r.IntN(len(all))].Username))
		from := r.IntN(len(text))
		part := string(text[from:min(len(text), from+1+r.IntN(6))])
		from = r.IntN(len(text))
		queries = append(queries, part, string(text[from:min(len(text), from+1+r.IntN(4))])+", "+part)
	}
	some := 0
	for i, q := range queries {
		f := UserFilter{Query: q, Status: []portal.Status{"", "", portal.Invited, portal.Active, StatusLocked, portal.Suspended}[i%6], Sort: []string{"", "-name"}[i/6%2]}
		want := findUsers(all, acme, f)
		got := h.everyUser(acme, f)
		some += len(want)
		if diff := gocmp.Diff(want, got, gocmp.Transformer("id", func(l UserLine) string { return l.ID + " " + l.Standing() + " " + l.LastLogin.String() })); diff != "" {
			t.Fatalf("%+q (-loop +list):\n%s", f, diff)
		}
	}
	if some == 0 {
		t.Error("nothing was ever found")
	}
}

func TestTheIndexOfWordsFollowsEachChangeOfAUser(t *testing.T) {
	h := newPortal(t)
	acme, bolt := h.organization("Acme"), h.organization("Bolt")
	finds := func(organizationID, q string, want ...string) {
		t.Helper()
		var got []string
		for _, u := range h.everyUser(organizationID, UserFilter{Query: q}) {
			got = append(got, u.FirstName)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %q, not %q", q, got, want)
		}
	}
	grace, alan := h.addUser(acme, "Grace"), h.addUser(acme, "Alan")
	h.addUser(bolt, "Grace")
	finds(acme, "grace", "Grace")
	_, err := h.EditUser(ctx, h.ada.in(acme), grace.ID, portal.UserDraft{FirstName: "Rear", LastName: "Admiral", Username: "amazing", Email: "ag@users.example", Version: grace.Version})
	h.must(err)
	finds(acme, "grace")
	finds(acme, "amazing", "Rear")
	finds(bolt, "grace", "Grace")
	_, err = h.SuspendUser(ctx, h.ada.in(acme), alan.ID)
	h.must(err)
	finds(acme, "alan", "Alan")
	_, err = h.DeleteUser(ctx, h.ada.in(acme), alan.ID)
	h.must(err)
	finds(acme, "alan")
	_, err = h.AddUser(ctx, h.ada.in(acme), userDraft("Alan"))
	h.must(err)
	finds(acme, "alan", "Alan")
	if n := h.number(search.Users.Faults()); n != 0 {
		t.Errorf("%d users are in the index and should not be, or the other way round", n)
	}
}
