package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

func organizationPath(id string) string { return "/organizations/" + id }

// organizationFilter reads which organizations are asked for.
func organizationFilter(value func(name string) string) (store.OrganizationFilter, url.Values) {
	f := store.OrganizationFilter{Query: value("q"), Sort: value("sort")}
	return f, url.Values{"q": {f.Query}, "sort": {f.Sort}}
}

func (s *server) organizations(c echo.Context) error {
	f, kept := organizationFilter(func(name string) string { return query(c, name) })
	f.After, f.Before = c.QueryParam("after"), c.QueryParam("before")
	return s.showOrganizations(c, http.StatusOK, f, kept, nil)
}

// showOrganizations answers with a page of the list, and with what was wrong with a
// selection from it.
func (s *server) showOrganizations(c echo.Context, code int, f store.OrganizationFilter, kept url.Values, problems parts.Errors) error {
	ctx, a := c.Request().Context(), actor(c)
	list, err := s.store.Organizations(ctx, a, f)
	if err != nil {
		return err
	}
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery("/organizations", kept))
	}
	mayEdit := a.May(portal.EditOrganizations)
	m := views.OrganizationsPage{
		Page: s.page(c, "Organizations"), MayAdd: mayEdit, Query: f.Query, Filtered: f.Query != "",
		Columns: []parts.Column{column("/organizations", "Name", "name", f.Sort, kept), {Label: "Users", Number: true}, {Label: "Administrators", Number: true}},
		Pager:   pager("/organizations", list, kept, ""),
		Empty:   nothingReached, Errors: problems,
		Return: c.Request().URL.RequestURI(),
	}
	m.Failed = len(problems) > 0
	if m.Failed {
		m.Return = withQuery("/organizations", kept)
	}
	if mayEdit {
		m.Empty = "There are no organizations yet. Add the first one that you look after."
	}
	if a.May(portal.ExportOrganizations) {
		m.Export = withQuery(organizationsExport, kept)
	}
	for _, o := range list.Rows {
		row := views.OrganizationRow{ID: o.ID, Name: o.Name, Users: number(o.Users), Administrators: number(o.Administrators)}
		if o.Reached {
			row.Launch = launchPath(o.ID)
		}
		if a.May(portal.ViewOrganizations) {
			row.Href = organizationPath(o.ID)
		}
		m.Rows = append(m.Rows, row)
	}
	if a.May(portal.EditAdministrators) {
		if m.Selection, err = s.selectOrganizations(c, f, kept, list); err != nil {
			return err
		}
	}
	return render(c, code, views.Organizations(m))
}

func (s *server) newOrganization(c echo.Context) error {
	return render(c, http.StatusOK, views.OrganizationEdit(s.organizationForm(c, portal.Organization{})))
}

func (s *server) organizationForm(c echo.Context, o portal.Organization) views.OrganizationForm {
	if o.ID == "" {
		return views.OrganizationForm{Page: s.page(c, "New organization"), Action: "/organizations", FormID: random(), Name: o.Name}
	}
	return views.OrganizationForm{
		Page: s.page(c, o.Name), Action: organizationPath(o.ID), FormID: random(), Name: o.Name, Version: strconv.FormatInt(o.Version, 10),
	}
}

func (s *server) addOrganization(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	o, err := s.store.AddOrganization(c.Request().Context(), by(c, f), f.text("name"))
	if problems, ok := refusal(err); ok {
		m := s.organizationForm(c, portal.Organization{Name: f.text("name")})
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.OrganizationEdit(m))
	}
	if err != nil {
		return err
	}
	return s.done(c, "/organizations", o.Name+" is added.")
}

// organization is the page of one: the form that renames it, or its name as text for
// who may only read, and who reaches it.
func (s *server) organization(c echo.Context) error {
	f := peopleFilter(func(name string) string { return query(c, name) })
	f.After, f.Before = c.QueryParam("after"), c.QueryParam("before")
	return s.showOrganization(c, http.StatusOK, f, nil)
}

func (s *server) renameOrganization(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	version, err := s.organizationVersion(c, f)
	if err != nil {
		return err
	}
	out, err := s.store.RenameOrganization(c.Request().Context(), by(c, f), c.Param("id"), f.text("name"), version)
	problems, refused := refusal(err)
	if refused || fault.Is(err, fault.Stale) {
		return s.showOrganization(c, formStatus(err), store.PeopleFilter{}, func(m *views.OrganizationForm) error {
			now := portal.Organization{ID: c.Param("id"), Name: m.Name}
			m.Name, m.Errors, m.Failed = f.text("name"), problems, true
			if refused {
				return nil
			}
			merged, err := s.merge(c, f, store.Meanwhile{Kind: "organization", ID: now.ID}, organizationParts(now, &m.Name))
			merged.otherwise("Organization Name", now.Name)
			m.Conflict, m.Errors = merged.conflict(), merged.questions
			return err
		})
	}
	if err != nil {
		return err
	}
	return s.saved(c, "/organizations", out.Name, out, "")
}

// organizationVersion returns the version that the form was opened with; a
// script that posts none changes what is there now.
func (s *server) organizationVersion(c echo.Context, f form) (int64, error) {
	if f.has("version") {
		return version(f, 0)
	}
	o, err := s.store.Organization(c.Request().Context(), actor(c), c.Param("id"))
	return o.Version, err
}
