package web

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// abilities is the section about what an administrator can do, where and why.
func (s *server) abilities(c echo.Context, d store.Details) (views.Abilities, error) {
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
		return m, nil
	}
	if may {
		m.CopyHref = "/administrators/new?copy=" + d.ID
	}
	reach, err := s.reach(c, d, may)
	m.Reach = &reach
	return m, err
}

// reach is the page of the organizations that an administrator reaches, or of
// those that match a search. A page that is no longer there is the first one.
func (s *server) reach(c echo.Context, d store.Details, button bool) (views.Reach, error) {
	f := store.ReachFilter{Query: query(c, "reach"), After: c.QueryParam("reach_after"), Before: c.QueryParam("reach_before")}
	path := administratorsPath("") + "/" + d.ID
	r := views.Reach{Action: path, Query: f.Query, Summary: s.reachSummary(c, d), Button: button}
	list, err := s.store.Reach(c.Request().Context(), actor(c), d.ID, f)
	if err == nil && len(list.Rows) == 0 && f.After+f.Before != "" {
		list, err = s.store.Reach(c.Request().Context(), actor(c), d.ID, store.ReachFilter{Query: f.Query})
	}
	if err != nil {
		return r, err
	}
	for _, line := range list.Rows {
		row := views.ReachRow{Name: line.Name, Since: moment(line.Since), SinceISO: iso(line.Since)}
		row.Reached, row.Rule = d.Reaches(line.Selected)
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
	return r, nil
}

// reachSummary says how many organizations are reached, and what of it the
// viewer is shown.
func (s *server) reachSummary(c echo.Context, d store.Details) string {
	text := "All organizations are reached, and each that is added later."
	switch {
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
