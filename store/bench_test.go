package store

import (
	"cmp"
	"os"
	"strconv"
	"testing"
	"time"

	"mtp/internal/portal"
	"mtp/store/list"
	"mtp/store/sample"
)

// BenchmarkAdministrators measures what the pages of administrators ask of the
// store, on seeded data: of 5,000 administrators or as many as BENCH_ADMINISTRATORS
// says, with a tenth as many organizations.
func BenchmarkAdministrators(b *testing.B) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("BENCH_ADMINISTRATORS"), "5000"))
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(ctx, b.TempDir(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Seed(ctx, SeedPlan{Administrators: n, Organizations: max(600, n/10), Access: 10, RandomSeed: 1, Password: passphrase}, nil); err != nil {
		b.Fatal(err)
	}
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ada, err := findAdministrator(ctx, s.db, byEmail, portal.Key(seedFirst.Email))
	must(err)
	many, err := findAdministrator(ctx, s.db, `a.organization_count = $1 ORDER BY a.id LIMIT 1`, sample.Many)
	must(err)
	other, err := findAdministrator(ctx, s.db, `a.status = 'active' AND a.organization_count = $1 ORDER BY a.id LIMIT 1`, 3)
	must(err)
	organization := ""
	must(s.db.QueryRowContext(ctx, `SELECT name FROM organizations ORDER BY id LIMIT 1`).Scan(&organization))
	var key, id string
	must(s.db.QueryRowContext(ctx, `SELECT name_key, id FROM administrators WHERE organization_id = '' ORDER BY name_key, id LIMIT 1 OFFSET $1`, n*9/10).Scan(&key, &id))

	for _, list := range []struct {
		name string
		f    AdministratorFilter
	}{
		{"list", AdministratorFilter{}},
		{"list=deep", AdministratorFilter{After: list.Cursor([]any{key, id}, n*9/10)}},
		{"list=-last-login", AdministratorFilter{Sort: "-last-login"}},
		{"search=email", AdministratorFilter{Query: many.Email}},
		{"search=three", AdministratorFilter{Query: "mar"}},
		{"search=two", AdministratorFilter{Query: "er"}},
		{"search=words", AdministratorFilter{Query: many.LastName + ", " + many.FirstName}},
		{"search=words,common", AdministratorFilter{Query: "mar ann"}},
		{"search=words,short", AdministratorFilter{Query: "er an"}},
		{"search=words,apart", AdministratorFilter{Query: "zof łu"}},
		{"filter=role+status", AdministratorFilter{Role: portal.Manager, Status: portal.Suspended}},
		{"filter=mfa", AdministratorFilter{MFA: MFAOff}},
		{"filter=organization", AdministratorFilter{Organization: organization}},
	} {
		b.Run(list.name, func(b *testing.B) {
			for b.Loop() {
				page, err := s.Administrators(ctx, ada, "", list.f)
				if err != nil || len(page.Rows) == 0 {
					b.Fatal(len(page.Rows), err)
				}
			}
		})
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Administrator(ctx, ada, "", many.ID)
			must(err)
		}
	})
	for _, picker := range []struct{ name, text string }{{"picker", ""}, {"picker=search", "north"}} {
		b.Run(picker.name, func(b *testing.B) {
			for b.Loop() {
				_, err := s.Picker(ctx, ada, PickerQuery{AdministratorID: many.ID, Text: picker.text})
				must(err)
			}
		})
	}
	b.Run("save", func(b *testing.B) {
		draft := other.Draft()
		for b.Loop() {
			// What is saved differs each time, is found by other words and mailed.
			draft.RequireMFA = !draft.RequireMFA
			draft.FirstName = map[bool]string{true: "Zoe", false: other.FirstName}[draft.RequireMFA]
			_, err := s.EditAdministrator(ctx, By{AdministratorID: ada.ID, Address: "192.0.2.1", RequestID: "r1"}, other.ID, draft, nil)
			must(err)
			draft.Version++
		}
	})
}
