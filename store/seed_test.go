package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

var smallSeed = SeedPlan{Administrators: 400, Organizations: 700, Access: 10, Users: 1500, RandomSeed: 42, Password: passphrase}

// seeded returns a portal with the sample data.
func seeded(t *testing.T, p SeedPlan) *house {
	t.Helper()
	h := newHouse(t)
	out, err := h.Seed(ctx, p, nil)
	h.must(err)
	if out.Users != p.Users || out.Administrators != p.Administrators || out.Organizations != p.Organizations || out.Email != "demo@mtp.example" ||
		out.Access != h.number(`SELECT COUNT(*) FROM access`) {
		t.Errorf("%+v", out)
	}
	first, err := findAdministrator(ctx, h.db, byEmail, "demo@mtp.example")
	h.must(err)
	h.ada = By{AdministratorID: first.ID}
	return h
}

// sown are the tables that a seed fills, without what is secret.
func (h *house) sown() map[string][]string {
	return map[string][]string{
		"administrators": h.rows(`SELECT id, first_name, last_name, name_key, email, email_key, search_text, role, status, require_mfa, api_access,
			all_organizations, organization_count, password_hash <> '', last_login_at, version, created_at, updated_at FROM administrators ORDER BY id`),
		"organizations": h.rows(`SELECT id, name, name_key, search_text, version, created_at, updated_at FROM organizations ORDER BY id`),
		"access":        h.rows(`SELECT administrator_id, organization_id, granted_at FROM access ORDER BY 1, 2`),
		"users": h.rows(`SELECT id, organization_id, first_name, last_name, name_key, username, username_key, email, email_key, search_text, status, password_hash,
			locked_at, failures, last_login_at, version, created_at, updated_at, search_id FROM users ORDER BY id`),
		"portal":   h.rows(`SELECT provider_name, setup_token_hash, created_at FROM portal`),
		"audit":    h.rows(`SELECT * FROM audit`),
		"usage":    h.rows(`SELECT month, organization_id, users_high FROM usage_months ORDER BY 1, 2`),
		"days":     h.rows(`SELECT day, users_high, counted_at FROM usage_days ORDER BY 1`),
		"invoices": h.rows(`SELECT * FROM invoices ORDER BY number`),
		"payments": h.rows(`SELECT * FROM payments ORDER BY id`),
		"methods":  h.rows(`SELECT * FROM payment_methods ORDER BY id`),
	}
}

func TestTheSameSeedGivesTheSameData(t *testing.T) {
	one, again := seeded(t, smallSeed), seeded(t, smallSeed)
	if diff := cmp.Diff(one.sown(), again.sown()); diff != "" {
		t.Errorf("(-one +again):\n%s", diff)
	}
	other := smallSeed
	other.RandomSeed++
	if h := seeded(t, other); cmp.Equal(one.sown()["administrators"], h.sown()["administrators"]) || cmp.Equal(one.sown()["organizations"], h.sown()["organizations"]) {
		t.Error("another seed gives the same data")
	}
}

func TestSeededDataIsBelievableAndWithoutFault(t *testing.T) {
	h := seeded(t, smallSeed)
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
	first := h.who(h.ada)
	want := portal.Administrator{ID: first.ID, FirstName: "Ada", LastName: "Lovelace", Email: "demo@mtp.example", Role: portal.AdministratorWithBilling,
		Status: portal.Active, HasPassword: true, AllOrganizations: true, Version: 1}
	if first != want {
		t.Errorf("first is %+v", first)
	}
	for what, query := range map[string]string{
		"roles":                              `SELECT COUNT(DISTINCT role) = 8 FROM administrators`,
		"statuses":                           `SELECT COUNT(DISTINCT status) = 3 FROM administrators WHERE status <> 'deleted'`,
		"mostly active ones":                 `SELECT COUNT(*) > 300 FROM administrators WHERE status = 'active'`,
		"mostly Managers and Help Desk":      `SELECT COUNT(*) > 150 FROM administrators WHERE role IN ('manager', 'help-desk')`,
		"some with 500 organizations":        `SELECT COUNT(*) > 0 FROM administrators WHERE organization_count = 500`,
		"some besides the first with all":    `SELECT COUNT(*) > 1 FROM administrators WHERE all_organizations`,
		"about ten organizations each":       `SELECT AVG(organization_count) BETWEEN 8 AND 14 FROM administrators WHERE organization_count < 500`,
		"a provider":                         `SELECT provider_name <> '' FROM portal`,
		"unusable hashes, but for the first": `SELECT COUNT(*) = 1 FROM administrators WHERE password_hash NOT IN ('', '!')`,
		"times in order":                     `SELECT COUNT(*) = 0 FROM administrators WHERE updated_at < created_at OR last_login_at NOT IN (0) AND last_login_at < created_at`,
		"nobody who never signed in":         `SELECT COUNT(*) = 0 FROM administrators WHERE status = 'invited' AND last_login_at <> 0`,
		"users in each state":                `SELECT COUNT(DISTINCT status) = 3 AND MAX(locked_at > 0) = 1 FROM users`,
		"many users in one":                  `SELECT MAX(user_count) > 100 FROM organizations`,
		"few in most":                        `SELECT COUNT(*) > 200 FROM organizations WHERE user_count BETWEEN 1 AND 3`,
		"none in some":                       `SELECT COUNT(*) > 200 FROM organizations WHERE user_count = 0`,
		"users who are found":                `SELECT COUNT(*) = 1500 FROM users_search`,
		"invoices of each state":             `SELECT COUNT(DISTINCT (voided_at > 0) + 2 * (paid = 0) + 4 * (paid >= billed)) = 4 FROM invoices`,
		"a year of usage":                    `SELECT COUNT(DISTINCT month) = 13 FROM usage_months`,
		"names beyond ASCII":                 `SELECT COUNT(*) > 100 FROM administrators WHERE LENGTH(CAST(first_name || last_name AS BLOB)) > LENGTH(first_name || last_name)`,
	} {
		if h.number(query) != 1 {
			t.Errorf("not so: %s", what)
		}
	}
	e := h.entry()
	if e.Action != PortalSeeded || e.ActorKind != "operator" || e.Changes[0] != (FieldChange{"Administrators", "", "400"}) || h.entries() != 1 {
		t.Errorf("entry %+v", e)
	}
	h.signIn(h.ada)
	others := h.rows(`SELECT email FROM administrators WHERE status = 'active' AND password_hash = '!' LIMIT 2`)
	for _, line := range others {
		_, err := h.SignIn(ctx, By{}, strings.TrimPrefix(line, "email="), passphrase, "")
		h.refuse(err, fault.Invalid, "")
	}
}

func TestSmallPortalsCanBeSeeded(t *testing.T) {
	for _, p := range []SeedPlan{
		{Administrators: 1}, {Administrators: 12}, {Administrators: 30, Organizations: 3, Access: 10}, {Administrators: 12, Organizations: 600}, {Administrators: 1, Organizations: 5, Access: 5},
	} {
		p.Password = passphrase
		h := seeded(t, p)
		if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
			t.Errorf("%+v: %q, %v", p, faults, err)
		}
	}
}

func TestOnlyAnEmptyPortalIsSeeded(t *testing.T) {
	h := newPortal(t)
	h.unchanged(func() {
		_, err := h.Seed(ctx, smallSeed, nil)
		h.refuse(err, fault.Rule, "an empty data folder only")
	})
	h = newHouse(t)
	link, err := h.NewSetupLink(ctx)
	h.must(err)
	for _, p := range []SeedPlan{{Password: passphrase}, {Administrators: 1, Organizations: -1, Password: passphrase}, {Administrators: 1, Access: -1, Password: passphrase}, {Administrators: 1, Password: "short"}} {
		h.unchanged(func() {
			_, err := h.Seed(ctx, p, nil)
			h.refuse(err, fault.Invalid, "")
		})
	}
	h.must(h.OpenSetupLink(ctx, link))
	_, err = h.Seed(ctx, SeedPlan{Administrators: 1, Password: passphrase}, nil)
	h.must(err)
	h.refuse(h.OpenSetupLink(ctx, link), fault.Gone, "")
}

func TestASeedThatIsInterruptedLeavesNothing(t *testing.T) {
	h := newHouse(t)
	interrupted, cancel := context.WithCancel(ctx)
	defer cancel()
	var told []string
	h.unchanged(func() {
		_, err := h.Seed(interrupted, smallSeed, func(done, total int) {
			told = append(told, fmt.Sprint(done, "/", total))
			if done == 2000 { // among the users
				cancel()
			}
		})
		if err == nil || !strings.Contains(err.Error(), "canceled") {
			t.Errorf("got %v", err)
		}
	})
	if diff := cmp.Diff([]string{"500/2600", "1000/2600", "1500/2600", "2000/2600"}, told); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
	if _, err := h.Seed(ctx, smallSeed, func(done, total int) { told = append(told, fmt.Sprint(done, "/", total)) }); err != nil || told[len(told)-1] != "2600/2600" {
		t.Errorf("afterwards: %v, %q", err, told)
	}
}
