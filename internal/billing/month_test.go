package billing

import (
	"testing"
	"time"
)

func TestMonthsFollowEachOtherOverTheYear(t *testing.T) {
	for _, tt := range []struct {
		month string
		next  string
		days  int
		words string
	}{
		{"2026-11", "2026-12", 30, "November 2026"}, {"2026-12", "2027-01", 31, "December 2026"},
		{"2028-02", "2028-03", 29, "February 2028"}, {"2026-02", "2026-03", 28, "February 2026"}, {"2100-02", "2100-03", 28, "February 2100"},
	} {
		m, err := ParseMonth(tt.month)
		if err != nil || m.String() != tt.month || (m+1).String() != tt.next || m.Days() != tt.days || m.Words() != tt.words || (m+1)-1 != m {
			t.Errorf("%s: %s, then %s, %d days, %s, %v", tt.month, m, m+1, m.Days(), m.Words(), err)
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "11-2026", "2026-11-23", "1999-12", "２０２６-11", " 2026-11"} {
		if m, err := ParseMonth(text); err == nil {
			t.Errorf("%q is read as %s", text, m)
		}
	}
}

func TestAMonthBeginsAtMidnightUTC(t *testing.T) {
	east := time.FixedZone("east", 14*3600)
	at := time.Date(2026, 12, 1, 13, 59, 0, 0, east) // 30 November, 23:59 UTC
	if MonthOf(at).String() != "2026-11" || DayOf(at) != "2026-11-30" {
		t.Errorf("%s %s", MonthOf(at), DayOf(at))
	}
	if at = at.Add(time.Minute); MonthOf(at).String() != "2026-12" || DayOf(at) != "2026-12-01" {
		t.Errorf("%s %s", MonthOf(at), DayOf(at))
	}
}

func TestDaysAreReadAndAddedTo(t *testing.T) {
	d, err := ParseDay("2026-12-31")
	if err != nil || d.Add(1) != "2027-01-01" || d.Add(-31) != "2026-11-30" || d.Words() != "31 December 2026" || Day("").Words() != "" {
		t.Errorf("%s, %s, %v", d.Add(1), d.Words(), err)
	}
	for _, text := range []string{"", "2026-02-29", "2026-11-31", "23.11.2026", "2026-11", "1999-01-01"} {
		if d, err := ParseDay(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
}

func TestMissingDaysAreSaidInRuns(t *testing.T) {
	for _, tt := range []struct {
		counted []Day
		words   string
		n       int
	}{
		{nil, "1 to 6 November", 6},
		{[]Day{"2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"}, "", 0},
		{[]Day{"2026-11-01", "2026-11-02", "2026-11-04", "2026-11-05", "2026-11-06"}, "3 November", 1},
		{[]Day{"2026-11-02", "2026-11-05"}, "1, 3 to 4 and 6 November", 4},
		{[]Day{"2026-11-03", "2026-11-04"}, "1 to 2 and 5 to 6 November", 4},
	} {
		counted := map[Day]bool{}
		for _, d := range tt.counted {
			counted[d] = true
		}
		words, n := Missing("2026-11-01", "2026-11-06", func(d Day) bool { return counted[d] })
		if words != tt.words || n != tt.n {
			t.Errorf("%v: %q, %d", tt.counted, words, n)
		}
	}
	if words, n := Missing("2026-11-02", "2026-11-01", func(Day) bool { return false }); words != "" || n != 0 {
		t.Errorf("of no days %q are missing", words)
	}
}

func TestAnInvoiceIsOverdueFromTheDayAfterItIsDue(t *testing.T) {
	for _, tt := range []struct {
		billed, paid int64
		void         bool
		today        Day
		want         Status
	}{
		{100, 0, false, "2026-11-23", Open}, {100, 99, false, "2026-11-23", Open}, {100, 0, false, "2026-11-24", Overdue}, {100, 99, false, "2027-01-01", Overdue},
		{100, 100, false, "2027-01-01", Paid}, {0, 0, false, "2026-11-01", Paid}, {0, 0, false, "2027-01-01", Paid}, {100, 0, true, "2027-01-01", Void}, {0, 0, true, "2026-11-01", Void},
	} {
		if got := StatusOf(tt.billed, tt.paid, "2026-11-23", tt.void, tt.today); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func TestTheNumberOfAnInvoiceIsReadInEachForm(t *testing.T) {
	for _, text := range []string{"INV-0012", "12", "inv-12", " 0012 "} {
		if n, err := ParseNumber(text); err != nil || n != 12 || n.String() != "INV-0012" {
			t.Errorf("%q: %s, %v", text, n, err)
		}
	}
	for _, text := range []string{"", "INV-", "0", "-1", "INV--1", "1.5", "+1", "x", "99999999999999999999"} {
		if n, err := ParseNumber(text); err == nil {
			t.Errorf("%q is read as %s", text, n)
		}
	}
}
