package web

import (
	"bytes"
	"encoding/csv"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"mtp/internal/portal"
	"mtp/store"
)

// uploadTo sends a file to the import page at the path, as the role.
func (p *testPortal) uploadTo(path string, r portal.Role, file string) *http.Response {
	p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", "file.csv")
	if err != nil {
		p.t.Fatal(err)
	}
	io.WriteString(part, file)
	w.Close()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.server.URL+path, &body)
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.Header.Set("Origin", p.server.URL)
	request.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[r]})
	return p.send(request)
}

// csv is the file at the path, behind the mark that it begins with.
func (p *testPortal) csv(path string) string {
	p.t.Helper()
	content, err := io.ReadAll(p.request(http.MethodGet, path, billing, "").Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.marked(string(content))
}

// marked is what stands behind the byte order mark of a CSV file.
func (p *testPortal) marked(file string) string {
	p.t.Helper()
	rest, found := strings.CutPrefix(file, "\xef\xbb\xbf")
	if !found || strings.HasPrefix(rest, "\xef\xbb\xbf") {
		p.t.Errorf("the file begins with %.20q, not with one byte order mark", file)
	}
	return rest
}

func TestAFileOfAdministratorsIsPreviewedAndImported(t *testing.T) {
	p := newPortal(t)
	file := "sep=;\r\nShoe size;EMAIL;First name;Last Name;Role;Organizations;Require MFA\r\n" +
		"42;nia@new.example;Nia;Newcomer;help-desk;Acme; \r\n" +
		";manager@example.com;Radia;Perlman;Read Only;\"Globex; acme\";yes\r\n" +
		";read-only@example.com;Betty;Holberton;Read Only;Acme;maybe\r\n" +
		";help-desk@example.com;Joan;Clarke;Chief;Nowhere;\r\n" +
		";jean@new;J\u200bean;Bartik;Helpdesk\r\n"
	answer := p.uploadTo(administratorsImport, billing, file)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("answers %d", answer.StatusCode)
	}
	b := p.signedIn(billing).open(answer.Header.Get("Location"))
	b.expect(200, "Import administrators", "These columns are not read: Shoe size.", "Manager → Read Only: 1 administrator")
	want := [][]string{
		{"3", "Nia Newcomer", "nia@new.example", "New"},
		{"4", "Radia Perlman", "manager@example.com", "Changed"},
		{"5", "Betty Holberton", "read-only@example.com", "Refused", "Require MFA must be On or Off."},
		{"6", "Joan Clarke", "help-desk@example.com", "Refused", "There is no role “Chief”. There is no organization “Nowhere”."},
		{"7", "J\u200bean Bartik", "jean@new", "Refused", "First Name: It holds a sign that cannot be seen. Type it by hand instead of pasting it. Email: Enter an email address like name@example.com. There is no role “Helpdesk”. Did you mean Help Desk?"},
	}
	for i, row := range b.rows() {
		if got := row[:len(want[i])]; !cmp.Equal(want[i], got) {
			t.Errorf("%q, not %q", got, want[i])
		}
	}
	b.press("Import 2 rows").saved(b.at.Path, "2 done, 3 refused.")
	nia, radia := p.who("nia@new.example"), p.who(address(portal.Manager))
	if nia.Role != portal.HelpDesk || nia.Status != portal.Invited || !nia.RequireMFA || nia.OrganizationCount != 1 {
		t.Errorf("Nia is %+v", nia)
	}
	if radia.Role != portal.ReadOnlyRole || !radia.RequireMFA || radia.OrganizationCount != 2 {
		t.Errorf("Radia is %+v", radia)
	}
	b.open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location")).expect(200, "There is nothing to import.")
}

func TestAFileOfAdministratorsThatCannotBeReadIsRefusedBesideTheField(t *testing.T) {
	p := newPortal(t)
	for file, want := range map[string]string{
		"":                      "The file is empty.",
		"First Name\nAda\n":     "The first line has no column Email.",
		"Email\n":               "The file has no rows below the names of its columns.",
		"Email\n\"x\n":          "Line 2 cannot be read",
		"Email,Email\nx,y\n":    "The first line names the column Email twice.",
		"Email\n\xff\xfe\xfd\n": "The file is not text in UTF-8.",
	} {
		answer := p.uploadTo(administratorsImport, billing, file)
		content, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(content), want) {
			t.Errorf("%q answers %d without %q", file, answer.StatusCode, want)
		}
	}
	if answer := p.uploadTo(administratorsImport, billing, "Email\n"+strings.Repeat("x", 4*maxFile+maxForm)); answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a file that is too large answers %d", answer.StatusCode)
	}
	answer := p.uploadTo(administratorsImport, portal.AdministratorRole, "Email\nx@y.example\n")
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("an Administrator is answered %d", answer.StatusCode)
	}
}

// What is exported and imported again changes nothing, whatever people are called.
func TestAnExportImportedAgainChangesNothing(t *testing.T) {
	p := newPortal(t)
	awkward := []string{"=cmd|'/c calc'!A1", `The "Best"; Company`, "'quoted'", "Ünïcode شركة", "A;B", strings.Repeat("L", 60), "-1", "@x, y", "Ant;=1+1", "a,+b;\"-c"}
	for _, name := range awkward {
		p.organization(name)
	}
	p.add(portal.HelpDesk, `O"Hára; Söns`, "Zoe", "Mia")
	zoe := p.who("mia@example.org")
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), zoe.ID, zoe.Draft(), store.Changes{"+?"}); err != nil {
		t.Fatal(err)
	}
	file := p.csv(administratorsExport)
	if !strings.HasPrefix(file, "First Name,Last Name,Email,Role,Require MFA,API Access,Organizations,Status\r\n") {
		t.Fatalf("the columns are %q", file[:80])
	}
	for _, file := range []string{"\ufeff" + file, file, "\ufeff\ufeff" + strings.ReplaceAll(file, "\r\n", "\n")} {
		b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location"))
		b.expect(200, "There is nothing to import.", "13stay as they are", "0lines are refused")
	}
	file = p.csv(organizationsExport)
	if !strings.HasPrefix(file, "Id,Name,Users,Administrators\r\n") { // Excel takes a file that begins with ID for another format
		t.Errorf("the columns are %.40q", file)
	}
	b := p.signedIn(billing).open(p.uploadTo(organizationsImport, billing, file).Header.Get("Location"))
	b.expect(200, "There is nothing to import.", "These columns are not read: Users, Administrators.", "0lines are refused")
}

func TestTheExportAsSpreadsheetsSaveItAgainChangesNothing(t *testing.T) {
	p := newPortal(t)
	p.organization(`The "Best"; Company, Ltd`)
	p.organization("חברה")
	p.add(portal.HelpDesk, `=O'Hára; Söns`, "Zoe")
	zoe := p.who("zoe@example.org")
	if _, err := p.store.EditAdministrator(t.Context(), p.as(billing), zoe.ID, zoe.Draft(), store.Changes{"+?"}); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(strings.NewReader(p.csv(administratorsExport))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	parted := func(comma rune, crlf bool) string {
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma, w.UseCRLF = comma, crlf
		if err := w.WriteAll(cells); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(parted('\t', true))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"Excel's CSV UTF-8": "\ufeff" + parted(';', true), "Excel's Unicode text": wide, "Excel's first line": "sep=;\r\n" + parted(';', true),
		"LibreOffice's commas": parted(',', false), "LibreOffice's tabs": parted('\t', false),
	} {
		b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location"))
		if text := words(b.page.Find("main")); !strings.Contains(text, "There is nothing to import.") || !strings.Contains(text, "0lines are refused") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestTheExportHoldsWhatTheListShows(t *testing.T) {
	p := newPortal(t)
	if got, want := p.csv(administratorsExport+"?role=manager"), "First Name,Last Name,Email,Role,Require MFA,API Access,Organizations,Status\r\nRadia,Perlman,manager@example.com,Manager,Off,Off,Acme,Active\r\n"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
	if newest := p.entries()[0]; newest.Action != store.AdministratorsExported || newest.ActorEmail != address(billing) {
		t.Errorf("the export is not in the audit trail, but %+v", newest)
	}
	p.signedIn(billing).open("/administrators?role=manager").click("Export CSV")
	if answer := p.request(http.MethodGet, administratorsExport+"?role=chief", billing, ""); answer.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a role that there is not answers %d", answer.StatusCode)
	}
}

func TestOrganizationsAreImported(t *testing.T) {
	p := newPortal(t)
	answer := p.uploadTo(organizationsImport, billing, "ID,Name\n"+begun.acme+",Acme Renamed\n,Brand New\n")
	b := p.signedIn(billing).open(answer.Header.Get("Location")).expect(200, "Import organizations", "Acme Renamed", "Brand New")
	b.press("Import 2 rows").saved(b.at.Path, "2 done.")
	b.open("/organizations").expect(200, "Acme Renamed", "Brand New")
}

func TestALineOfMoreCellsThanColumnsIsRefusedByEachImport(t *testing.T) {
	p := newPortal(t)
	const many, quoted = "The line holds more cells than the first line has columns:", "A name with a comma in it stands in quotation marks."
	for path, file := range map[string]string{
		organizationsImport:    "Name\nSmith, Jones & Partners\n\"Smith, Jones\",,\nBare\n",
		administratorsImport:   "Email,First Name,Last Name,Role\nann@new.example,Ann,Lee, Jr,Manager\nbea@new.example,Bea,Lee,Manager,,\ncleo@new.example,Cleo,Lee,Manager\n",
		importPath(begun.acme): "Username,User Email,First Name,Last Name\nann,ann@new.example,Ann,Lee, Jr\nbea,bea@new.example,Bea,Lee,,\ncleo,cleo@new.example,Cleo,Lee\n",
	} {
		b := p.signedIn(billing).open(p.uploadTo(path, billing, file).Header.Get("Location"))
		for _, row := range b.rows() {
			refused := slices.Contains(row, "Refused")
			if reason := strings.Join(row, " "); refused != (row[0] == "2") || refused && (!strings.Contains(reason, many) || !strings.Contains(reason, quoted)) {
				t.Errorf("%s: %q", path, row)
			}
		}
		if len(b.rows()) != 3 {
			t.Errorf("%s: %d rows", path, len(b.rows()))
		}
	}
}

func TestALineOfFewerCellsIsReadAsIfTheyWereEmpty(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing).open(p.uploadTo(organizationsImport, billing, "Name,Id,Note\nBrand New\n").Header.Get("Location"))
	b.expect(200, "Import 1 row")
	b.open(p.uploadTo(administratorsImport, billing, "Email,First Name,Last Name,Role,Status,Organizations\nmanager@example.com,Radia,Perlman,Manager\n").Header.Get("Location"))
	b.expect(200, "Import 1 row", "Acme") // an empty cell takes what was there away
	b.open(p.uploadTo(importPath(begun.acme), billing, "First Name,Last Name,Username,User Email\nAnn,Lee,ann\n").Header.Get("Location"))
	b.expect(200, "User Email is empty.")
}

func TestFilesAsOtherProgramsWriteThemAreRead(t *testing.T) {
	p := newPortal(t)
	for name, file := range map[string]string{
		"PowerShell":                    "#TYPE System.Management.Automation.PSCustomObject\r\n\"Email\",\"Role\"\r\n\"manager@example.com\",\"Manager\"\r\n",
		"a separator in marks":          "\"sep=;\"\nEmail;Role\nmanager@example.com;Manager\n",
		"a separator in capitals":       "SEP=;\nEmail;Role\nmanager@example.com;Manager\n",
		"spaces before the marks":       "\"Email\", \"Role\"\n\"manager@example.com\", \"Manager\"\n",
		"two byte order marks":          "\ufeff\ufeffEmail,Role\nmanager@example.com,Manager\n",
		"unseen signs at the ends":      "Email\u200b,\u202aRole\n\u202amanager@example.com\u202c,\ufeffManager\u200b\n",
		"no-break spaces between words": "Email,Require\u00a0MFA,Role\nmanager@example.com,off\u00a0,Manager\n",
	} {
		b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location"))
		if text := words(b.page.Find("main")); !strings.Contains(text, "There is nothing to import.") || !strings.Contains(text, "0lines are refused") {
			t.Errorf("%s: %s", name, text)
		}
	}
	b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, "Email,Role,First Name,Last Name,Status\nnia@new.example,Command\u00a0Runner\u202fwith\u2003Billing,\u200fדוד,Levi,\u00a0Active\u200b\n").Header.Get("Location"))
	b.expect(200, "Import 1 row").press("Import 1 row")
	if nia := p.who("nia@new.example"); nia.Role != portal.CommandRunnerWithBilling || nia.FirstName != "דוד" {
		t.Errorf("she is %+v", nia)
	}
	b.open(p.uploadTo(importPath(begun.acme), billing, head+"Ann,Lee,ann.lee@new.example,ann.lee@new.example\n").Header.Get("Location")).expect(200, "leave out what follows the @")
	answer := p.uploadTo(administratorsImport, billing, "First Name,Mail,Role\nAnn,a@new.example,Manager\n")
	page, err := io.ReadAll(answer.Body)
	must(err)
	if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(page), "The first line has no column Email. It holds “First Name”, “Mail” and “Role”.") {
		t.Errorf("a file without addresses answers %d", answer.StatusCode)
	}
}

func TestACellAsExcelCutsItIsRefused(t *testing.T) {
	p := newPortal(t)
	cut := strings.Repeat("Acme;", 32_767/5) + "Ac"
	for cell, want := range map[string]string{cut: "which is where Excel cuts a cell", cut[:32_764]: "There is nothing to import."} {
		b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, "Email,Organizations\nmanager@example.com,"+cell+"\n").Header.Get("Location"))
		b.expect(200, want)
	}
}
