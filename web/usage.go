package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const (
	usagePath       = "/account/usage"
	usageExportPath = "/account/usage.csv"
)

// usageFilter reads the filter of the organizations' usage from the URL.
func usageFilter(c echo.Context) (store.UsageFilter, url.Values, error) {
	f := store.UsageFilter{Query: query(c, "q"), After: c.QueryParam("after"), Before: c.QueryParam("before")}
	kept := url.Values{"q": {f.Query}, "month": {query(c, "month")}}
	if month := kept.Get("month"); month != "" {
		var err error
		if f.Month, err = bill.ParseMonth(month); err != nil {
			return f, kept, unknownFilter()
		}
	}
	return f, kept, nil
}

func (s *server) usage(c echo.Context) error {
	ctx, a := c.Request().Context(), actor(c)
	f, kept, err := usageFilter(c)
	if err != nil {
		return err
	}
	u, err := s.store.Usage(ctx, a)
	if err != nil {
		return err
	}
	latest := u.Months[len(u.Months)-1].Month
	if f.Month != 0 && (f.Month < u.Months[0].Month || f.Month > latest) {
		return unknownFilter()
	}
	list, err := s.store.UsageByOrganization(ctx, a, f)
	if err != nil {
		return err
	}
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery(usagePath, kept))
	}
	m := views.UsagePage{
		Page: s.page(c, "Usage"), Facts: usageFacts(u), Chart: usageChart(u), MonthRows: usageMonthRows(u), Query: f.Query, Pager: pager(usagePath, list, kept, ""),
		Filtered: f.Query != "", Empty: "There are no organizations yet.",
	}
	if a.May(portal.ExportAccount) {
		m.ExportHref = withQuery(usageExportPath, kept)
	}
	if !a.May(portal.EditOrganizations) && !a.AllOrganizations {
		m.Some = "The organizations that you reach are listed. The numbers above count every organization."
		m.Empty = nothingReached
	}
	for _, month := range slices.Backward(u.Months) {
		o := parts.Option{Value: month.Month.String(), Label: month.Month.Words(), Chosen: month.Month == f.Month}
		if month.Month == latest {
			o.Value = ""
		}
		m.Months = append(m.Months, o)
	}
	for _, o := range list.Rows {
		m.Rows = append(m.Rows, views.UsageRow{Name: o.Name, Users: number(int(o.Users)), High: number(int(o.High))})
	}
	return render(c, http.StatusOK, views.Usage(m))
}

func usageFacts(u store.Usage) []parts.Fact {
	now := u.Months[len(u.Months)-1]
	facts := []parts.Fact{
		{Label: "Users now", Value: number(int(u.Users))},
		{Label: "High-water marks in " + now.Month.Words(), Value: number(int(now.Users))},
		{Label: "Most at once in " + now.Month.Words(), Value: number(int(now.AtOnce))},
	}
	if now.Missing > 0 {
		facts = append(facts, parts.Fact{Label: "Not counted in " + now.Month.Words(), Value: counted(now.Missing, "day", "days") + ": " + now.MissingDays})
	}
	return facts
}

// usageMonthRows are the months, the latest first.
func usageMonthRows(u store.Usage) (rows []views.UsageMonthRow) {
	for _, m := range slices.Backward(u.Months) {
		rows = append(rows, usageMonthRow(m))
	}
	return rows
}

func usageMonthRow(m store.MonthUsage) views.UsageMonthRow {
	row := views.UsageMonthRow{Month: m.Month.Words(), Days: number(m.Days)}
	if m.Days > 0 {
		row.Users, row.AtOnce = number(int(m.Users)), number(int(m.AtOnce))
	}
	if m.Missing > 0 {
		row.Missing = m.MissingDays
	}
	if m.Days+m.Missing == 0 {
		row.Days, row.Missing = "", "Before the portal was set up"
	}
	return row
}

// usageChart draws the months' high-water marks.
func usageChart(u store.Usage) parts.Chart {
	high := int64(1)
	for _, m := range u.Months {
		high = max(high, m.Users)
	}
	top := roundUp(high)
	chart := parts.Chart{Top: number(int(top)), Half: number(int(top / 2))}
	if top%2 != 0 {
		chart.Half = ""
	}
	for _, m := range u.Months {
		bar := parts.Bar{
			Month: m.Month.First().Format("Jan"), Title: m.Month.Words() + ": " + counted(int(m.Users), "user", "users"),
			Height: int((m.Users*100 + top/2) / top), Partly: m.Missing > 0,
		}
		if m.Days == 0 {
			bar.Title = m.Month.Words() + ": not counted"
		}
		if bar.Partly && m.Days > 0 {
			chart.Note = "A paler bar is a month with days that were not counted."
		}
		chart.Bars = append(chart.Bars, bar)
	}
	first, last := chart.Bars[0], chart.Bars[len(chart.Bars)-1]
	chart.Label = "Users by month, from " + first.Title + ", to " + last.Title + ". The numbers of each month are in the table below."
	return chart
}

// roundUp returns the next of 1, 2, 4, 5, 6, 8 and 10 times a power of ten.
func roundUp(n int64) int64 {
	for unit := int64(1); ; unit *= 10 {
		for _, step := range []int64{1, 2, 4, 5, 6, 8, 10} {
			if step*unit >= n {
				return step * unit
			}
		}
	}
}

var usageColumns = []string{"Month", "Organization", "Organization ID", "Users now", "High-water mark"}

// exportUsage streams what was counted in a month as CSV: of all organizations
// together, unless they are searched, and of each.
func (s *server) exportUsage(c echo.Context) error {
	f, _, err := usageFilter(c)
	if err != nil {
		return err
	}
	u, err := s.store.Usage(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	total := totalUsage(u, f)
	return download(s, c, "usage.csv", usageColumns, func(o store.OrganizationUsage) []string {
		return []string{o.Month.String(), o.Name, o.ID, strconv.FormatInt(o.Users, 10), strconv.FormatInt(o.High, 10)}
	}, func(each func([]store.OrganizationUsage) error) error {
		return s.store.ExportUsage(c.Request().Context(), by(c, form{}), f, func(page []store.OrganizationUsage) error {
			page, total = append(total, page...), nil
			return each(page)
		})
	})
}

// totalUsage is the row of all organizations together, none where they are
// searched or the month is long past.
func totalUsage(u store.Usage, f store.UsageFilter) []store.OrganizationUsage {
	for i, m := range u.Months {
		if f.Query == "" && (m.Month == f.Month || f.Month == 0 && i == len(u.Months)-1) {
			return []store.OrganizationUsage{{Organization: portal.Organization{Name: "All organizations"}, Month: m.Month, Users: u.Users, High: m.Users}}
		}
	}
	return nil
}
