package portal_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

var uma = portal.User{ID: "uma", OrganizationID: "acme", FirstName: "Uma", LastName: "User", Username: "uma", Email: "uma@acme.example", Status: portal.Active, HasPassword: true, Version: 4}

func user(change func(*portal.User)) portal.User {
	u := uma
	change(&u)
	return u
}

// onUsers is each decision about a user, with the user that it is allowed for.
var onUsers = []struct {
	name   string
	target portal.User
	decide func(portal.Administrator, portal.User) error
	// those who may, in the order of portal.Roles()
	may [8]bool
}{
	{"add", uma, func(a portal.Administrator, u portal.User) error {
		_, err := portal.AddUser(a, u.OrganizationID, portal.DraftOfUser(u))
		return err
	}, [8]bool{true, true, true, false, false, true, false, false}},
	{"edit", uma, func(a portal.Administrator, u portal.User) error {
		_, err := portal.EditUser(a, u, portal.DraftOfUser(u))
		return err
	}, [8]bool{true, true, true}},
	{"suspend", uma, func(a portal.Administrator, u portal.User) error { _, err := portal.SuspendUser(a, u); return err }, [8]bool{true, true, true}},
	{"restore", user(func(u *portal.User) { u.Status = portal.Suspended }), func(a portal.Administrator, u portal.User) error { _, err := portal.RestoreUser(a, u); return err }, [8]bool{true, true, true}},
	{"delete", uma, func(a portal.Administrator, u portal.User) error { _, err := portal.DeleteUser(a, u); return err }, [8]bool{true, true, true, false, false, true, false, false}},
	{"unlock", user(func(u *portal.User) { u.Locked = true }), portal.UnlockUser, [8]bool{true, true, true, false, false, true, false, false}},
	{"reset", uma, portal.SendUserPasswordReset, [8]bool{true, true, true, false, false, true, false, false}},
}

func TestEachRoleMayDoToUsersWhatItsLevelNames(t *testing.T) {
	for _, d := range onUsers {
		for i, r := range portal.Roles() {
			for _, own := range []string{"", "acme"} {
				actor := portal.Administrator{ID: "x", OrganizationID: own, Role: r, Status: portal.Active}
				err := d.decide(actor, d.target)
				if d.may[i] && err != nil || !d.may[i] && !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s as %s (own %q): %v", d.name, r, own, err)
				}
			}
		}
		other := portal.Administrator{ID: "x", OrganizationID: "globex", Role: portal.AdministratorWithBilling, Status: portal.Active}
		if err := d.decide(other, d.target); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s by another organization's own: %v", d.name, err)
		}
		if d.name == "add" {
			continue
		}
		for _, gone := range []portal.User{{}, user(func(u *portal.User) { u.Status = portal.Deleted })} {
			if err := d.decide(ada, gone); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of somebody who is not there: %v", d.name, err)
			}
		}
	}
}

func TestADecisionAboutAUserChangesWhatItSaysAndNothingElse(t *testing.T) {
	locked := user(func(u *portal.User) { u.Locked = true })
	suspended := user(func(u *portal.User) { u.Status, u.Locked = portal.Suspended, true })
	never := user(func(u *portal.User) { u.Status, u.HasPassword = portal.Suspended, false })
	for _, tt := range []struct {
		name string
		do   func() (portal.User, error)
		want portal.User
	}{
		{"suspend", func() (portal.User, error) { return portal.SuspendUser(ada, locked) }, user(func(u *portal.User) { u.Status, u.Locked, u.Version = portal.Suspended, true, 5 })},
		{"restore", func() (portal.User, error) { return portal.RestoreUser(ada, suspended) }, user(func(u *portal.User) { u.Version = 5 })},
		{"restore who never set a password", func() (portal.User, error) { return portal.RestoreUser(ada, never) }, user(func(u *portal.User) { u.Status, u.HasPassword, u.Version = portal.Invited, false, 5 })},
		{"delete", func() (portal.User, error) { return portal.DeleteUser(ada, uma) }, user(func(u *portal.User) { u.Status, u.Version = portal.Deleted, 5 })},
		{"edit", func() (portal.User, error) {
			return portal.EditUser(ada, uma, portal.UserDraft{FirstName: " U ", LastName: "Z  z", Username: " u.z ", Email: " u@z.example ", Version: 4})
		}, user(func(u *portal.User) {
			u.FirstName, u.LastName, u.Username, u.Email, u.Version = "U", "Z z", "u.z", "u@z.example", 5
		})},
		{"add", func() (portal.User, error) { return portal.AddUser(ada, "acme", portal.DraftOfUser(uma)) }, user(func(u *portal.User) { u.ID, u.Status, u.HasPassword, u.Version = "", portal.Invited, false, 1 })},
	} {
		got, err := tt.do()
		expect(t, err, 0, "")
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	_, err := portal.EditUser(ada, uma, portal.UserDraft{Version: 3})
	expect(t, err, fault.Stale, "Someone changed this user after you opened the form. Nothing was saved.")
	_, err = portal.SuspendUser(ada, suspended)
	expect(t, err, fault.Rule, "Uma User is suspended already.")
	_, err = portal.RestoreUser(ada, uma)
	expect(t, err, fault.Rule, "Uma User is not suspended.")
	expect(t, portal.UnlockUser(ada, suspended), fault.Rule, "Uma User is not locked.")
	expect(t, portal.SendUserPasswordReset(ada, suspended), fault.Rule, "Uma User is suspended. Restore the account first.")
	_, err = portal.AddUser(ada, "", portal.DraftOfUser(uma))
	expect(t, err, fault.NotFound, "It does not exist, or it is out of your reach.")
}

func TestUsernamesAreOfLettersDigitsAndAFewSigns(t *testing.T) {
	for name, want := range map[string]string{
		"a": "", "ada.lovelace-1_x+y": "", "7of9": "", "дан": "", "小明": "", "महेश": "", "דָּוִד": "", "e\u0301lan": "", strings.Repeat("ж", 100): "",
		"": "Enter a username.", " ": "Enter a username.", "two words": "Leave the spaces out", "no\u00a0break": "Leave the spaces out",
		strings.Repeat("ж", 101): "at most 100", ".hidden": "Begin the username", "-x": "Begin the username", "\u0301x": "Begin the username",
		"ann.lee@b.example": "leave out what follows the @", "a/b": "Use letters", "a\x00b": unseenSign, "a\u202eb": unseenSign, "a\u200cb": unseenSign, "\u200fann\ufeff": "",
		"\xff": "Use letters", "😀": "Use letters", "a'b": "Use letters", "<b>": "Use letters",
	} {
		d := portal.DraftOfUser(uma)
		d.Username = name
		_, err := d.Checked()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%+q: %v, not %q", name, err, want)
		}
	}
	_, err := portal.UserDraft{}.Checked()
	f, _ := fault.Of(err)
	want := []fault.Field{{Name: "first_name", Text: "Enter a first name."}, {Name: "last_name", Text: "Enter a last name. For a person with one name, enter a hyphen (-)."}, {Name: "username", Text: "Enter a username."}, {Name: "email", Text: "Enter an email address."}}
	if diff := cmp.Diff(want, f.Fields); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
