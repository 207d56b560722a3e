package web

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

// job prepares one that the route can be tried on, by the Administrator with Billing.
func (p *testPortal) job(route string) string {
	p.t.Helper()
	ctx, by := p.t.Context(), p.as(billing)
	must := func(id string, err error) string {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
		return id
	}
	switch route {
	case "POST " + jobRoute:
		return must(p.store.NewJob(ctx, by, portal.ChangeRoles, store.Selection{Matching: &store.AdministratorFilter{}}))
	case "GET " + jobRoute + "/people", "POST " + jobRoute + "/people":
		return must(p.store.NewAccessJob(ctx, by, portal.AddAccess, store.OrganizationSelection{IDs: []string{begun.acme}}))
	}
	id := must(p.store.NewJob(ctx, by, portal.RequireMFAOfAll, store.Selection{Matching: &store.AdministratorFilter{}}))
	if strings.HasSuffix(route, "/stop") || strings.HasSuffix(route, ".csv") {
		if _, err := p.store.StartJob(ctx, by, id, 0); err != nil {
			p.t.Fatal(err)
		}
	}
	return id
}

func TestWhoIsTickedIsSuspendedAfterALookAtWhatItComesTo(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	b.open("/administrators").tick("Select Radia Perlman").tick("Select Ada Lovelace").tick("Select Mary Keller").press("Suspend")
	b.expect(200, "Suspend 1 administrator", "You cannot suspend yourself", "Already suspended.", "They are logged out everywhere at once.", "Nothing is changed yet.")
	if a := p.who(address(portal.Manager)); a.Status != portal.Active {
		t.Fatalf("%s before it was applied", a.Status)
	}
	b.press("Apply to 1 administrator").saved(b.at.Path, "1 done, 2 skipped.")
	b.expect(200, "Done", "Download results")
	if a := p.who(address(portal.Manager)); a.Status != portal.Suspended {
		t.Errorf("%s after it was applied", a.Status)
	}
	want := [][]string{
		{"Ada Lovelace", "administrator-with-billing@example.com", "Skipped", "You cannot suspend yourself. Another Administrator with Billing can."},
		{"Mary Keller", "suspended@example.com", "Skipped", "Already suspended."},
		{"Radia Perlman", "manager@example.com", "Done", "StatusActive Suspended"},
	}
	if diff := cmp.Diff(want, b.rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.click("See the activity").expect(200, "Of one bulk action", "Suspend administrator", "Finish a bulk action")
	if n := len(b.rows()); n != 4 {
		t.Errorf("%d entries, not those of preparing, starting, suspending and finishing", n)
	}
	b.open("/jobs").expect(200, "Suspend 1 administrator", "1 done, 2 skipped")
}

func TestAllOnThePageAndAllThatMatchAreTwoSteps(t *testing.T) {
	p := newPortal(t)
	p.add(portal.ReadOnlyRole, "Number", numbered("Zoe", 60)...)
	b := p.signedIn(billing)
	b.open("/administrators?role=read-only").expect(200, "Select all 61 that match")
	b.tick("Select all on this page").press("Suspend").expect(200, "Suspend 50 administrators")
	b.open("/administrators?role=read-only").tick("Select all on this page")
	b.pressWith("Suspend", func(v url.Values) { v.Set("all", "match") })
	b.expect(200, "Suspend 61 administrators")
	// Without the first step the second means nothing.
	b.open("/administrators?role=read-only")
	b.pressWith("Require MFA", func(v url.Values) { v.Set("all", "match") })
	b.expect(422, "Nobody is selected.", "Search administrators")
	if got := b.page.Find("select[name=role] option[selected]").AttrOr("value", ""); got != "read-only" {
		t.Errorf("the filter is %q", got)
	}
}

func TestARoleIsChosenWithWhatItGivesAndTakes(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	b.open("/administrators").tick("Select Radia Perlman").tick("Select Joan Clarke").press("Change role")
	b.expect(200, "Change the role of 2 administrators")
	b.press("Preview").expect(422, "Choose a role.")
	b.choose("Role", "Billing Only").press("Preview")
	b.expect(200, "Manager → Billing Only: 1 administrator", "Help Desk → Billing Only: 1 administrator", "Gains", "Loses", "Organizations and administrators: Read-Only → No Access")
	b.choose("Role", "Administrator").press("Preview").expect(200, "Help Desk → Administrator: 1 administrator", portal.AdministratorRole.Warning(false))
	b.press("Apply to 2 administrators").saved(b.at.Path, "2 done.")
	if r := p.who(address(portal.HelpDesk)).Role; r != portal.AdministratorRole {
		t.Errorf("the role is %s", r)
	}
}

func TestOrganizationsAreChosenForManyInThePicker(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	b.open("/administrators").tick("Select Radia Perlman").tick("Select Ada Lovelace").press("Add organizations").expect(200, "Search organizations")
	b.fill("Search organizations", "glob").press("Search").expect(200, "Globex")
	b.press("Add all that match").expect(200, "1 organization chosen")
	b.press("Preview").expect(200, "Give 1 administrator access to Globex", "Globex", "Already reaches all organizations.")
	b.press("Apply to 1 administrator").saved(b.at.Path, "1 done, 1 skipped.")
	if a := p.who(address(portal.Manager)); a.OrganizationCount != 2 {
		t.Errorf("reaches %d organizations", a.OrganizationCount)
	}
}

func TestALargeJobRunsByItselfAndCanBeStopped(t *testing.T) {
	p := newPortal(t)
	p.add(portal.ReadOnlyRole, "Number", numbered("Zoe", store.DoneAtOnce+5)...)
	b := p.signedIn(billing)
	b.open("/administrators?role=read-only").tick("Select all on this page")
	b.pressWith("Suspend", func(v url.Values) { v.Set("all", "match") })
	b.press("Apply to 206 administrators").expect(200, "Progress", "0 of 206 done")
	job := b.at.Path
	if refresh := b.page.Find("noscript").Text(); !strings.Contains(refresh, "refresh") {
		t.Errorf("without scripts the page does not load anew: %q", refresh)
	}
	b.open("/administrators").expect(200, "Suspend 206 administrators: 0 of 206 done.")
	b.open(job).press("Stop").saved(job, "Stopped.")
	b.expect(200, "Stopped by Ada Lovelace.", "206not tried")
	if err := p.store.RunJob(t.Context(), strings.TrimPrefix(job, "/jobs/")); err != nil {
		t.Fatal(err)
	}
	b.open(job).expect(200, "206not tried")
}

func TestTheResultIsDownloadedWithNothingThatASheetTakesForAFormula(t *testing.T) {
	p := newPortal(t)
	p.add(portal.ReadOnlyRole, "Formula", "=Zoe")
	b := p.signedIn(billing)
	b.open("/administrators").tick("Select =Zoe Formula").press("Delete").press("Apply to 1 administrator")
	file := p.request(http.MethodGet, b.at.Path+"/results.csv", billing, "")
	if got, want := file.Header.Get("Content-Disposition"), `attachment; filename="delete-`+day(begun.at)+`.csv"`; got != want {
		t.Errorf("the file is named by %s, want %s", got, want)
	}
	content, err := io.ReadAll(file.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.marked(string(content)); got != "Line,Name,Email,Result,Reason,Changes\r\n,'=Zoe Formula,'=zoe@example.org,Done,,Status: Invited → Deleted\r\n" {
		t.Errorf("%q", got)
	}
}

func TestAJobOfSomebodyElseIsSeenAndNotStarted(t *testing.T) {
	p := newPortal(t)
	p.add(billing, "Other", "Bea")
	p.exec(`UPDATE administrators SET status = 'active', require_mfa = FALSE, password_hash = (SELECT password_hash FROM administrators WHERE role = 'manager') WHERE first_name = 'Bea'`)
	id := p.job("GET " + jobRoute)
	b := p.logIn("bea@example.org", password)
	b.open("/jobs/"+id).expect(200, "Only Ada Lovelace can start this.")
	if slices.ContainsFunc(b.names("button"), func(name string) bool { return strings.HasPrefix(name, "Apply") }) {
		t.Error("there is a button")
	}
	b.open("/jobs/none").expect(404)
}

func TestAStartThatIsSentTwiceIsDoneOnce(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	b.open("/administrators").tick("Select Radia Perlman").press("Send password reset")
	again := b.tab()
	b.press("Apply to 1 administrator").saved(b.at.Path, "1 done.")
	letters := p.count(`SELECT COUNT(*) FROM outbox WHERE kind = 'password-reset'`)
	// Another opening of the same preview, with a form id of its own, is too late.
	again.open(again.at.Path).expect(200, "Download results")
	for range 2 {
		if answer := p.request(http.MethodPost, b.at.Path+"/start", billing, ""); answer.StatusCode != http.StatusConflict {
			t.Errorf("answers %d", answer.StatusCode)
		}
	}
	if n := p.count(`SELECT COUNT(*) FROM outbox WHERE kind = 'password-reset'`); n != letters || n != 1 {
		t.Errorf("%d letters, then %d", letters, n)
	}
}

func TestIDsFromElsewhereSelectNobody(t *testing.T) {
	p := newPortal(t)
	for _, ids := range []string{"id=none", "id=" + begun.acme, "id=" + begun.own, "id=" + begun.user, "id=%27%3B+DROP+TABLE+jobs"} {
		answer := p.request(http.MethodPost, "/administrators/bulk", billing, "action=suspend&"+ids)
		if answer.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s answers %d", ids, answer.StatusCode)
		}
	}
	if answer := p.request(http.MethodPost, "/administrators/bulk", billing, "action=promote&page=on&all=match"); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an action that there is none of answers %d", answer.StatusCode)
	}
}

func TestEachKindOfJobHasItsWords(t *testing.T) {
	source, err := os.ReadFile("../store/job.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := portal.BulkKinds()
	for _, found := range regexp.MustCompile(`portal\.BulkKind += "([a-z-]+)"`).FindAllSubmatch(source, -1) {
		kinds = append(kinds, portal.BulkKind(found[1]))
	}
	if len(kinds) != len(jobWords) {
		t.Errorf("words for %d of %d kinds", len(jobWords), len(kinds))
	}
	for _, kind := range kinds {
		if words := jobWords[kind]; words.name == "" || words.title == "" || len(words.consequences) == 0 {
			t.Errorf("%q lacks its row or a part of it", kind)
		}
	}
}
