package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// found returns what the entries that match are about, the oldest first: action and
// target.
func (h *house) found(by By, f ActivityFilter) []string {
	h.t.Helper()
	var lines []string
	for _, e := range walk(h.t.(*testing.T), func(after, before string) (List[Entry], error) {
		f.After, f.Before = after, before
		return h.Activity(ctx, h.who(by), f)
	}) {
		lines = append(lines, string(e.Action)+" "+e.TargetName)
	}
	slices.Reverse(lines)
	return lines
}

func (h *house) expectFound(by By, f ActivityFilter, want ...string) {
	h.t.Helper()
	if diff := cmp.Diff(want, h.found(by, f)); diff != "" {
		h.t.Errorf("%+v (-want +got):\n%s", f, diff)
	}
}

func TestDeletingKeepsWhatSomebodyWasAndReached(t *testing.T) {
	h, bob, _ := keyed(t)
	acme, globex := h.organization("Acme"), h.organization("Globex, Jones & Co")
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"+" + globex, "+" + acme})
	h.must(err)
	h.session(bob)
	h.session(bob)
	_, err = h.SendPasswordReset(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	reader := h.add("Rea", portal.ReadOnlyRole, "+"+acme)
	runner := h.add("Run", portal.CommandRunner, "+"+acme)
	h.later(time.Hour)
	_, err = h.Former(ctx, h.who(h.ada), "", bob.AdministratorID)
	h.refuse(err, fault.NotFound, "")
	out, err := h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
	h.must(err)
	if out.Sessions != 2 || out.Links != 1 || out.Keys != 1 {
		t.Errorf("%+v", out)
	}
	held := []FieldChange{
		{"Administrator Email Address", "bob@example.com", ""}, {"Role", "Manager", ""}, {"Status", "Active", "Deleted"}, {"API access", "On", ""},
		{"Organizations removed", "2 organizations: Acme; Globex, Jones & Co", ""},
		{"Sessions", "2", "0"}, {"Open emailed links", "1", "0"}, {"API key", "In use", "Void"},
	}
	if e := h.entry(); e.Action != AdministratorDelete || !cmp.Equal(e.Changes, held) {
		t.Errorf("the entry is (-want +got):\n%s", cmp.Diff(held, e.Changes))
	}
	f, err := h.Former(ctx, h.who(h.ada), "", bob.AdministratorID)
	h.must(err)
	if f.Email != "bob@example.com" || f.Role != portal.Manager || f.Status != portal.Deleted || f.DeletedBy != "Ada Lovelace" || f.DeletedAt.UnixMilli() != h.clock.Load() || !cmp.Equal(f.Held, held) {
		t.Errorf("%+v", f)
	}
	held[4].Before = "2 organizations"
	if f, err = h.Former(ctx, h.who(reader), "", bob.AdministratorID); err != nil || !cmp.Equal(f.Held, held) {
		t.Errorf("somebody who reads is shown %+v, %v", f.Held, err)
	}
	_, err = h.Former(ctx, h.who(runner), "", bob.AdministratorID)
	h.refuse(err, fault.Forbidden, "")
	_, err = h.Former(ctx, h.who(h.ada), acme, bob.AdministratorID)
	h.refuse(err, fault.NotFound, "")
	h.expectFound(h.ada, ActivityFilter{Organization: "globex", Action: AdministratorDelete}, "administrator.deleted Bob Tester")
	h.unchanged(func() {
		for name, act := range map[string]func() (Outcome, error){
			"suspend": func() (Outcome, error) { return h.SuspendAdministrator(ctx, h.ada, bob.AdministratorID) },
			"restore": func() (Outcome, error) { return h.RestoreAdministrator(ctx, h.ada, bob.AdministratorID) },
			"delete": func() (Outcome, error) {
				return h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "bob@example.com")
			},
			"unlock":    func() (Outcome, error) { return h.UnlockAdministrator(ctx, h.ada, bob.AdministratorID) },
			"reset MFA": func() (Outcome, error) { return h.ResetMFA(ctx, h.ada, bob.AdministratorID) },
			"reset":     func() (Outcome, error) { return h.SendPasswordReset(ctx, h.ada, bob.AdministratorID) },
			"invite":    func() (Outcome, error) { return h.ResendInvitation(ctx, h.ada, bob.AdministratorID) },
			"edit": func() (Outcome, error) {
				return h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, nil), Changes{"+" + acme})
			},
		} {
			if _, err := act(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestDeletingTellsOfAllOrganizationsOrOfNone(t *testing.T) {
	h := newPortal(t)
	everywhere := h.add("Eve", portal.Manager)
	_, err := h.EditAdministrator(ctx, h.ada, everywhere.AdministratorID, h.form(everywhere, func(d *portal.Draft) { d.AllOrganizations = true }), nil)
	h.must(err)
	nowhere := h.invite("Nora", portal.HelpDesk)
	for id, want := range map[string]string{everywhere.AdministratorID: "All organizations", nowhere.AdministratorID: "No organization"} {
		_, err := h.DeleteAdministrator(ctx, h.ada, id, h.who(By{AdministratorID: id}).Email)
		h.must(err)
		if e := h.entry(); !slices.Contains(e.Changes, FieldChange{"Organization Access", want, ""}) {
			t.Errorf("want %q in %+v", want, e.Changes)
		}
	}
}

func TestOneOfAnOrganizationsOwnWhoIsDeletedKeepsAPageThere(t *testing.T) {
	h := newPortal(t)
	acme, globex := h.organization("Acme"), h.organization("Globex")
	otto, olga := h.own(acme, "Otto", portal.Manager), h.own(acme, "Olga", portal.ReadOnlyRole)
	far := h.add("Fay", portal.Manager, "+"+globex)
	_, err := h.DeleteAdministrator(ctx, within(h.ada, acme), otto.AdministratorID, "otto@example.com")
	h.must(err)
	for name, by := range map[string]By{"one of the portal": h.ada, "one of its own": olga} {
		f, err := h.Former(ctx, h.who(by), acme, otto.AdministratorID)
		if h.must(err); f.Email != "otto@example.com" || f.DeletedBy != "Ada Lovelace" || f.Held[0].Before != "otto@example.com" {
			t.Errorf("%s reads %+v", name, f)
		}
	}
	for name, err := range map[string]error{
		"out of reach":       func() error { _, err := h.Former(ctx, h.who(far), acme, otto.AdministratorID); return err }(),
		"of another":         func() error { _, err := h.Former(ctx, h.who(h.ada), globex, otto.AdministratorID); return err }(),
		"as of the portal's": func() error { _, err := h.Former(ctx, h.who(h.ada), "", otto.AdministratorID); return err }(),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGrantsAreFoundByTheirOrganization(t *testing.T) {
	h := newPortal(t)
	near, far := h.organization("Near & Dear"), h.organization("Far Away")
	for i := range 150 {
		h.organization(fmt.Sprintf("Site %03d", i))
	}
	bob := h.add("Bob", portal.HelpDesk, "+"+near)
	carol := h.add("Carol", portal.Manager, "+"+far)
	h.add("Dan", portal.Manager, "+?site")
	h.add("Eve", portal.Manager)
	job, err := h.NewAccessJob(ctx, h.ada, portal.AddAccess, OrganizationSelection{IDs: []string{near}})
	h.must(err)
	h.must(h.ChooseAdministrators(ctx, h.ada, job, among(carol)))
	h.run(job)
	_, err = h.EditAdministrator(ctx, h.ada, carol.AdministratorID, h.form(carol, nil), Changes{"-" + far})
	h.must(err)
	want := []string{"organization.added Near & Dear", "administrator.added Bob Tester", "bulk.started ", "administrator.edited Carol Tester"}
	for _, f := range []ActivityFilter{{Organization: "near & dear"}, {Organization: "dear"}, {Query: "Near & Dear"}} {
		got := h.found(h.ada, f)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", f, diff)
		}
	}
	granted := ActivityFilter{Organization: "Far Away", Action: AdministratorEdited}
	h.expectFound(h.ada, granted, "administrator.edited Carol Tester")
	h.expectFound(h.ada, ActivityFilter{Organization: "Site 149", Action: AdministratorAdded}, "administrator.added Dan Tester")
	h.expectFound(h.ada, ActivityFilter{Organization: "Site", Action: AdministratorAdded}, "administrator.added Dan Tester")
	h.expectFound(h.ada, ActivityFilter{Organization: "nowhere"})

	// What is out of reach finds nothing, and what is shown of the rest is a number.
	h.expectFound(bob, ActivityFilter{Organization: "Far Away"})
	h.expectFound(bob, ActivityFilter{Organization: "Far"})
	h.expectFound(bob, ActivityFilter{Query: "Far Away"})
	h.expectFound(bob, ActivityFilter{Organization: "Near", Action: AdministratorEdited}, "administrator.edited Carol Tester")
	// Renamed, it is found by the name that it has.
	_, err = h.RenameOrganization(ctx, h.ada, near, "Closer", 1)
	h.must(err)
	h.expectFound(h.ada, ActivityFilter{Organization: "closer", Action: AdministratorAdded}, "administrator.added Bob Tester")
	// So many that the name has to be told more exactly.
	h.tuning.organizations = 100
	_, err = h.Activity(ctx, h.who(h.ada), ActivityFilter{Organization: "Site"})
	h.refuse(err, fault.Invalid, "More than 100 organizations have this in their name. Type more of it.")
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}

func TestImportsAreFoundByTheOrganizationsThatTheyGive(t *testing.T) {
	h := newPortal(t)
	h.organization("Acme")
	grace := newcomer(2, "Grace")
	grace.Organizations = to([]string{"Acme"})
	h.run(h.previewRows(grace))
	h.expectFound(h.ada, ActivityFilter{Organization: "Acme", Action: AdministratorAdded}, "administrator.added Grace Newcomer")
}

func TestEntriesAboutSomebodyAreFoundByTheirAddress(t *testing.T) {
	h := newPortal(t)
	bob := h.invite("Bob", portal.Manager)
	_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.Email = "robert@example.com" }), nil)
	h.must(err)
	_, err = h.ResendInvitation(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	h.expectFound(h.ada, ActivityFilter{Query: "bob@example.com"}, "administrator.added Bob Tester", "administrator.edited Bob Tester")
	h.expectFound(h.ada, ActivityFilter{Query: "ROBERT@example"}, "administrator.edited Bob Tester", "administrator.invitation-sent Bob Tester")
	all := []string{"administrator.added Bob Tester", "administrator.edited Bob Tester", "administrator.invitation-sent Bob Tester"}
	h.expectFound(h.ada, ActivityFilter{Query: "Robert@example.com"}, all...)
	_, err = h.DeleteAdministrator(ctx, h.ada, bob.AdministratorID, "robert@example.com")
	h.must(err)
	h.expectFound(h.ada, ActivityFilter{Query: "robert@example.com"}, append(all, "administrator.deleted Bob Tester")...)
	h.expectFound(h.ada, ActivityFilter{Query: "@"}, h.found(h.ada, ActivityFilter{})...)
}

func TestUsersWhoAreDeletedLeaveTheirAddressInTheEntry(t *testing.T) {
	h := newPortal(t)
	by := within(h.ada, h.organization("Acme"))
	out, err := h.AddUser(ctx, by, portal.UserDraft{FirstName: "Una", LastName: "Thurman", Username: "una", Email: "una@acme.example"})
	h.must(err)
	_, err = h.DeleteUser(ctx, by, out.ID)
	h.must(err)
	want := []FieldChange{{"Username", "una", ""}, {"User Email", "una@acme.example", ""}, {"Status", "Invited", "Deleted"}, {"Open emailed links", "1", "0"}}
	if e := h.entry(); !cmp.Equal(e.Changes, want) {
		t.Errorf("%+v", e.Changes)
	}
	h.expectFound(h.ada, ActivityFilter{Query: "una@acme.example"}, "user.added Una Thurman", "user.deleted Una Thurman")
}

func TestWhoEverAddsAnOrganizationGaveItToThemself(t *testing.T) {
	h := newPortal(t)
	bea := h.add("Bea", portal.AdministratorWithBilling)
	o, err := h.AddOrganization(ctx, bea, "Acme")
	h.must(err)
	r, err := h.People(ctx, h.who(bea), o.ID, PeopleFilter{Rule: BySelection})
	h.must(err)
	if len(r.Rows) != 1 || r.Rows[0].By != "Bea Tester" || r.Rows[0].ByID != bea.AdministratorID {
		t.Errorf("%+v", r.Rows)
	}
}

func TestAllOrganizationsSaySinceWhenAndByWhom(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	all := func(on bool) Granted {
		h.later(time.Hour)
		_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, h.form(bob, func(d *portal.Draft) { d.AllOrganizations = on }), nil)
		h.must(err)
		d, err := h.Administrator(ctx, h.who(h.ada), "", bob.AdministratorID)
		h.must(err)
		return d.All
	}
	if got := all(true); got.At.UnixMilli() != h.clock.Load() || got.By != "Ada Lovelace" || got.ByID != h.ada.AdministratorID {
		t.Errorf("%+v", got)
	}
	if got := all(false); got != (Granted{}) {
		t.Errorf("%+v", got)
	}
	if d, err := h.Administrator(ctx, h.who(h.ada), "", h.ada.AdministratorID); err != nil || d.All.By != operatorName || d.All.ByID != "" {
		t.Errorf("%+v, %v", d.All, err)
	}
}

func TestAPortalFromBeforeFindsItsOldEntriesByOrganization(t *testing.T) {
	person := func(id, first string, all string) string {
		email := strings.ToLower(first) + "@example.com"
		return fmt.Sprintf(`('%s', '%s', 'Tester', '%s tester', '%s', '%[4]s', '%[3]s tester' || char(10) || '%[4]s', 'administrator-with-billing', 'active', FALSE, FALSE, %[5]s, 0, '!', 0, 1, 1, 1)`,
			id, first, strings.ToLower(first), email, all)
	}
	entry := func(seq int, actor, action, kind, target, organization, job, changes string) string {
		return fmt.Sprintf(`(%d, %d, 'r', '', 'administrator', '%s', '', '', '%s', '%s', '%s', '', '%s', '', 'done', '', '%s', '', '%s')`, seq, 1000+seq, actor, action, kind, target, organization, changes, job)
	}
	moved := func(field, listed string) string {
		if field == accessAdded {
			return `[{"field":"` + field + `","before":"","after":"` + listed + `"}]`
		}
		return `[{"field":"` + field + `","before":"` + listed + `","after":""}]`
	}
	h := older(t, 19,
		`INSERT INTO administrators (id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
			all_organizations, organization_count, password_hash, last_login_at, version, created_at, updated_at) VALUES `+person("ada", "Ada", "TRUE")+`,`+person("bob", "Bob", "FALSE")+`,`+person("cid", "Cid", "TRUE"),
		`UPDATE administrators SET organization_count = 3 WHERE id = 'bob'`,
		`INSERT INTO organizations (id, name, name_key, search_text, version, created_at, updated_at)
			VALUES ('o1', 'Acme', 'acme', 'acme', 1, 1, 1), ('o2', 'Bolt "B" \ Söhne', 'bolt "b" \ söhne', 'bolt "b" \ sohne', 1, 1, 1), ('o3', 'Cross', 'cross', 'cross', 1, 1, 1), ('o4', 'Dent', 'dent', 'dent', 1, 1, 1)`,
		`INSERT INTO access (administrator_id, organization_id, granted_at) VALUES ('bob', 'o1', 1002), ('bob', 'o2', 1003), ('bob', 'o4', 7)`,
		`INSERT INTO jobs (id, kind, state, administrator_id, address, role, choice, note, reason, created_at, started_at, ended_at, tally) VALUES ('j1', 'add-organizations', 'done', 'ada', '', '', 1, '', '', 1, 1, 1, '')`,
		`INSERT INTO job_organizations (job_id, organization_id) VALUES ('j1', 'o4')`,
		`INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name, organization_id, organization_name, result, reason, changes, search_text, job_id) VALUES `+strings.Join([]string{
			entry(1, "ada", "organization.renamed", "organization", "o3", "o3", "", `[{"field":"Organization Name","before":"Kreuz","after":"Cross"}]`),
			entry(2, "ada", "administrator.added", "administrator", "bob", "", "", moved(accessAdded, "1 organization: Acme")),
			entry(3, "ada", "administrator.edited", "administrator", "bob", "", "", moved(accessAdded, `3 organizations: Bolt \"B\" \\ Söhne; Kreuz; Gone`)),
			entry(4, "ada", "administrator.edited", "administrator", "bob", "", "", moved(accessRemoved, "102 organizations: Cross; and 101 more")),
			entry(5, "ada", "bulk.started", "portal", "", "", "j1", `[]`),
			entry(6, "ada", "administrator.edited", "administrator", "cid", "", "", `[{"field":"Role","before":"Manager","after":"Help Desk"},{"field":"Organization Access","before":"Selected organizations","after":"All organizations"}]`),
		}, ","))
	h.Store = h.open()
	want := []string{"organization_id=o1 audit_seq=2 ", "organization_id=o2 audit_seq=3 ", "organization_id=o3 audit_seq=1 ", "organization_id=o3 audit_seq=3 ", "organization_id=o3 audit_seq=4 ", "organization_id=o4 audit_seq=5 "}
	if diff := cmp.Diff(want, h.rows(`SELECT organization_id, audit_seq FROM audit_organizations ORDER BY 1, 2`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"organization_id=o1 granted_by=ada ", "organization_id=o2 granted_by=ada ", "organization_id=o4 granted_by= "}
	if diff := cmp.Diff(want, h.rows(`SELECT organization_id, granted_by FROM access ORDER BY 1`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"id=ada all_granted_at=0 all_granted_by= ", "id=bob all_granted_at=0 all_granted_by= ", "id=cid all_granted_at=1006 all_granted_by=ada "}
	if diff := cmp.Diff(want, h.rows(`SELECT id, all_granted_at, all_granted_by FROM administrators ORDER BY 1`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	ada := By{AdministratorID: "ada"}
	h.expectFound(ada, ActivityFilter{Query: "bob@example.com"}, "administrator.added ", "administrator.edited ", "administrator.edited ")
	if faults, err := h.Check(ctx); err != nil || len(faults) > 0 {
		t.Errorf("%v, %v", faults, err)
	}
}
