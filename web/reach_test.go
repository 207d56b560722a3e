package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/store"
)

// elsewhere is another organization with people of its own, which everyone but
// Ada is out of reach of.
type elsewhere struct{ id, user, own, imported string }

func (p *testPortal) elsewhere() elsewhere {
	p.t.Helper()
	ctx, by := context.Background(), p.as(billing)
	by.OrganizationID = begun.globex
	user, err := p.store.AddUser(ctx, by, portal.UserDraft{FirstName: "Secret", LastName: "Stranger", Username: "stranger", Email: "stranger@globex.example"})
	if err != nil {
		p.t.Fatal(err)
	}
	own, err := p.store.AddAdministrator(ctx, by, portal.Draft{FirstName: "Secret", LastName: "Admin", Email: "own@globex.example", Role: portal.Manager}, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	imported, err := p.store.PreviewUsers(ctx, by, []store.UserRow{{Line: 2, Draft: portal.UserDraft{FirstName: "Secret", LastName: "Import", Username: "secret", Email: "secret@globex.example"}}}, "")
	if err != nil {
		p.t.Fatal(err)
	}
	return elsewhere{begun.globex, user.ID, own.ID, imported}
}

// TestNothingOutsideAnOrganizationIsReadOrChangedThroughItsPages walks every
// route of an organization as every role: with another organization in the path,
// and with the ids of its people in an organization that was launched.
func TestNothingOutsideAnOrganizationIsReadOrChangedThroughItsPages(t *testing.T) {
	p := newPortal(t)
	out := p.elsewhere()
	state := func() any {
		own, err := p.store.Administrators(t.Context(), viewer, out.id, store.AdministratorFilter{})
		if err != nil {
			t.Fatal(err)
		}
		return []any{p.state(), p.users(out.id), own.Rows}
	}
	before := state()
	walked := 0
	for _, line := range answersTo {
		if !strings.HasPrefix(line.path, inOrganization) {
			continue
		}
		foreign := out.own
		switch {
		case strings.HasPrefix(line.path, importRoute):
			foreign = out.imported
		case strings.HasPrefix(line.path, usersRoute):
			foreign = out.user
		}
		for _, r := range portal.Roles() {
			paths := []string{}
			if strings.Contains(line.path, ":id") { // a foreign id in a launched organization
				paths = append(paths, strings.NewReplacer(":organization", begun.acme, ":id", foreign).Replace(line.path))
			}
			if r != billing { // a foreign organization; Ada reaches this one
				paths = append(paths, strings.NewReplacer(":organization", out.id, ":id", foreign).Replace(line.path))
			}
			for _, path := range paths {
				walked++
				answer := p.request(line.method, path, r, line.form+"&organization_id="+out.id+"&organization="+out.id)
				body, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatal(err)
				}
				if answer.StatusCode != http.StatusNotFound && answer.StatusCode != http.StatusForbidden {
					t.Errorf("%s %s as %s answers %d", line.method, path, r, answer.StatusCode)
				}
				if text := string(body); strings.Contains(text, "Secret") || strings.Contains(text, "Globex") {
					t.Errorf("%s %s as %s tells of the other organization", line.method, path, r)
				}
			}
		}
	}
	if walked < 200 {
		t.Errorf("only %d walked", walked)
	}
	if diff := cmp.Diff(before, state()); diff != "" {
		t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// TestFieldsThatNameAnotherOrganizationAreNotRead forges the id in each form
// that creates something.
func TestFieldsThatNameAnotherOrganizationAreNotRead(t *testing.T) {
	p := newPortal(t)
	out := p.elsewhere()
	before := p.users(out.id)
	answer := p.request(http.MethodPost, "/o/"+begun.acme+"/users?organization="+out.id, billing,
		"first_name=New&last_name=Person&username=newcomer&email=new@acme.example&organization_id="+out.id+"&organization="+out.id+"&id="+out.user)
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("answers %d", answer.StatusCode)
	}
	if diff := cmp.Diff(before, p.users(out.id)); diff != "" {
		t.Errorf("the other organization changed (-before +after):\n%s", diff)
	}
	if n := len(p.users(begun.acme)); n != 2 {
		t.Errorf("%d users in the one that is worked in", n)
	}
}
