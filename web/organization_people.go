package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// peopleFilter reads which of the people who reach an organization are asked for.
func peopleFilter(value func(name string) string) store.PeopleFilter {
	return store.PeopleFilter{Query: value("q"), Rule: store.Rule(value("rule"))}
}

// showOrganization answers with the page of the organization. amend, unless it
// is nil, says what was refused.
func (s *server) showOrganization(c echo.Context, code int, f store.PeopleFilter, amend func(*views.OrganizationForm) error) error {
	r, err := s.store.People(c.Request().Context(), actor(c), c.Param("id"), f)
	if err != nil {
		return err
	}
	path, kept := organizationPath(r.Organization.ID), url.Values{"q": {f.Query}, "rule": {string(f.Rule)}}
	if len(r.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery(path, kept))
	}
	people := s.organizationPeople(c, path, kept, f, r)
	if err := actor(c).Require(portal.EditOrganizations); err != nil {
		people.FormID = ""
		return render(c, code, views.OrganizationRead(views.OrganizationText{Page: s.page(c, r.Name), Why: err.Error(), People: *people}))
	}
	m := s.organizationForm(c, r.Organization)
	m.People = people
	if m.Opened, err = s.opened(c, "", organizationParts(r.Organization, new(string))); err != nil {
		return err
	}
	if amend != nil {
		if err := amend(&m); err != nil {
			return err
		}
	}
	return render(c, code, views.OrganizationEdit(m))
}

func (s *server) organizationPeople(c echo.Context, path string, kept url.Values, f store.PeopleFilter, r store.People) *views.OrganizationPeople {
	m := &views.OrganizationPeople{
		Path: path, FormID: random(), Query: f.Query, Pager: pager(path, r.List, kept, ""), Filtered: f.Query+string(f.Rule) != "",
		Counts: []parts.Link{
			{Name: number(r.Selected) + " selected for it", Href: withQuery(path, url.Values{"rule": {string(store.BySelection)}})},
			{Name: number(r.All) + " reach all organizations", Href: withQuery(path, url.Values{"rule": {string(store.ByAll)}})},
		},
		Rules: options(string(f.Rule), string(store.AnyRule), "Any", string(store.BySelection), selectedOrganizations, string(store.ByAll), allOrganizations),
	}
	var removable []string
	for _, line := range r.Rows {
		row := views.OrganizationPerson{
			ID: line.ID, Href: administratorsPath("") + "/" + line.ID, Name: line.Name(), Email: line.Email, Role: line.Role.String(), Status: line.Standing(),
			Access: selectedOrganizations, Since: moment(line.At), SinceISO: iso(line.At), By: line.By,
		}
		if line.ByID != "" {
			row.ByHref = administratorsPath("") + "/" + line.ByID
		}
		if line.AllOrganizations {
			row.Access, row.Fixed = allOrganizations, true
		} else {
			removable = append(removable, line.ID)
		}
		m.Rows = append(m.Rows, row)
	}
	if len(removable) > 0 && actor(c).May(portal.EditAdministrators) {
		m.Selection = selection(path+"/people", kept, removable, r.Selectable, false, []parts.Option{{Value: "remove", Label: "Remove access"}})
	}
	return m
}

// The rules, as the table and the filter name them.
const (
	allOrganizations      = "All organizations"
	selectedOrganizations = "Selected organizations"
)

// movePeople makes a job of adding people to the organization, or of taking it
// from some, and leads to it.
func (s *server) movePeople(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx, id, job := c.Request().Context(), c.Param("id"), ""
	filter := peopleFilter(func(name string) string { return cut(f.text(name)) })
	switch f.text("action") {
	case "add":
		job, err = s.store.NewAccessJob(ctx, by(c, f), portal.AddAccess, store.OrganizationSelection{IDs: []string{id}})
	case "remove":
		if ids, matching := selected(f); matching {
			job, err = s.store.TakeAway(ctx, by(c, f), id, nil, &filter.Query)
		} else {
			job, err = s.store.TakeAway(ctx, by(c, f), id, ids, nil)
		}
	default:
		err = unknownMove()
	}
	if problems, refused := refusal(err); refused {
		return s.showOrganization(c, formStatus(err), filter, func(m *views.OrganizationForm) error {
			m.Errors, m.Failed = problems, true
			return nil
		})
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath("", job))
}

func unknownMove() error {
	return fault.New(fault.Invalid, "Choose whether to add people or to remove them.")
}

// moves are what can be done to many organizations at once, by its button's value.
var moves = map[string]portal.BulkKind{"add": portal.AddAccess, "remove": portal.RemoveAccess}

// selectOrganizations is what selecting from a page of organizations needs.
func (s *server) selectOrganizations(c echo.Context, f store.OrganizationFilter, kept url.Values, list store.List[store.OrganizationLine]) (parts.Selection, error) {
	all := list.Total
	if list.Many {
		var err error
		if all, err = s.store.MatchingOrganizations(c.Request().Context(), actor(c), f); err != nil {
			return parts.Selection{}, err
		}
	}
	ids := make([]string, len(list.Rows))
	for i, line := range list.Rows {
		ids[i] = line.ID
	}
	return selection("/organizations/bulk", kept, ids, all, false, []parts.Option{{Value: "add", Label: "Add people"}, {Value: "remove", Label: "Remove people"}}), nil
}

// moveOrganizations makes a job of the organizations that were chosen in the
// list, and leads to the choice of people.
func (s *server) moveOrganizations(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	filter, kept := organizationFilter(func(name string) string { return cut(f.text(name)) })
	var which store.OrganizationSelection
	var matching bool
	if which.IDs, matching = selected(f); matching {
		which = store.OrganizationSelection{Matching: &filter}
	}
	kind, known := moves[f.text("action")]
	job := ""
	if known {
		job, err = s.store.NewAccessJob(c.Request().Context(), by(c, f), kind, which)
	} else {
		err = unknownMove()
	}
	if problems, refused := refusal(err); refused {
		return s.showOrganizations(c, formStatus(err), filter, kept, problems)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath("", job))
}
