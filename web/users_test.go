package web

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

// fillUser fills in the form of a user.
func (b *browser) fillUser(first, last, username, email string) *browser {
	return b.fill("First Name", first).fill("Last Name", last).fill("Username", username).fill("User Email", email)
}

func (p *testPortal) userURL(id string) string { return usersPath(begun.acme) + "/" + id }

func TestAUserIsAddedEditedSuspendedRestoredAndDeleted(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/o/" + begun.acme + "/").click("Users").click("Add user")
	b.fillUser("Grace", "Hopper", "grace", "grace@acme.example").press("Save User")
	b.saved(usersPath(begun.acme), "Grace Hopper is added. Mail is not set up; the invitation is in outbox/")
	if !strings.HasSuffix(b.said(), ".eml") {
		t.Errorf("the message is %q", b.said())
	}
	if diff := cmp.Diff([][]string{{"Grace Hopper", "grace", "grace@acme.example", "Invited", ""}, {"Uma User", "uma", "uma@acme.example", "Invited", ""}}, b.rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.expect(200, "Users log in at http://127.0.0.1/u/"+begun.acme+".")
	b.click("Grace Hopper").expect(200, "Invited")
	page := b.at.Path
	b.fill("Last Name", "Murray Hopper").fill("User Email", "gmh@acme.example").press("Save User")
	b.saved(page, "Grace Murray Hopper is saved: last name Hopper → Murray Hopper, email grace@acme.example → gmh@acme.example. The old and the new address each get an email about it. The link emailed to the old address no longer works. Mail is not set up; the invitation is in outbox/")
	b.press("Send Password Reset Email").saved(page, "A new invitation for Grace Murray Hopper is ready. Mail is not set up; the invitation is in outbox/")
	b.press("Suspend").expect(200, "Suspend Grace Murray Hopper?", "The account has the username grace and the email address gmh@acme.example.", "1 emailed link stops working.", "Nobody is logged in to the account.")
	b.press("Suspend").saved(page, "Grace Murray Hopper is suspended. 1 open link stopped working. Restore brings the account back.")
	b.expect(200, "Suspended", "Send Password Reset Email: Grace Murray Hopper is suspended. Restore the account first.")
	b.press("Restore").saved(page, "Grace Murray Hopper is restored. Mail is not set up; the invitation is in outbox/")
	b.press("Delete").expect(200, "Delete Grace Murray Hopper?", "This cannot be undone.").click("Cancel").expect(200)
	b.press("Delete").press("Delete").saved(usersPath(begun.acme), "Grace Murray Hopper is deleted. 1 open link stopped working.")
	b.open(page).expect(404)
	var done []store.Action
	for _, e := range p.entries()[:6] {
		if e.TargetKind != "user" || e.OrganizationID != begun.acme || e.ActorEmail != address(portal.Manager) {
			t.Errorf("the audit trail says %+v", e)
		}
		done = append(done, e.Action)
	}
	if want := []store.Action{store.UserDeleted, store.UserRestored, store.UserSuspended, store.UserResetSent, store.UserEdited, store.UserAdded}; !slices.Equal(done, want) {
		t.Errorf("the audit trail says %v", done)
	}
}

func TestTwoWhoEditOneUserSeeBothVersions(t *testing.T) {
	p := newPortal(t)
	page := p.userURL(begun.user)
	one, other := p.signedIn(portal.Manager).open(page), p.signedIn(billing).open(page)
	one.fill("Last Name", "Ursin").press("Save User").saved(page, "Uma Ursin is saved: last name User → Ursin.")
	other.fill("Last Name", "Urban").press("Save User").expect(409, "Changes were saved in the meantime", "Ursin")
	if got := other.value("Last Name"); got != "Urban" {
		t.Errorf("the form holds %q", got)
	}
	other.press("Save User").saved(page, "Uma Urban is saved: last name Ursin → Urban.")
}

func TestHelpDeskDoesItsFiveThingsAndNothingElse(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.HelpDesk).open(usersPath(begun.acme)).expect(200)
	if got := b.names("main a.button, main button"); !slices.Equal(got, []string{"Add user", "Apply"}) {
		t.Errorf("the list offers %q", got)
	}
	b.click("Add user").fillUser("New", "Person", "new", "new@acme.example").press("Save User").saved(usersPath(begun.acme), "New Person is added.")
	b.click("Uma User").expect(200, "uma@acme.example")
	if got := b.names("main button"); !slices.Equal(got, []string{"Send Password Reset Email", "Delete"}) {
		t.Errorf("the page offers %q", got)
	}
	if n := b.page.Find("main input:not([type=hidden]), main select").Length(); n != 0 {
		t.Errorf("the page has %d fields", n)
	}
	b.press("Send Password Reset Email").saved(p.userURL(begun.user), "A new invitation for Uma User is ready.")
	for _, action := range []string{"", "/suspend", "/restore"} {
		if got := p.request(http.MethodPost, p.userURL(begun.user)+action, portal.HelpDesk, "confirm=yes&first_name=X&last_name=Y&username=uma&email=uma@acme.example").StatusCode; got != 403 {
			t.Errorf("%s answers %d", action, got)
		}
	}
	b.open(p.userURL(begun.user)).press("Delete").press("Delete").saved(usersPath(begun.acme), "Uma User is deleted.")

	for _, r := range []portal.Role{portal.ReadOnlyRole, portal.BillingOnly} {
		b := p.signedIn(r).open(usersPath(begun.acme)).click("New Person").expect(200, "new@acme.example", "may not edit, suspend or restore users")
		if n := b.page.Find("main button, main input, main form").Length(); n != 0 {
			t.Errorf("%s is offered %d controls", r, n)
		}
	}
}

func TestNamesThatDifferInCaseOrSpacesOnlyAreTheSame(t *testing.T) {
	p := newPortal(t)
	add := func(first, last, username, email string) *browser {
		return p.signedIn(billing).open(usersPath(begun.acme)+"/new").fillUser(first, last, username, email).press("Save User")
	}
	add("Uma", "User", " UMA ", "other@acme.example").expect(422, "Another user of this organization has this username.")
	add("Uma", "User", "u\u200bma", "other@acme.example").expect(422, "It holds a sign that cannot be seen.")
	add("Uma", "User", "ｕma", "other@acme.example").expect(422, "Another user of this organization has this username.")
	b := add("Uma", "User", "other", " Uma@ACME.example ").expect(422, "Another user of this organization has this email address.")
	if got := b.value("Username"); got != "other" {
		t.Errorf("the form keeps %q", got)
	}
	add("", " ", "two words", "nonsense").expect(422, "Enter a first name.", "Enter a last name. For a person with one name, enter a hyphen (-).", "Leave the spaces out of the username.", "Enter an email address like name@example.com.")
	long := strings.Repeat("é", 200)
	add(long, "x", long, "long@acme.example").expect(422, "Use at most 100 characters.")
	add("x\u202ey", "z", "a/b", "b@acme.example").expect(422, "It holds a sign that cannot be seen.", "Use letters, digits and the signs")
	add("<b>دانيال</b>", "e\u0301", strings.Repeat("ж", 100), "rtl@acme.example").saved(usersPath(begun.acme), "دانيال")
	if strings.Contains(p.signedIn(billing).open(usersPath(begun.acme)).body, "<b>د") {
		t.Error("a name is markup")
	}
	if n := len(p.users(begun.acme)); n != 2 {
		t.Errorf("%d users", n)
	}
}

func TestUsersAreSearchedFilteredAndPaged(t *testing.T) {
	p := newPortal(t)
	by := p.as(billing)
	by.OrganizationID = begun.acme
	for i := range 60 {
		if _, err := p.store.AddUser(t.Context(), by, portal.UserDraft{FirstName: "Person", LastName: fmt.Sprintf("N%02d", i), Username: fmt.Sprint("p", i), Email: fmt.Sprintf("p%d@acme.example", i)}); err != nil {
			t.Fatal(err)
		}
	}
	b := p.signedIn(portal.ReadOnlyRole).open(usersPath(begun.acme)).expect(200, "1–50 of 61")
	b.click("Next page").expect(200, "51–61 of 61").click("Previous page").expect(200, "1–50 of 61")
	b.fill("Search users", "n5").press("Apply").expect(200, "1–10 of 10")
	b.fill("Search users", "uma@ac").choose("Status", "Invited").press("Apply").expect(200, "Uma User", "1–1 of 1").click("Clear filters").expect(200, "1–50 of 61")
	b.choose("Status", "Active").press("Apply").expect(200, "No user matches.")
	b.open(usersPath(begun.acme)+"?sort=-name").expect(200, "1–50 of 61")
	if rows := b.rows(); rows[0][0] != "Uma User" {
		t.Errorf("the first is %q", rows[0])
	}
	b.open("/o/"+begun.acme+"/").expect(200, "61", "61 invited").click("61 invited").expect(200, "1–50 of 61")
	for path, want := range map[string]int{"?status=owner": 422, "?sort=email": 422, "?after=garbage": 422, "?q=%00": 200, "?q=%22": 200, "?q=" + strings.Repeat("x", 10_000): 200} {
		if got := p.request(http.MethodGet, usersPath(begun.acme)+path, billing, "").StatusCode; got != want {
			t.Errorf("%.40s answers %d, not %d", path, got, want)
		}
	}
}

// upload sends a file to the import page as the role.
func (p *testPortal) upload(r portal.Role, file string) *http.Response {
	p.t.Helper()
	return p.uploadTo(importPath(begun.acme), r, file)
}

const head = "First Name,Last Name,Username,User Email\n"

func TestAFileOfUsersIsPreviewedAndImported(t *testing.T) {
	p := newPortal(t)
	answer := p.upload(portal.Manager, "Shoe size;User Email;Username;Last Name;First Name\r\n42;ann@acme.example;ann;Ng;Ann\r;uma.new@acme.example;UMA;User;Uma\n;;;;\n;nonsense;ben;;Ben\r\n;cara@acme.example;ann;Cole;Cara\n")
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("answers %d", answer.StatusCode)
	}
	b := p.signedIn(portal.Manager).open(answer.Header.Get("Location")).expect(200, "These columns are not read: Shoe size.", "All 4", "Refused 2")
	want := [][]string{
		{"2", "Ann Ng", "ann", "ann@acme.example", "New", ""},
		{"3", "Uma User", "UMA", "uma.new@acme.example", "Changed", "Usernameuma UMAUser Emailuma@acme.example uma.new@acme.example"},
		{"5", "Ben", "ben", "nonsense", "Refused", "Last Name is empty. Write - for a person with one name. User Email: Enter an email address like name@example.com."},
		{"6", "Cara Cole", "ann", "cara@acme.example", "Refused", "Line 2 has the same username."},
	}
	if diff := cmp.Diff(want, b.rows()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	before := p.users(begun.acme)
	if len(before) != 1 {
		t.Errorf("previewing added somebody")
	}
	b.press("Import 2 users").saved(answer.Header.Get("Location"), "2 done, 2 refused.")
	if names := p.users(begun.acme); len(names) != 2 || names[0].Name() != "Ann Ng" || names[1].Email != "uma.new@acme.example" {
		t.Errorf("%+v", names)
	}
	if e := p.entries()[0]; e.Action != store.JobEnded || e.TargetName != "Acme" || e.OrganizationID != begun.acme || e.Changes[1].After != "2" || e.Changes[4].After != "2" {
		t.Errorf("the audit trail says %+v", e)
	}
	if p.request(http.MethodPost, answer.Header.Get("Location")+"/start", portal.Manager, "").StatusCode != http.StatusConflict {
		t.Error("an import can be done twice")
	}
	file := p.request(http.MethodGet, answer.Header.Get("Location")+"/results.csv", portal.Manager, "")
	if content, err := io.ReadAll(file.Body); err != nil || !strings.Contains(string(content), "Line,Name,Username,Email,Result,Reason,Changes\r\n2,Ann Ng,ann,ann@acme.example,Done,,\r\n") {
		t.Errorf("%s, %v", content, err)
	}
}

func TestWhatIsExportedChangesNothingWhenItIsImported(t *testing.T) {
	p := newPortal(t)
	by := p.as(billing)
	by.OrganizationID = begun.acme
	for i, name := range []string{"=1+1", "-x", "@home", "'=y", "+49", "＝full", "O'Neil", `"quoted"`, "a;b,c", "דניאל"} {
		if _, err := p.store.AddUser(t.Context(), by, portal.UserDraft{FirstName: name, LastName: name, Username: fmt.Sprint("u", i), Email: fmt.Sprintf("u%d@acme.example", i)}); err != nil {
			t.Fatal(err)
		}
	}
	answer := p.request(http.MethodGet, usersPath(begun.acme)+".csv", portal.Manager, "")
	file, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		t.Fatal(answer.Status, err)
	}
	rows, err := csv.NewReader(strings.NewReader(p.marked(string(file)))).ReadAll()
	if err != nil || len(rows) != 12 || !slices.Equal(rows[0], userColumns) {
		t.Fatalf("%q, %v", rows, err)
	}
	for _, row := range rows[1:] {
		if strings.ContainsAny(row[0][:1], "=+-@") {
			t.Errorf("%q is a formula", row[0])
		}
	}
	if e := p.entries()[0]; e.Action != store.UsersExported || e.TargetName != "Acme" {
		t.Errorf("the audit trail says %+v", e)
	}
	b := p.signedIn(portal.Manager).open(p.upload(portal.Manager, string(file)).Header.Get("Location"))
	b.expect(200, "There is nothing to import.", "11stay as they are", "0lines are refused", "These columns are not read: Status, Last Login.")
	one := p.request(http.MethodGet, usersPath(begun.acme)+".csv?q=home", portal.Manager, "")
	if file, _ := io.ReadAll(one.Body); strings.Count(string(file), "\n") != 2 {
		t.Errorf("the filtered export is %q", file)
	}
}

func TestFilesThatAreTooLargeOrUnreadableAreRefusedClearly(t *testing.T) {
	p := newPortal(t)
	for name, tt := range map[string]struct {
		file string
		code int
		text string
	}{
		"a million lines":   {head + strings.Repeat("a,b\n", 1_000_000), 422, "The file has more than 10,000 rows. Split it into smaller files."},
		"more than 4 MiB":   {head + strings.Repeat("a,b,c,d\n", 600_000), 413, "A CSV file can hold 4 MB."},
		"a spreadsheet":     {"PK\x03\x04" + strings.Repeat("\x00", 100), 422, "it is not text."},
		"Latin-1":           {head + "Zo\xeb,A,z,z@a.example\n", 422, "not text in UTF-8"},
		"a column too few":  {"First Name,Last Name,Username\nA,B,c\n", 422, "The first line has no column User Email."},
		"nothing":           {"", 422, "The file is empty."},
		"an unclosed quote": {head + "\"A,B,c,d\n", 422, "Line 2 cannot be read"},
	} {
		answer := p.upload(billing, tt.file)
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != tt.code || !strings.Contains(string(body), tt.text) {
			t.Errorf("%s: %d\n%.2000s", name, answer.StatusCode, body)
		}
	}
	for _, r := range []portal.Role{portal.HelpDesk, portal.ReadOnlyRole} {
		if got := p.upload(r, head+"A,B,c,c@a.example\n").StatusCode; got != 403 {
			t.Errorf("%s gets %d", r, got)
		}
	}
	if got := p.request(http.MethodPost, usersPath(begun.acme), billing, "first_name="+strings.Repeat("x", 1<<20)).StatusCode; got != 413 {
		t.Errorf("a large form elsewhere gets %d", got)
	}
	if n := len(p.users(begun.acme)); n != 1 {
		t.Errorf("%d users", n)
	}
}

func TestAnImportBelongsToWhoPreviewedItForADay(t *testing.T) {
	p := newPortal(t)
	path := p.upload(portal.Manager, head+"A,B,c,c@a.example\n").Header.Get("Location")
	b := p.signedIn(billing).open(path).expect(200, "Only Radia Perlman can start this.")
	if slices.ContainsFunc(b.names("button"), func(name string) bool { return strings.HasPrefix(name, "Import") }) {
		t.Error("there is a button for somebody else")
	}
	if got := p.request(http.MethodPost, path+"/start", billing, "").StatusCode; got != http.StatusConflict {
		t.Errorf("somebody else can start it: %d", got)
	}
	if got := p.request(http.MethodGet, jobPath("", path[strings.LastIndex(path, "/")+1:]), billing, "").StatusCode; got != http.StatusNotFound {
		t.Errorf("the portal has it: %d", got)
	}
	p.signedIn(portal.Manager).open(path).expect(200, "Import 1 user")
}

func TestNewUsersAreInvitedOnlyIfAskedFor(t *testing.T) {
	for _, invited := range []bool{true, false} {
		p := newPortal(t)
		b := p.signedIn(portal.Manager).open(p.upload(portal.Manager, head+"A,B,c,c@a.example\n").Header.Get("Location"))
		if invited {
			b.tick("Send each new user an invitation")
		}
		b.press("Import 1 user").saved(b.at.Path, "1 done.")
		want := 0
		if invited {
			want = 1
			b.expect(200, "To each new user", "Mail is not set up; the emails go to outbox/.")
		}
		if n := p.count(`SELECT COUNT(*) FROM outbox WHERE kind = 'invitation' AND user_id = (SELECT id FROM users WHERE username = 'c')`); n != want {
			t.Errorf("asked for %t: %d invitations", invited, n)
		}
	}
}

func TestALargeImportOfUsersRunsByItselfAndCanBeStopped(t *testing.T) {
	p := newPortal(t)
	file := head
	for i := range store.DoneAtOnce + 1 {
		file += fmt.Sprintf("A,B,c%d,c%d@a.example\n", i, i)
	}
	b := p.signedIn(portal.Manager).open(p.upload(portal.Manager, file).Header.Get("Location"))
	b.press("Import 201 users").expect(200, "Progress", "0 of 201 done")
	job := b.at.Path
	p.signedIn(billing).open(usersPath(begun.acme)).expect(200, "Import users: 0 of 201 done.")
	if text := p.signedIn(billing).open("/administrators").page.Text(); strings.Contains(text, "0 of 201") {
		t.Error("the administrators' list tells of it")
	}
	b.open(job).press("Stop").saved(job, "Stopped.")
	b.expect(200, "Stopped by Radia Perlman.", "201not tried")
}

func TestUndeliveredMailToAUserIsSentAgain(t *testing.T) {
	p := newPortal(t)
	by := p.as(billing)
	by.OrganizationID = begun.acme
	if _, err := p.store.SendUserPasswordReset(t.Context(), by, begun.user); err != nil {
		t.Fatal(err)
	}
	for {
		l, ok, err := p.store.NextLetter(t.Context())
		if err != nil || !ok {
			t.Fatal("no letter to Uma is due", err)
		}
		if l.User {
			must(p.store.LetterFailed(t.Context(), l.ID, errors.New("no")))
			break
		}
		must(p.store.LetterDelivered(t.Context(), l.ID))
	}
	b := p.signedIn(billing).open("/mail").expect(200, "Uma User", "Acme", "Invitation")
	b.click("Uma User").expect(200, "uma@acme.example").open("/mail")
	b.press("Send again to Uma User").saved("/mail", "The email to Uma User is queued again.")
	if e := p.entries()[0]; e.Action != store.LetterSentAgain || e.TargetID != begun.user || e.OrganizationID != begun.acme {
		t.Errorf("the audit trail says %+v", e)
	}
}
