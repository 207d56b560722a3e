package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mtp/internal/portal"
	"mtp/store"
)

func TestAPersonWithOneNameIsShownByItAlone(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(billing)
	for typed, first := range map[string]string{"-": "Sukarno", ".": "Teller", "–": "Suharto"} {
		email := strings.ToLower(first) + "@example.com"
		b.open("/administrators/new").fill("First Name", first).fill("Administrator Email Address", email).choose("Role", "Help Desk")
		b.press("Save User").expect(422, "Enter a last name. For a person with one name, enter a hyphen (-).")
		b.fill("Last Name", typed).press("Save User").saved("/administrators", first+" is added.")
		if e := p.entries()[0]; e.TargetName != first || slices.ContainsFunc(e.Changes, func(c store.FieldChange) bool { return c.Field == "Last Name" }) {
			t.Errorf("the audit trail says %+v", e)
		}
		if got := b.open("/administrators?q=" + first).expect(200).names("tbody th a"); len(got) != 1 || got[0] != first {
			t.Errorf("the list says %q", got)
		}
		b.click(first).expect(200)
		if got := b.names("h1"); got[0] != first {
			t.Errorf("the page is headed %q", got)
		}
	}
	if got := b.value("Last Name"); got != "-" && got != "." {
		t.Errorf("the form says %q", got)
	}
	b.open("/administrators?q=teller").click("Teller").fill("Last Name", "Jillette").press("Save User").saved(b.at.Path, "Teller Jillette is saved")
	if e := p.entries()[0]; len(e.Changes) != 1 || e.Changes[0] != (store.FieldChange{Field: "Last Name", After: "Jillette"}) {
		t.Errorf("the audit trail says %+v", e)
	}
	b.open("/administrators?q=teller").click("Teller Jillette").fill("Last Name", ".").press("Save User").saved(b.at.Path, "Teller is saved")
	letters, err := filepath.Glob(filepath.Join(p.folder, "outbox", "*.eml"))
	must(err)
	for _, path := range letters {
		letter, err := os.ReadFile(path)
		must(err)
		if to := string(letter); strings.Contains(to, " - ") || strings.Contains(to, `" -"`) || strings.Contains(to, "Teller .") {
			t.Errorf("%s", letter)
		}
	}
	// What is exported comes back by the import.
	file := p.csv(administratorsExport)
	if !strings.Contains(file, "Teller,.,teller@example.com") || !strings.Contains(file, "Sukarno,'-,sukarno@example.com") {
		t.Errorf("%s", file)
	}
	b.open(p.uploadTo(administratorsImport, billing, file).Header.Get("Location")).expect(200, "There is nothing to import.", "0lines are refused")
	b.open("/administrators?q=sukarno").tick("Select Sukarno").press("Suspend")
	if rows := b.expect(200).rows(); len(rows) != 1 || rows[0][0] != "Sukarno" {
		t.Errorf("the job says %q", rows)
	}
}

func TestAUserWithOneNameIsShownByItAlone(t *testing.T) {
	p := newPortal(t)
	b := p.signedIn(portal.Manager).open("/o/" + begun.acme + "/").click("Users")
	b.click("Add user").fillUser("Sukarno", "-", "sukarno", "sukarno@acme.example").press("Save User").saved(usersPath(begun.acme), "Sukarno is added.")
	if e := p.entries()[0]; e.TargetName != "Sukarno" {
		t.Errorf("the audit trail says %+v", e)
	}
	b.open(p.upload(portal.Manager, head+"Teller,.,teller,teller@acme.example\nSuharto,,suharto,suharto@acme.example\n").Header.Get("Location"))
	rows := b.expect(200).rows()
	if len(rows) != 2 || rows[1][5] != "Last Name is empty. Write - for a person with one name." || rows[0][1] != "Teller" {
		t.Errorf("%q", rows)
	}
}
