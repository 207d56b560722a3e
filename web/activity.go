package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// activityFilter reads the filter of the audit trail from the URL.
func activityFilter(c echo.Context) (store.ActivityFilter, url.Values, error) {
	f := store.ActivityFilter{
		Query: query(c, "q"), Organization: query(c, "organization"), Action: store.Action(query(c, "action")), Result: query(c, "result"), JobID: query(c, "job"),
		After: c.QueryParam("after"), Before: c.QueryParam("before"),
	}
	kept := url.Values{"q": {f.Query}, "organization": {f.Organization}, "action": {string(f.Action)}, "result": {f.Result}, "job": {f.JobID}, "from": {query(c, "from")}, "to": {query(c, "to")}}
	day := func(name string) (time.Time, error) {
		if kept.Get(name) == "" {
			return time.Time{}, nil
		}
		t, err := time.Parse(time.DateOnly, kept.Get(name))
		if err != nil {
			return t, fault.New(fault.Invalid, "Enter dates as year, month and day, like 2026-11-23.")
		}
		return t, nil
	}
	if f.Action != "" && !slices.Contains(store.Actions(), f.Action) || f.Result != "" && f.Result != store.Done && f.Result != store.Refused {
		return f, kept, unknownFilter()
	}
	var err error
	if f.From, err = day("from"); err != nil {
		return f, kept, err
	}
	if f.Until, err = day("to"); err == nil && !f.Until.IsZero() {
		f.Until = f.Until.AddDate(0, 0, 1)
	}
	return f, kept, err
}

func (s *server) activity(c echo.Context) error {
	f, kept, err := activityFilter(c)
	if err != nil {
		return err
	}
	list, err := s.store.Activity(c.Request().Context(), actor(c), f)
	problems, refused := refusal(err)
	if err != nil && !refused {
		return err
	}
	if len(list.Rows) == 0 && f.After+f.Before != "" && !refused {
		return c.Redirect(http.StatusSeeOther, withQuery("/activity", kept))
	}
	m := views.ActivityPage{
		Page: s.page(c, "Activity"), Query: f.Query, Organization: f.Organization, Errors: problems, From: kept.Get("from"), To: kept.Get("to"),
		Actions:  []parts.Option{{Label: "Any action"}},
		Results:  options(f.Result, "", "Any result", store.Done, "Done", store.Refused, "Refused"),
		Pager:    pager("/activity", list, kept, ""),
		Filtered: withQuery("", kept) != "", Job: f.JobID,
	}
	for _, a := range store.Actions() {
		m.Actions = append(m.Actions, parts.Option{Value: string(a), Label: a.Words(), Chosen: a == f.Action})
	}
	if actor(c).May(portal.ExportActivity) {
		m.ExportHref = withQuery(exportPath, kept)
	}
	for _, e := range list.Rows {
		row := activityRow(actor(c), e)
		for i, f := range row.Changes {
			row.Changes[i].Before, row.Changes[i].After = shortList(f.Before), shortList(f.After)
		}
		m.Rows = append(m.Rows, row)
	}
	if refused {
		m.Failed = true
		return render(c, formStatus(err), views.Activity(m))
	}
	return render(c, http.StatusOK, views.Activity(m))
}

// namesShown is how many names of a list an entry shows. The exported file and the
// page of a deleted administrator show them all.
const namesShown = 100

func shortList(list string) string {
	names := strings.Split(list, "; ")
	if len(names) <= namesShown+1 { // one more may be "and 5 more"
		return list
	}
	return strings.Join(names[:namesShown], "; ") + "; and " + number(len(names)-namesShown) + " more"
}

// activityRow is an entry as the viewer sees it.
func activityRow(viewer portal.Administrator, e store.Entry) views.ActivityRow {
	row := views.ActivityRow{
		At: e.At.UTC().Format("2006-01-02 15:04:05 MST"), AtISO: iso(e.At), Who: e.ActorName, WhoDetail: e.ActorEmail,
		What: e.Action.Words(), Target: e.TargetName, Within: e.OrganizationName, Result: "Done", Reason: e.Reason, Address: e.Address, RequestID: e.RequestID,
	}
	switch e.ActorKind {
	case "nobody":
		row.Who = "Not logged in"
	case "user":
		row.WhoKind = "User of " + e.OrganizationName
	}
	if e.Result == store.Refused {
		row.Result = "Refused"
	}
	if e.TargetKind == "organization" {
		row.Within = ""
	}
	if e.TargetKind == "administrator" && e.TargetOpen && viewer.May(portal.ViewAdministratorsOf(e.OrganizationID)) {
		row.TargetHref = administratorsPath(e.OrganizationID) + "/" + e.TargetID
	}
	if e.TargetKind == "organization" && viewer.May(portal.ViewOrganizations) {
		row.TargetHref = organizationPath(e.TargetID)
	}
	if e.TargetKind == "user" && e.TargetOpen && viewer.May(portal.ViewUsers) {
		row.TargetHref = usersPath(e.OrganizationID) + "/" + e.TargetID
	}
	for _, f := range e.Changes {
		if words := jobWords[portal.BulkKind(f.After)].name; words != "" && f.Field == "What" {
			f.After = words
		}
		row.Changes = append(row.Changes, parts.FieldChange{Field: f.Field, Before: f.Before, After: f.After})
	}
	return row
}

var activityColumns = []string{"Time", "Who", "Email", "What", "Target", "Organization", "Result", "Reason", "Address", "Request", "Changes"}

const exportPath = "/activity.csv"

// exportActivity streams every entry that matches as CSV.
func (s *server) exportActivity(c echo.Context) error {
	f, _, err := activityFilter(c)
	if err != nil {
		return err
	}
	row := func(e store.Entry) []string {
		row := activityRow(actor(c), e)
		var changes []string
		for _, ch := range row.Changes {
			changes = append(changes, ch.Field+": "+ch.Before+" → "+ch.After)
		}
		return []string{row.At, row.Who, row.WhoDetail, row.What, row.Target, e.OrganizationName, row.Result, row.Reason, row.Address, row.RequestID, strings.Join(changes, "; ")}
	}
	return download(s, c, "activity.csv", activityColumns, row, func(each func([]store.Entry) error) error {
		return s.store.ExportActivity(c.Request().Context(), by(c, form{}), f, each)
	})
}
