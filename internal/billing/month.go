package billing

import (
	"fmt"
	"time"

	"mtp/internal/fault"
)

// Month is a month of the calendar, in UTC. Months are counted, so that they
// can be compared and added to.
type Month int

// MonthOf returns the month in which the time is.
func MonthOf(t time.Time) Month {
	t = t.UTC()
	return Month(t.Year()*12 + int(t.Month()) - 1)
}

// ParseMonth reads a month such as 2026-11.
func ParseMonth(text string) (Month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil || t.Year() < 2000 {
		return 0, fault.New(fault.Invalid, "The month “"+text+"” cannot be read. Give year and month, like 2026-11.")
	}
	return MonthOf(t), nil
}

// String writes the month for programs: "2026-11".
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/12, int(m)%12+1) }

// Words writes the month for people: "November 2026".
func (m Month) Words() string { return m.First().Format("January 2006") }

// First returns the start of the month's first day.
func (m Month) First() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// Days returns how many days the month has.
func (m Month) Days() int { return int((m + 1).First().Sub(m.First()).Hours()) / 24 }

// Day is a day of the calendar, in UTC, written 2026-11-23. Days compare as
// texts do.
type Day string

// DayOf returns the day in which the time is.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// ParseDay reads a day such as 2026-11-23.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 2000 {
		return "", fault.New(fault.Invalid, "The day “"+text+"” cannot be read. Give year, month and day, like 2026-11-23.")
	}
	return DayOf(t), nil
}

// Time returns the start of the day; the zero Time for "".
func (d Day) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Add returns the day that comes n days later.
func (d Day) Add(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// Words writes the day for people: "23 November 2026".
func (d Day) Words() string {
	if d == "" {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// Missing writes the days from first to last that were not counted, runs of
// days as one: "1 to 3 and 17 November". It returns how many they are, too.
func Missing(first, last Day, counted func(Day) bool) (words string, n int) {
	var runs []string
	for d := first; d <= last; d = d.Add(1) {
		if counted(d) {
			continue
		}
		from := d
		for n++; d < last && !counted(d.Add(1)); n++ {
			d = d.Add(1)
		}
		run := d.Time().Format("2")
		if from != d {
			run = from.Time().Format("2") + " to " + run
		}
		runs = append(runs, run)
	}
	if n == 0 {
		return "", 0
	}
	words = runs[0]
	for i, run := range runs[1:] {
		if i == len(runs)-2 {
			words += " and " + run
		} else {
			words += ", " + run
		}
	}
	return words + last.Time().Format(" January"), n
}
