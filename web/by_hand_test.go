package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mtp/internal/portal"
	"mtp/store"
)

func TestNobodyChangesTheirOwnRoleOrAccessEvenByHand(t *testing.T) {
	p := newPortal(t)
	before := p.who(address(billing))
	b := p.signedIn(billing).open("/administrators/"+before.ID).expect(200, portal.OwnRole)
	if n := b.page.Find("[name=role], [name=access], [name=chosen]").Length(); n != 0 {
		t.Errorf("the form has %d controls for it", n)
	}
	for name, values := range map[string]url.Values{
		"role":         {"role": {"manager"}},
		"access":       {"access": {"selected"}},
		"organization": {"access": {"selected"}, "chosen": {begun.acme}, "shown": {begun.acme}},
		"change":       {"change": {"+" + begun.acme}, "access": {"selected"}},
	} {
		b.open("/administrators/" + before.ID)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				v[field] = value
			}
		})
		b.expect(422, portal.OwnRole)
		if got := p.who(address(billing)); got != before {
			t.Errorf("%s changed by hand: %+v", name, got)
		}
		if e := p.entries()[0]; e.Result != store.Refused || e.Action != store.AdministratorEdited {
			t.Errorf("%s: the audit trail says %+v", name, e)
		}
	}
	b.open("/administrators/" + before.ID)
	b.fill("Last Name", "King").fill("Administrator Email Address", "king@example.com").tick("Require MFA").tick("Enable API access")
	b.press("Save User").saved("/administrators/"+before.ID, "Ada King is saved: last name Lovelace → King, email "+before.Email+" → king@example.com, MFA required, API access on."+
		" The old and the new address each get an email about it. Require MFA takes effect at the next login.")
	if got := p.who("king@example.com"); got.Role != billing || !got.AllOrganizations || !got.RequireMFA || !got.APIAccess {
		t.Errorf("saved: %+v", got)
	}
}

func TestFormsSentByHandCannotCorruptAnything(t *testing.T) {
	p := newPortal(t)
	id := p.who(address(portal.Manager)).ID
	before := p.who(address(portal.Manager))
	many := make([]string, 1000)
	for i := range many {
		many[i] = fmt.Sprint("id", i)
	}
	changes := make([]string, 2001)
	for i := range changes {
		changes[i] = "+" + begun.acme
	}
	for name, values := range map[string]url.Values{
		"an unknown role":                   {"role": {"owner"}},
		"no role":                           {"role": {}},
		"two roles":                         {"role": {"manager", "administrator-with-billing"}},
		"no access":                         {"access": {}},
		"an unknown access":                 {"access": {"some"}},
		"two versions":                      {"version": {"1", "2"}},
		"a version that is no number":       {"version": {"x"}},
		"a version that is too large":       {"version": {"99999999999999999999"}},
		"a first name of 10,000 characters": {"first_name": {strings.Repeat("x", 10_000)}},
		"a name with a NUL":                 {"first_name": {"a\x00b"}},
		"a name that is no text":            {"last_name": {"\xff\xfe"}},
		"a name that turns the text":        {"last_name": {"a\u202eb"}},
		"an address with a line break":      {"email": {"a@example.com\r\nBcc: b@example.com"}},
		"an address with a NUL":             {"email": {"a\x00@example.com"}},
		"too many changes":                  {"change": changes},
		"a change that cannot be read":      {"change": {"*" + begun.acme}},
		"an empty change":                   {"change": {""}},
		"a long form id":                    {"form_id": {strings.Repeat("x", 65)}},
		"a cursor that is garbage":          {"picker": {"after:garbage"}},
		"a cursor of another list":          {"picker": {"before:eyJ2IjpbMV0sIm4iOjF9"}},
	} {
		b := p.signedIn(billing).open("/administrators/" + id)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				if v[field] = value; len(value) == 0 {
					v.Del(field)
				}
			}
		})
		if b.code != 422 {
			t.Errorf("%s: %d", name, b.code)
		}
		if got := p.who(address(portal.Manager)); got != before {
			t.Errorf("%s: changed to %+v", name, got)
		}
	}
	for name, values := range map[string]url.Values{
		"fields that nobody asked for":           {"status": {"deleted"}, "id": {"x"}, "password_hash": {"x"}, "organization_count": {"7"}},
		"organizations that do not exist":        {"chosen": {"x", "\x00", "' OR 1=1 --"}, "change": {"+y", "-z"}},
		"more organizations than a page shows":   {"shown": many},
		"the longest form id":                    {"form_id": {strings.Repeat("x", 64)}},
		"a search text with signs of the search": {"organization_search": {`%_\`}},
	} {
		b := p.signedIn(billing).open("/administrators/" + id)
		b.pressWith("Save User", func(v url.Values) {
			for field, value := range values {
				if v[field] = value; field == "chosen" {
					v.Add(field, begun.acme)
				}
			}
		})
		b.saved("/administrators/"+id, "Radia Perlman stays as before: nothing changed.")
		if got := p.who(address(portal.Manager)); got != before {
			t.Errorf("%s: changed to %+v", name, got)
		}
	}
}

func TestAddressesTypedByHandAreRefusedOrHarmless(t *testing.T) {
	p := newPortal(t)
	long := strings.Repeat("x", 10_000)
	for path, want := range map[string]int{
		"/administrators?role=owner":                            422,
		"/administrators?role=Help+Desk":                        200,
		"/administrators?sort=password_hash":                    422,
		"/administrators?sort=--name":                           422,
		"/administrators?sort=name%3B+DROP+TABLE":               422,
		"/administrators?status=owner":                          422,
		"/administrators?after=garbage":                         422,
		"/administrators?after=e30":                             422,
		"/administrators?after=eyJ2IjpbbnVsbCxudWxsXSwibiI6MX0": 422,
		"/administrators?after=eyJ2IjpbIngiLCJ4Il0sIm4iOjF9&before=eyJ2IjpbIngiLCJ4Il0sIm4iOjF9": 422,
		"/administrators?after=" + long:             422,
		"/administrators?q=" + long:                 200,
		"/administrators?q=%00&organization=%00":    200,
		"/administrators?q=%ff%fe&organization=%ff": 200,
		"/administrators?q=a&q=b&unknown=1":         200,
		"/administrators?q=%zz":                     200,
		"/administrators?;":                         200,
		"/organizations?sort=users":                 422,
		"/organizations?before=garbage":             422,
		"/organizations?q=%00%ff":                   200,
		"/activity?after=garbage":                   422,
		"/activity?action=nothing&result=perhaps":   422,
		"/activity?from=yesterday":                  422,
		"/activity?from=2026-02-30":                 422,
		"/activity?to=9999-12-31":                   200,
		"/activity?q=%00%ff" + long:                 200,
		"/activity.csv?from=yesterday":              422,
		"/login?next=%00":                           303,
	} {
		if got := p.request(http.MethodGet, path, billing, "").StatusCode; got != want {
			t.Errorf("%.80s: %d, not %d", path, got, want)
		}
	}
}
