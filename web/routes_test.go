package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/static"
	"mtp/store"
)

// columns are the roles in the order of the table below; nobody is signed in
// where there is no role.
var columns = []portal.Role{
	portal.AdministratorWithBilling, portal.AdministratorRole, portal.Manager, portal.CommandRunnerWithBilling,
	portal.CommandRunner, portal.HelpDesk, portal.ReadOnlyRole, portal.BillingOnly, portal.NoRole,
}

// answersTo is what each route answers to each role, typed from the table of
// roles: 200 is a page, 303 a success or the way to the sign-in page. Nobody
// here has an API key, the API access for one, MFA to turn off, or a lock: 401,
// 409 and 422 say so.
var answersTo = []struct {
	method, path string
	form         string
	// Administrator with Billing, Administrator, Manager, Command Runner with Billing, Command Runner, Help Desk, Read Only, Billing Only, nobody
	want [9]int
}{
	{"GET", "/healthz", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"GET", "/readyz", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"GET", "/static/*", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},

	{"GET", "/setup/:token", "", [9]int{410, 410, 410, 410, 410, 410, 410, 410, 410}},
	{"GET", "/setup/:token/*", "", [9]int{410, 410, 410, 410, 410, 410, 410, 410, 410}},
	{"POST", "/setup/:token", "provider_name=X", [9]int{410, 410, 410, 410, 410, 410, 410, 410, 410}},
	{"GET", "/login", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 200}},
	{"POST", "/login", "email=help-desk@example.com&password=" + password, [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/login/verify", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/login/verify", "code=123456", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/login/recovery-code", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/login/recovery-code", "code=ABCDE-FGHIJ", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/mfa", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"POST", "/mfa", "code=123456", [9]int{422, 422, 422, 422, 422, 422, 422, 422, 303}},
	{"POST", "/mfa/saved", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/logout", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/forgot-password", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"POST", "/forgot-password", "email=help-desk@example.com", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/set-password/:token", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"GET", "/set-password/:token/*", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"POST", "/set-password/:token", "new_password=wooden rocket under lavender&confirm_password=wooden rocket under lavender", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/password-strength", "new_password=short", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},

	{"GET", "/u/:organization", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"POST", "/u/:organization/login", "login=una&password=" + password, [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/u/:organization/logout", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/u/:organization/password", "current_password=" + password + "&new_password=wooden rocket under lavender&confirm_password=wooden rocket under lavender", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/u/:organization/forgot-password", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 200}},
	{"POST", "/u/:organization/forgot-password", "login=una", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},

	{"GET", "/", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"GET", "/continue", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/.well-known/change-password", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/session", "", [9]int{204, 204, 204, 204, 204, 204, 204, 204, 303}},
	{"GET", "/roles", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"GET", "/profile", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"POST", "/profile", "first_name=New&last_name=Name", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/profile/mfa", "do=off", [9]int{422, 422, 422, 422, 422, 422, 422, 422, 303}},
	{"POST", "/profile/sessions", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"POST", "/profile/api-key", "", [9]int{409, 409, 409, 409, 409, 409, 409, 409, 303}},
	{"POST", "/profile/password", "current_password=" + password + "&new_password=wooden rocket under lavender&confirm_password=wooden rocket under lavender", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},

	{"GET", "/administrators", "", [9]int{200, 200, 200, 403, 403, 200, 200, 403, 303}},
	{"GET", "/administrators/new", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators", "first_name=New&last_name=Person&email=new@example.com&role=manager&access=selected", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/administrators/:id", "", [9]int{200, 200, 200, 403, 403, 200, 200, 403, 303}},
	{"POST", "/administrators/:id", "first_name=New&last_name=Name&email=invited@example.com&role=manager&access=selected", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/suspend", "confirm=yes", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/restore", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/delete", "confirm=yes&confirm_email=invited@example.com", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/unlock", "", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/reset-mfa", "confirm=yes", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/send-password-reset", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/administrators/:id/resend-invitation", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},

	{"POST", "/administrators/bulk", "action=suspend&page=on&all=match", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", administratorsExport, "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", administratorsImport, "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", administratorsImport, "", [9]int{422, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/jobs", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/jobs/:id", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/jobs/:id", "role=read-only", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/jobs/:id/people", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/jobs/:id/people", "page=on&all=match", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/jobs/:id/start", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/jobs/:id/stop", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/jobs/:id/results.csv", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},

	{"GET", "/organizations", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"GET", organizationsExport, "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", organizationsImport, "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", organizationsImport, "", [9]int{422, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/organizations/new", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/organizations", "name=Hooli", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/organizations/bulk", "action=add&page=on&all=match", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/organizations/:id", "", [9]int{200, 200, 200, 403, 403, 200, 200, 403, 303}},
	{"POST", "/organizations/:id", "name=Hooli", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/organizations/:id/people", "action=add", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/organizations/:id/launch", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/launch", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},

	{"GET", "/o/:organization", "", [9]int{303, 303, 303, 303, 303, 303, 303, 303, 303}},
	{"GET", "/o/:organization/", "", [9]int{200, 200, 200, 200, 200, 200, 200, 200, 303}},
	{"GET", "/o/:organization/users", "", [9]int{200, 200, 200, 403, 403, 200, 200, 200, 303}},
	{"GET", "/o/:organization/users.csv", "", [9]int{200, 200, 200, 403, 403, 403, 403, 403, 303}},
	{"GET", "/o/:organization/users/new", "", [9]int{200, 200, 200, 403, 403, 200, 403, 403, 303}},
	{"POST", "/o/:organization/users", "first_name=New&last_name=Person&username=new&email=new@acme.example", [9]int{303, 303, 303, 403, 403, 303, 403, 403, 303}},
	{"GET", "/o/:organization/users/import", "", [9]int{200, 200, 200, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/import", "", [9]int{422, 422, 422, 403, 403, 403, 403, 403, 303}},
	{"GET", "/o/:organization/users/import/:id", "", [9]int{200, 200, 200, 403, 403, 403, 403, 403, 303}},
	{"GET", "/o/:organization/users/import/:id/results.csv", "", [9]int{200, 200, 200, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/import/:id/start", "", [9]int{303, 303, 303, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/import/:id/stop", "", [9]int{303, 303, 303, 403, 403, 403, 403, 403, 303}},
	{"GET", "/o/:organization/users/:id", "", [9]int{200, 200, 200, 403, 403, 200, 200, 200, 303}},
	{"POST", "/o/:organization/users/:id", "first_name=New&last_name=Name&username=uma&email=uma@acme.example", [9]int{303, 303, 303, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/:id/suspend", "confirm=yes", [9]int{303, 303, 303, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/:id/restore", "", [9]int{409, 409, 409, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/users/:id/delete", "confirm=yes", [9]int{303, 303, 303, 403, 403, 303, 403, 403, 303}},
	{"POST", "/o/:organization/users/:id/unlock", "", [9]int{409, 409, 409, 403, 403, 409, 403, 403, 303}},
	{"POST", "/o/:organization/users/:id/send-password-reset", "", [9]int{303, 303, 303, 403, 403, 303, 403, 403, 303}},

	{"GET", "/o/:organization/administrators", "", [9]int{200, 200, 200, 403, 403, 200, 200, 200, 303}},
	{"GET", "/o/:organization/administrators/new", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators", "first_name=New&last_name=Person&email=new@example.com&role=manager", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"GET", "/o/:organization/administrators/:id", "", [9]int{200, 200, 200, 403, 403, 200, 200, 200, 303}},
	{"POST", "/o/:organization/administrators/:id", "first_name=New&last_name=Name&email=own@acme.example&role=manager", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/suspend", "confirm=yes", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/restore", "", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/delete", "confirm=yes&confirm_email=own@acme.example", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/unlock", "", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/reset-mfa", "confirm=yes", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/send-password-reset", "", [9]int{409, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/o/:organization/administrators/:id/resend-invitation", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},

	{"GET", "/account", "", [9]int{200, 403, 403, 200, 403, 403, 403, 200, 303}},
	{"GET", "/account/usage", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"GET", "/account/usage.csv", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"GET", "/account/invoices", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"GET", "/account/invoices.csv", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"GET", "/account/invoices/:number", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"GET", "/account/billing-information", "", [9]int{200, 403, 403, 403, 403, 403, 403, 200, 303}},
	{"POST", "/account/billing-information", "contact_name=New&contact_email=new@example.com&same=on&mailing_country=DE&mailing_line1=Weg 1&mailing_city=Bonn&mailing_postal_code=53113", [9]int{303, 403, 403, 403, 403, 403, 403, 303, 303}},
	{"GET", "/account/payment-methods/new", "", [9]int{200, 403, 403, 200, 403, 403, 403, 200, 303}},
	{"POST", "/account/payment-methods", "kind=bank-transfer&holder=New&last_four=1234", [9]int{303, 403, 403, 303, 403, 403, 403, 303, 303}},
	{"GET", "/account/payment-methods/:id", "", [9]int{200, 403, 403, 200, 403, 403, 403, 200, 303}},
	{"POST", "/account/payment-methods/:id", "kind=bank-transfer&holder=New&last_four=1234", [9]int{303, 403, 403, 303, 403, 403, 403, 303, 303}},
	{"POST", "/account/payment-methods/:id/default", "", [9]int{303, 403, 403, 303, 403, 403, 403, 303, 303}},
	{"POST", "/account/payment-methods/:id/delete", "confirm=yes", [9]int{303, 403, 403, 303, 403, 403, 403, 303, 303}},

	{"GET", "/mail", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
	{"POST", "/mail/:id/send-again", "", [9]int{303, 403, 403, 403, 403, 403, 403, 403, 303}},

	{"GET", "/api/users/getSelf", "", [9]int{401, 401, 401, 401, 401, 401, 401, 401, 401}},

	{"GET", "/activity", "", [9]int{200, 200, 200, 403, 403, 200, 200, 403, 303}},
	{"GET", "/activity.csv", "", [9]int{200, 403, 403, 403, 403, 403, 403, 403, 303}},
}

// targets are whom an action of the table is about, where it is not the one
// who was invited.
var targets = map[string]string{
	"/administrators/:id/restore":             suspended,
	"/administrators/:id/send-password-reset": address(portal.Manager),
}

func TestTheTableNamesEveryRouteOfTheProgram(t *testing.T) {
	var table, program []string
	for _, line := range answersTo {
		table = append(table, line.method+" "+line.path)
	}
	for _, r := range (&server{}).routes() {
		program = append(program, r.method+" "+r.path)
	}
	slices.Sort(table)
	slices.Sort(program)
	if diff := cmp.Diff(program, table); diff != "" {
		t.Errorf("(-program +table):\n%s", diff)
	}
}

func TestEachRouteAnswersEachRoleAsTheTableSays(t *testing.T) {
	for _, line := range answersTo {
		for i, role := range columns {
			name := role.String()
			if role == portal.NoRole {
				name = "nobody"
			}
			t.Run(line.method+line.path+" "+name, func(t *testing.T) {
				t.Parallel()
				p := newPortal(t)
				path := line.path
				switch {
				case path == "/static/*":
					path = static.Path("app.css")
				case strings.HasPrefix(path, signInRoute):
					p.plantUser(begun.acme, "Una", portal.Active)
					path = strings.Replace(path, ":organization", begun.acme, 1)
				case strings.HasPrefix(path, inOrganization):
					path = strings.NewReplacer(":organization", begun.acme, ":id", p.within(path, role)).Replace(path)
				case strings.HasPrefix(path, "/administrators/:id"):
					email := invited
					if other, ok := targets[path]; ok {
						email = other
					}
					path = strings.Replace(path, ":id", p.who(email).ID, 1)
				case strings.HasPrefix(path, jobRoute):
					path = strings.Replace(path, ":id", p.job(line.method+" "+path), 1)
				case strings.HasPrefix(path, "/organizations/:id"):
					path = strings.Replace(path, ":id", begun.acme, 1)
				case strings.HasPrefix(path, "/account/invoices/:number"):
					path = strings.Replace(path, ":number", begun.invoice, 1)
				case strings.HasPrefix(path, "/account/payment-methods/:id"):
					path = strings.Replace(path, ":id", begun.method, 1)
				case strings.HasPrefix(path, "/mail/:id"):
					path = strings.Replace(path, ":id", p.undelivered(), 1)
				default:
					path = strings.NewReplacer(":token", begun.link, "*", "").Replace(path)
				}
				before := p.state()
				answer := p.request(line.method, path, role, line.form)
				if answer.StatusCode != line.want[i] {
					t.Fatalf("answers %d, not %d", answer.StatusCode, line.want[i])
				}
				switch newest := p.entries()[0]; {
				case answer.StatusCode == http.StatusForbidden:
					p.unchanged(before)
					if newest.Result != store.Refused || newest.ActorEmail != address(role) || newest.Action != store.PermissionDenied || newest.Reason == "" {
						t.Errorf("the refusal is not in the audit trail, but %+v", newest)
					}
				case role == portal.NoRole && !open(line.path):
					p.unchanged(before)
					if to := answer.Header.Get("Location"); !strings.HasPrefix(to, "/login") {
						t.Errorf("leads to %s", to)
					}
				case line.method == http.MethodGet:
					p.unchanged(before)
				case answer.StatusCode == http.StatusConflict:
					p.unchanged(before)
					if newest.Result != store.Refused || newest.ActorEmail != address(role) {
						t.Errorf("the refusal is not in the audit trail, but %+v", newest)
					}
				case line.want[1] == http.StatusForbidden && answer.StatusCode < 400:
					if newest.Result != store.Done || newest.ActorEmail != address(role) {
						t.Errorf("the success is not in the audit trail, but %+v", newest)
					}
				}
			})
		}
	}
}

// open reports whether the route is for people who are not signed in as well.
func open(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return slices.Contains([]string{"healthz", "readyz", "static", "setup", "login", "logout", ".well-known", "forgot-password", "set-password", "api", "password-strength", "u"}, first)
}

// state is what a refused request leaves as it was.
func (p *testPortal) state() any {
	var administrators []portal.Administrator
	for _, line := range p.administrators() {
		administrators = append(administrators, line.Administrator)
	}
	own, err := p.store.Administrators(p.t.Context(), viewer, begun.acme, store.AdministratorFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, line := range own.Rows {
		administrators = append(administrators, line.Administrator)
	}
	information, err := p.store.BillingInformation(p.t.Context(), viewer)
	if err != nil {
		p.t.Fatal(err)
	}
	methods, err := p.store.PaymentMethods(p.t.Context(), viewer)
	if err != nil {
		p.t.Fatal(err)
	}
	return []any{administrators, p.organizations(), p.users(begun.acme), information, methods}
}

// users are the users of the organization.
func (p *testPortal) users(organizationID string) []store.UserLine {
	p.t.Helper()
	list, err := p.store.Users(context.Background(), viewer, organizationID, store.UserFilter{})
	if err != nil {
		p.t.Fatal(err)
	}
	return list.Rows
}

// orNone stands in for an id that there is none of.
func (p *testPortal) orNone(id string) string {
	if id == "" {
		return "none"
	}
	return id
}

// within is the id that a route of an organization is about: an administrator of
// Acme's own, a user of it, or an import that the role previewed, if it may.
func (p *testPortal) within(path string, r portal.Role) string {
	p.t.Helper()
	switch {
	case strings.HasPrefix(path, importRoute):
		by := p.as(max(r, billing))
		by.OrganizationID = begun.acme
		id, _ := p.store.PreviewUsers(context.Background(), by, []store.UserRow{{Line: 2, Draft: portal.UserDraft{FirstName: "Ian", LastName: "Port", Username: "ian", Email: "ian@acme.example"}}}, "")
		if id != "" && (strings.HasSuffix(path, "/stop") || strings.HasSuffix(path, ".csv")) {
			if _, err := p.store.StartJob(context.Background(), by, id, 0); err != nil {
				p.t.Fatal(err)
			}
		}
		return p.orNone(id)
	case strings.HasPrefix(path, usersRoute):
		return begun.user
	}
	return begun.own
}

func (p *testPortal) unchanged(before any) {
	p.t.Helper()
	if diff := cmp.Diff(before, p.state()); diff != "" {
		p.t.Errorf("something changed (-before +after):\n%s", diff)
	}
}

// request sends a form or opens a page as the role, from a page of the portal.
func (p *testPortal) request(method, path string, role portal.Role, form string) *http.Response {
	p.t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.server.URL+path, strings.NewReader(values.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.server.URL)
	}
	if cookie, ok := begun.cookies[role]; ok {
		r.AddCookie(&http.Cookie{Name: "mtp", Value: cookie})
	}
	return p.send(r)
}

// send sends a request as it is, and follows nothing.
func (p *testPortal) send(r *http.Request) *http.Response {
	p.t.Helper()
	answer, err := p.server.Client().Transport.RoundTrip(r)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func TestARouteWithoutAPermissionDoesNotStart(t *testing.T) {
	if (need{}).stated() {
		t.Error("the zero need counts as a permission")
	}
	for _, r := range (&server{}).routes() {
		if !r.needs.stated() {
			t.Errorf("%s %s names no permission", r.method, r.path)
		}
	}
}
