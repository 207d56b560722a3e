package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// deed is one use case, ready to be done.
type deed struct {
	action Action
	actor  string // of the entry: a name, or the kind when nobody is signed in
	target string
	fields []string // that the entry shows
	do     func() error
}

// deeds prepares every use case that leaves an entry, each of which can be
// done in a portal of its own.
func deeds(h *house) []deed {
	bob := h.add("Bob", portal.HelpDesk)
	ivy := h.invite("Ivy", portal.HelpDesk)
	l := h.letter()
	sam := h.add("Sam", portal.HelpDesk)
	_, err := h.SuspendAdministrator(ctx, h.ada, sam.AdministratorID)
	h.must(err)
	acme := h.organization("Acme")
	session := h.session(bob)
	h.access(bob, true)
	una := h.add("Una", portal.HelpDesk)
	unas := h.session(una)
	secret, _ := h.enrol(una, unas)
	h.later(-30 * time.Second)
	h.exec(`UPDATE totp SET last_step = 0`)
	h.exec(`UPDATE administrators SET locked_at = 1 WHERE id = $1`, una.AdministratorID)
	setup, err := h.NewEnrolment(ctx, h.who(bob))
	h.must(err)
	act := func(do func(context.Context, By, string) (Outcome, error), whom By) func() error {
		return func() error {
			_, err := do(ctx, h.ada, whom.AdministratorID)
			return err
		}
	}
	return []deed{
		{SignedIn, "Bob Tester", "Bob Tester", nil, func() error { _, err := h.SignIn(ctx, By{}, "bob@example.com", passphrase, ""); return err }},
		{SignedOut, "Bob Tester", "Bob Tester", nil, func() error { return h.SignOut(ctx, bob, session) }},
		{ResetRequested, "nobody", "Bob Tester", nil, func() error { return h.RequestPasswordReset(ctx, By{}, "bob@example.com") }},
		{PasswordSet, "Ivy Tester", "Ivy Tester", []string{"Status"}, func() error {
			_, err := h.SetPassword(ctx, By{}, l.Token, nextPassphrase, nextPassphrase)
			return err
		}},
		{PasswordChanged, "Bob Tester", "Bob Tester", nil, func() error {
			_, err := h.ChangePassword(ctx, bob, session, passphrase, nextPassphrase, nextPassphrase, true)
			return err
		}},
		{AdministratorAdded, "Ada Lovelace", "Eve Tester", []string{"First Name", "Last Name", "Administrator Email Address", "Role", "Status", "Require MFA", "API access", "Organization Access", "Organizations added"}, func() error {
			_, err := h.AddAdministrator(ctx, h.ada, draft("Eve", portal.Manager), Changes{"+" + acme})
			return err
		}},
		{AdministratorEdited, "Ada Lovelace", "Bob Tester", []string{"Role", "Organizations added"}, func() error {
			_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Role = portal.Manager }), Changes{"+" + acme})
			return err
		}},
		{AdministratorSuspend, "Ada Lovelace", "Bob Tester", []string{"Status", "Sessions"}, act(h.SuspendAdministrator, bob)},
		{AdministratorRestore, "Ada Lovelace", "Sam Tester", []string{"Status"}, act(h.RestoreAdministrator, sam)},
		{AdministratorDelete, "Ada Lovelace", "Bob Tester", []string{"Administrator Email Address", "Role", "Status", "API access", "Organization Access", "Sessions"}, func() error {
			_, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
			return err
		}},
		{ResetSent, "Ada Lovelace", "Bob Tester", nil, act(h.SendPasswordReset, bob)},
		{InvitationSent, "Ada Lovelace", "Ivy Tester", nil, act(h.ResendInvitation, ivy)},
		{AdministratorRecover, "Operator on the machine", "Bob Tester", []string{"Role", "Sessions"}, func() error { _, _, err := h.Recover(ctx, "bob@example.com"); return err }},
		{MFATurnedOn, "Bob Tester", "Bob Tester", []string{"MFA"}, func() error {
			_, err := h.Enrol(ctx, bob, session, setup.Sealed, h.code(setup.Secret), Proof{})
			return err
		}},
		{MFATurnedOff, "Una Tester", "Una Tester", []string{"MFA"}, func() error {
			return h.TurnOffMFA(ctx, una, unas, Proof{passphrase, h.code(secret)})
		}},
		{MFAReset, "Ada Lovelace", "Una Tester", []string{"MFA"}, act(h.ResetMFA, una)},
		{RecoveryCodesMade, "Una Tester", "Una Tester", nil, func() error {
			_, err := h.NewRecoveryCodes(ctx, una, unas, Proof{passphrase, h.code(secret)})
			return err
		}},
		{APIKeyMade, "Bob Tester", "Bob Tester", nil, func() error { _, err := h.NewAPIKey(ctx, bob); return err }},
		{SessionsEnded, "Bob Tester", "Bob Tester", nil, func() error { _, err := h.EndOtherSessions(ctx, bob, session); return err }},
		{NameChanged, "Bob Tester", "Bob Tester", []string{"First Name"}, func() error { return must(h.ChangeName(ctx, bob, "Rob", "Tester")) }},
		{AdministratorUnlock, "Ada Lovelace", "Una Tester", []string{"Status"}, act(h.UnlockAdministrator, una)},
		{OrganizationAdded, "Ada Lovelace", "Bolt", []string{"Organization Name"}, func() error { _, err := h.AddOrganization(ctx, h.ada, "Bolt"); return err }},
		{OrganizationRenamed, "Ada Lovelace", "Bolt", []string{"Organization Name"}, func() error { _, err := h.RenameOrganization(ctx, h.ada, acme, "Bolt", 1); return err }},
		{ActivityExported, "Ada Lovelace", "Activity", nil, func() error {
			return h.ExportActivity(ctx, h.ada, ActivityFilter{}, func([]Entry) error { return nil })
		}},
	}
}

func TestEachUseCaseLeavesOneEntryWithNames(t *testing.T) {
	for i := range deeds(newPortal(t)) {
		h := newPortal(t)
		d := deeds(h)[i]
		t.Run(d.action.Words(), func(t *testing.T) {
			h.t = t
			before := h.entries()
			h.must(d.do())
			if n := h.entries() - before; n != 1 {
				t.Errorf("%d entries", n)
			}
			e := h.entry()
			var fields []string
			for _, f := range e.Changes {
				fields = append(fields, f.Field)
				if f.Before == f.After {
					t.Errorf("%s is the same before and after", f.Field)
				}
			}
			actor := e.ActorName
			if e.ActorKind == "nobody" {
				actor = "nobody" + actor
			}
			if e.Action != d.action || actor != d.actor || e.TargetName != d.target || e.Result != Done || !e.At.Equal(day) {
				t.Errorf("entry %+v", e)
			}
			if diff := cmp.Diff(d.fields, fields); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAChangeWhoseEntryCannotBeWrittenIsUndone(t *testing.T) {
	h := newPortal(t)
	for _, d := range deeds(h) {
		t.Run(d.action.Words(), func(t *testing.T) {
			h.t = t
			h.exec(`CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END`)
			defer h.exec(`DROP TRIGGER refuse`)
			h.unchanged(func() {
				err := d.do()
				if _, expected := fault.Of(err); err == nil || expected || !strings.Contains(err.Error(), "no room") {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestEveryActionHasWords(t *testing.T) {
	seen := map[Action]bool{}
	for _, a := range Actions() {
		if a.Words() == string(a) || a.Words() == "" || seen[a] {
			t.Errorf("%q", a)
		}
		seen[a] = true
	}
	if got := Action("unknown").Words(); got != "unknown" {
		t.Errorf("got %q", got)
	}
}

func TestTheAuditTrailIsNeverChangedAndHasNoGaps(t *testing.T) {
	h := newPortal(t)
	for range 5 {
		h.add("Bob"+newID(), portal.Manager)
		_, err := h.AddOrganization(ctx, h.add("Mia"+newID(), portal.Manager), "Acme")
		h.refuse(err, fault.Forbidden, "")
		_, err = h.AddOrganization(ctx, h.ada, "")
		h.refuse(err, fault.Invalid, "")
	}
	for _, query := range []string{`UPDATE audit SET reason = 'x'`, `UPDATE audit SET seq = seq + 100`, `DELETE FROM audit`, `DELETE FROM audit WHERE seq = 1`} {
		if err := h.write(query); err == nil || !strings.Contains(err.Error(), "audit entries are never") {
			t.Errorf("%s: %v", query, err)
		}
	}
	n := h.entries()
	if first, last := h.number(`SELECT MIN(seq) FROM audit`), h.number(`SELECT MAX(seq) FROM audit`); n != 16 || first != 1 || last != n {
		t.Errorf("%d entries from %d to %d", n, first, last)
	}
}

func TestActivityIsFilteredAndPaged(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.HelpDesk)
	for i := range 120 {
		h.later(time.Minute)
		by := h.ada
		if i%3 == 0 {
			by = bob
		}
		_, _ = h.AddOrganization(ctx, by, "Organization "+newID())
	}
	ada := h.who(h.ada)
	for name, tt := range map[string]struct {
		f    ActivityFilter
		want int
	}{
		"all":                {ActivityFilter{}, 122},
		"by action":          {ActivityFilter{Action: OrganizationAdded}, 120},
		"refused":            {ActivityFilter{Result: Refused}, 40},
		"of someone":         {ActivityFilter{Query: "ADA@", Result: Done}, 82},
		"by whom it is":      {ActivityFilter{Query: "bob t"}, 41},
		"by address":         {ActivityFilter{Query: "192.0.2.2"}, 40},
		"in words":           {ActivityFilter{Query: "add organization"}, 120},
		"from, until":        {ActivityFilter{From: day.Add(time.Minute), Until: day.Add(11 * time.Minute)}, 10},
		"what is not there":  {ActivityFilter{Query: "%"}, 0},
		"an unknown action":  {ActivityFilter{Action: "x"}, 0},
		"before everything":  {ActivityFilter{Until: day}, 0},
		"action and refused": {ActivityFilter{Action: OrganizationAdded, Result: Refused, Query: "help"}, 0},
	} {
		all := walk(t, func(after, before string) (List[Entry], error) {
			tt.f.After, tt.f.Before = after, before
			return h.Activity(ctx, ada, tt.f)
		})
		for i := 1; i < len(all); i++ {
			if all[i].Seq >= all[i-1].Seq {
				t.Fatalf("%s: entry %d after %d", name, all[i].Seq, all[i-1].Seq)
			}
		}
		if len(all) != tt.want {
			t.Errorf("%s: %d entries, want %d", name, len(all), tt.want)
		}
	}
	var exported []Entry
	h.must(h.ExportActivity(ctx, h.ada, ActivityFilter{Action: OrganizationAdded}, func(page []Entry) error {
		exported = append(exported, page...)
		return nil
	}))
	if len(exported) != 120 || h.entry().Action != ActivityExported {
		t.Errorf("%d exported, then %+v", len(exported), h.entry())
	}
	for _, role := range []portal.Role{portal.CommandRunner, portal.CommandRunnerWithBilling, portal.BillingOnly, portal.NoRole} {
		_, err := h.Activity(ctx, portal.Administrator{Role: role, Status: portal.Active}, ActivityFilter{})
		h.refuse(err, fault.Forbidden, "")
	}
}

func TestWhoOpensWhatTheyMayNotIsWrittenDown(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.CommandRunner)
	h.unchanged(func() {
		h.refuse(h.RecordDenied(ctx, bob, portal.ViewActivity), fault.Forbidden, "Command Runner, may not see the activity")
	})
	e := h.entry()
	if e.Action != PermissionDenied || e.Result != Refused || e.ActorID != bob.AdministratorID || e.TargetName != "see the activity" || !strings.Contains(e.Reason, "Command Runner") {
		t.Errorf("entry %+v", e)
	}
	h.refuse(h.RecordDenied(ctx, By{}, portal.ViewActivity), fault.Unauthenticated, "")
}
