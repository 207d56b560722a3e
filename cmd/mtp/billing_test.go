package main

import (
	"strings"
	"testing"
	"time"

	"mtp/internal/billing"
)

// billedFolder is a data folder in which last month was counted, and that month.
func billedFolder(t *testing.T) (string, billing.Month) {
	t.Helper()
	folder := initialised(t)
	last := billing.MonthOf(time.Now()) - 1
	plant(t, folder, `INSERT INTO organizations (id, name, name_key, search_text, version, created_at, updated_at, user_count) VALUES ('acme', 'Acme', 'acme', 'acme', 1, 1, 1, 0)`)
	plant(t, folder, `INSERT INTO usage_months (month, organization_id, users_high) VALUES ('`+last.String()+`', 'acme', 40)`)
	plant(t, folder, `INSERT INTO usage_days (day, users_high, counted_at) VALUES ('`+last.String()+`-03', 40, 1)`)
	plant(t, folder, `UPDATE portal SET created_at = 1`)
	return folder, last
}

func TestAMonthIsBilledOnTheMachine(t *testing.T) {
	folder, last := billedFolder(t)
	month := last.String()
	for _, step := range []struct {
		args string
		says string
	}{
		{"prices", "No price is set."},
		{"list", "No invoice was issued."},
		{"price --from " + month + " --currency eur --per-user 2.50 --base 49.00 --tax 19", "From " + last.Words() + " on: €49.00 and €2.50 for each user, plus 19% tax"},
		{"prices", month + "  €49.00 and €2.50 for each user, plus 19% tax"},
		{"issue --month " + month + " --due 14", "INV-0001 for " + last.Words() + ": €177.31, due on "},
		{"list", "INV-0001  " + month},
		{"payments --invoice 1", "INV-0001 has no payments."},
		{"pay --invoice INV-0001 --amount 120.00 --reference Wire", "Payment 1 of €120.00 for INV-0001 is recorded."},
		{"payments --invoice 1", "€120.00  Wire"},
		{"list", "€57.31"},
		{"void --payment 1 --reason Returned", "Payment 1 of €120.00 for INV-0001 is void."},
		{"void --invoice 1 --reason Wrong", "INV-0001 is void."},
		{"issue --month " + month, "INV-0002"},
		{"recount", "Removed the counts of 0 days that have not come yet. Counted 0 users today."},
	} {
		got := mtp(t, in(folder), "", append([]string{"billing"}, strings.Fields(step.args)...)...)
		if got.code != 0 || got.errs != "" || !strings.Contains(got.out, step.says) {
			t.Errorf("%s: %+v", step.args, got)
		}
	}
	if got := mtp(t, in(folder), "", "billing", "issue", "--month", month); got.code != 1 {
		t.Errorf("%+v", got)
	}
}

func TestWhatCannotBeBilledIsRefusedWithOneLine(t *testing.T) {
	folder, last := billedFolder(t)
	for _, tt := range []struct {
		args    string
		code    int
		pattern string
	}{
		{"", 2, "say what to do"},
		{"price", 2, "give --from, --currency and --per-user"},
		{"price --from 2026-13 --currency EUR --per-user 1", 1, `^mtp billing: The month “2026-13” cannot be read`},
		{"price --from 2026-12 --currency EURO --per-user 1", 1, "There is no currency “EURO”"},
		{"price --from 2026-12 --currency EUR --per-user -1", 1, "is negative"},
		{"price --from 2026-12 --currency EUR --per-user 1.005", 1, "more digits after the point"},
		{"price --from 2026-12 --currency EUR --per-user 9007199254740993", 1, "too large"},
		{"price --from 2026-12 --currency EUR --per-user 1 --tax 101", 1, "at most 100 percent"},
		{"issue", 2, "give --month"},
		{"issue --month 2026-1", 1, "cannot be read"},
		{"issue --month " + last.String(), 1, "No price is in force"},
		{"issue --month " + (last + 1).String(), 1, "is not over"},
		{"pay --amount 1", 2, "give --invoice"},
		{"pay --invoice 1", 2, "give --amount"},
		{"pay --invoice x --amount 1", 1, "cannot be read"},
		{"pay --invoice 1 --amount 1", 1, "There is no invoice INV-0001."},
		{"pay --invoice 1 --amount 1 --date yesterday", 1, "cannot be read"},
		{"void --invoice 1", 2, "give --reason"},
		{"void --reason x", 2, "give either --invoice or --payment"},
		{"void --invoice 1 --payment 1 --reason x", 2, "give either --invoice or --payment"},
		{"void --payment x --reason x", 1, "cannot be read"},
		{"void --payment 1 --reason x", 1, "There is no payment 1."},
		{"payments --invoice 3", 1, "There is no invoice INV-0003."},
		{"prices now", 2, `"now" is not expected here`},
	} {
		mtp(t, in(folder), "", append([]string{"billing"}, strings.Fields(tt.args)...)...).refuses(t, tt.code, tt.pattern)
	}
	mtp(t, in(t.TempDir()), "", "billing", "prices").refuses(t, 1, "there is no database")
}

func TestEachBillingCommandExplainsItself(t *testing.T) {
	for name := range billingCommands {
		got := mtp(t, nil, "", "billing", name, "-h")
		if got.code != 0 || !strings.HasPrefix(got.out, "mtp billing "+name+" ") || !strings.Contains(billingUsage, "mtp billing "+name+" ") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
