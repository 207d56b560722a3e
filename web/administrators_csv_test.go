package web

import (
	"bytes"
	"encoding/csv"
	"io"
	"mime/multipart"
	"net/http"
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

// csv is the file at the path.
func (p *testPortal) csv(path string) string {
	p.t.Helper()
	content, err := io.ReadAll(p.request(http.MethodGet, path, billing, "").Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(content)
}

func TestAFileOfAdministratorsIsPreviewedAndImported(t *testing.T) {
	p := newPortal(t)
	file := "sep=;\r\nShoe size;EMAIL;First name;Last Name;Role;Organizations;Require MFA\r\n" +
		"42;nia@new.example;Nia;Newcomer;help-desk;Acme; \r\n" +
		";manager@example.com;Radia;Perlman;Read Only;\"Globex; acme\";yes\r\n" +
		";read-only@example.com;Betty;Holberton;Read Only;Acme;maybe\r\n" +
		";help-desk@example.com;Joan;Clarke;Chief;Nowhere;\r\n"
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
	}
	for i, row := range b.rows() {
		if got := row[:len(want[i])]; !cmp.Equal(want[i], got) {
			t.Errorf("%q, not %q", got, want[i])
		}
	}
	b.press("Import 2 rows").saved(b.at.Path, "2 done, 2 refused.")
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
	awkward := []string{"=cmd|'/c calc'!A1", `The "Best"; Company`, "'quoted'", "Ünïcode شركة", "A;B", strings.Repeat("L", 60), "-1", "@x, y"}
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
	for _, file := range []string{file, "\ufeff" + strings.ReplaceAll(file, "\r\n", "\n")} {
		b := p.signedIn(billing).open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location"))
		b.expect(200, "There is nothing to import.", "13stay as they are", "0lines are refused")
	}
	file = p.csv(organizationsExport)
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
