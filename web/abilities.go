package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// abilities is the section about what an administrator can do, where and why. reached
// is a page of the organizations that one of the portal reaches.
func abilities(c echo.Context, d store.Details, reached store.List[store.ReachLine]) views.Abilities {
	within, may := d.OrganizationID != "", actor(c).May(portal.EditAdministratorsOf(d.OrganizationID))
	m := views.Abilities{
		Role: d.Role.String(), Text: d.Role.Description(within), Hindrances: d.Hindrances(), Key: d.KeyActs(),
	}
	here, launched := views.AbilityGroup{Name: "In the portal"}, views.AbilityGroup{Name: "In each organization that is reached"}
	if within {
		here.Name, launched.Name = "For oneself", "In this organization"
	}
	for _, a := range d.Abilities() {
		row := views.AbilityRow{Area: a.Area.String(), Level: a.Level.String(), Later: a.Area.Later()}
		if a.Area.InLaunched() {
			launched.Rows = append(launched.Rows, row)
		} else {
			here.Rows = append(here.Rows, row)
		}
	}
	m.Groups = []views.AbilityGroup{here, launched}
	if within {
		return m
	}
	if may {
		m.CopyHref = "/administrators/new?copy=" + d.ID
	}
	m.Reach = reach(c, d, reached, may)
	return m
}

// reachFilter reads the search and the page of the organizations that are reached.
func reachFilter(c echo.Context) store.ReachFilter {
	return store.ReachFilter{Query: query(c, "reach"), After: c.QueryParam("reach_after"), Before: c.QueryParam("reach_before")}
}

// reach is the page of the organizations that an administrator reaches, or of
// those that match a search.
func reach(c echo.Context, d store.Details, list store.List[store.ReachLine], button bool) *views.Reach {
	f, path := reachFilter(c), administratorsPath("")+"/"+d.ID
	r := &views.Reach{Action: path, Query: f.Query, Summary: reachSummary(c, d), Button: button}
	for _, line := range list.Rows {
		row := views.ReachRow{Name: line.Name, Since: moment(line.Since), SinceISO: iso(line.Since)}
		row.Reached, row.Rule = d.Reaches(line.Selected)
		if d.AllOrganizations {
			row.Since, row.SinceISO = moment(d.All.At), iso(d.All.At)
		}
		r.Rows = append(r.Rows, row)
	}
	r.Pager = pager(path, list, url.Values{"reach": {f.Query}}, "reach_")
	r.Pager.Previous, r.Pager.Next = toReach(r.Pager.Previous), toReach(r.Pager.Next)
	switch {
	case len(list.Rows) > 0:
	case f.Query != "":
		r.Empty = "No organization that you can see has “" + f.Query + "” in its name."
	case d.OrganizationCount > 0 || d.AllOrganizations:
		r.Empty = "You reach none of them yourself."
	}
	return r
}

// reachSummary says how many organizations are reached, and what of it the
// viewer is shown.
func reachSummary(c echo.Context, d store.Details) string {
	text := "All organizations are reached, and each that is added later."
	switch {
	case d.AllOrganizations && !d.All.At.IsZero():
		text += " So it is since " + moment(d.All.At)
		if d.All.By != "" {
			text += ", granted by " + d.All.By
		}
		text += "."
	case d.AllOrganizations:
	case d.OrganizationCount == 0:
		text = "No organization is reached: there is none to launch."
	case d.OrganizationCount == 1:
		text = "1 selected organization is reached."
	default:
		text = number(d.OrganizationCount) + " selected organizations are reached."
	}
	if a := actor(c); !a.AllOrganizations && !a.May(portal.EditOrganizations) {
		text += " You see those that you reach too."
	}
	return text
}

// toReach leads to the section rather than to the top of the page.
func toReach(href string) string {
	if href == "" {
		return ""
	}
	return href + "#reach"
}
