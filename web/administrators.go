package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// administratorFilter reads which administrators are asked for.
func administratorFilter(value func(name string) string) (store.AdministratorFilter, url.Values, error) {
	f := store.AdministratorFilter{
		Query: value("q"), MFA: value("mfa"), Organization: value("organization"), Sort: value("sort"), Status: portal.Status(value("status")),
	}
	kept := url.Values{
		"q": {f.Query}, "role": {value("role")}, "status": {string(f.Status)}, "mfa": {f.MFA}, "organization": {f.Organization}, "sort": {f.Sort},
	}
	if role := value("role"); role != "" {
		var known bool
		if f.Role, known = portal.ParseRole(role); !known {
			return f, kept, fault.New(fault.Invalid, "There is no role of this name. Choose one from the list.")
		}
		kept.Set("role", f.Role.Key())
	}
	if !slices.Contains([]portal.Status{"", portal.Invited, portal.Active, store.StatusLocked, portal.Suspended}, f.Status) || !slices.Contains([]string{"", store.MFAOn, store.MFARequired, store.MFAOff}, f.MFA) {
		return f, kept, unknownFilter()
	}
	return f, kept, nil
}

// administrators is the list.
func (s *server) administrators(c echo.Context) error {
	f, kept, err := administratorFilter(func(name string) string { return query(c, name) })
	if err != nil {
		return err
	}
	f.After, f.Before = c.QueryParam("after"), c.QueryParam("before")
	return s.showAdministrators(c, http.StatusOK, f, kept, nil)
}

// showAdministrators answers with a page of the list, and with what was wrong with a
// selection from it.
func (s *server) showAdministrators(c echo.Context, code int, f store.AdministratorFilter, kept url.Values, problems parts.Errors) error {
	ctx, a := c.Request().Context(), actor(c)
	list, err := s.store.Administrators(ctx, a, "", f)
	if err != nil {
		return err
	}
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery("/administrators", kept))
	}
	m := administratorsPage(s.page(c, "Administrators"), "/administrators", f, kept, list)
	m.Errors, m.Failed = problems, len(problems) > 0
	if a.May(portal.ExportAdministrators) {
		m.Export = withQuery(administratorsExport, kept)
	}
	if a.May(portal.EditAdministrators) {
		now, err := s.store.Standing(ctx, "")
		if err != nil {
			return err
		}
		lone, err := s.loneNotice(ctx, "", now)
		if err != nil {
			return err
		}
		m.MayAdd, m.Notices = true, append(lone, s.mailNotice()...)
		if now.JobsRun {
			if m.Running, err = s.running(c); err != nil {
				return err
			}
		}
		m.Selection = selectAdministrators("/administrators/bulk", kept, list, bulkButtons())
	}
	return render(c, code, views.Administrators(m))
}

// administratorsPage is a page of administrators, filtered and paged at the path.
func administratorsPage(page parts.Page, path string, f store.AdministratorFilter, kept url.Values, list store.List[store.AdministratorLine]) views.AdministratorsPage {
	m := views.AdministratorsPage{
		Page: page, Path: path, Query: f.Query, Organization: f.Organization, Sort: f.Sort,
		Roles:    roleOptions("Any role", f.Role),
		Statuses: statusOptions(f.Status),
		MFA:      options(f.MFA, "", "Any", store.MFAOn, mfaOn, store.MFARequired, mfaRequired, store.MFAOff, mfaOff),
		Pager:    pager(path, list, kept, ""),
		Filtered: f.Query+f.Role.Key()+string(f.Status)+f.MFA+f.Organization != "",
	}
	for _, col := range []struct{ label, key string }{
		{"Name", "name"}, {"Email", "email"}, {"Role", "role"}, {"Status", ""}, {"MFA", ""}, {"API Access", ""}, {"Organizations", ""}, {"Last Login", "last-login"},
	} {
		if col.key == "" {
			m.Columns = append(m.Columns, parts.Column{Label: col.label, Number: col.label == "Organizations"})
		} else {
			m.Columns = append(m.Columns, column(path, col.label, col.key, f.Sort, kept))
		}
	}
	m.Rows = make([]views.AdministratorRow, len(list.Rows))
	for i, line := range list.Rows {
		m.Rows[i] = administratorRow(line)
	}
	return m
}

// What the MFA column says.
const (
	mfaOn       = "On"
	mfaRequired = "Required, not set up"
	mfaOff      = "Off"
)

func administratorRow(line store.AdministratorLine) views.AdministratorRow {
	row := views.AdministratorRow{
		ID: line.ID, Href: administratorsPath(line.OrganizationID) + "/" + line.ID, Name: line.Name(), Email: line.Email, Role: line.Role.String(), Status: line.Standing(),
		MFA: mfaText(line.Administrator), APIAccess: portal.OnOff(line.APIAccess), Organizations: "All",
		LastLogin: moment(line.LastLogin), LastLoginISO: iso(line.LastLogin),
	}
	if !line.AllOrganizations {
		row.Organizations = number(line.OrganizationCount)
	}
	return row
}

func mfaText(a portal.Administrator) string {
	switch {
	case a.MFAOn:
		return mfaOn
	case a.RequireMFA:
		return mfaRequired
	}
	return mfaOff
}

// administratorsPath is where the administrators of the organization are, or
// those of the portal for "".
func administratorsPath(organizationID string) string {
	if organizationID == "" {
		return "/administrators"
	}
	return placePath(organizationID) + "administrators"
}

// asked returns the administrator whom the path names, of the organization that is
// worked in or else of the portal.
func (s *server) asked(c echo.Context) (store.Details, error) {
	return s.store.Administrator(c.Request().Context(), actor(c), place(c).ID, c.Param("id"))
}

// administrator is the page of one: the form for who may edit, text for who
// may only read.
func (s *server) administrator(c echo.Context) error {
	a := actor(c)
	d, err := s.asked(c)
	if fault.Is(err, fault.NotFound) {
		return s.formerAdministrator(c)
	}
	if err != nil {
		return err
	}
	if !a.May(portal.EditAdministratorsOf(d.OrganizationID)) {
		return s.readAdministrator(c, d)
	}
	m, err := s.administratorForm(c, edit{target: d, draft: d.Administrator.Draft(), tab: openTab(c.QueryParam(fieldTab))})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.AdministratorEdit(m))
}

func (s *server) readAdministrator(c echo.Context, d store.Details) error {
	reached, _, err := s.accessPages(c, edit{target: d})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.AdministratorRead(views.AdministratorText{
		Page: s.page(c, d.Name()),
		Facts: append([]parts.Fact{
			{Label: "Email", Value: d.Email}, {Label: "Status", Value: d.Standing()}, {Label: "Role", Value: d.Role.String()},
			{Label: "MFA", Value: mfaText(d.Administrator)}, {Label: "API Access", Value: portal.OnOff(d.APIAccess)},
		}, append(accessFacts(d.Administrator), facts(d)...)...),
		Abilities: abilities(c, d, reached),
		Why:       actor(c).Require(portal.EditAdministratorsOf(d.OrganizationID)).Error(),
	}))
}

// facts say when somebody was added and last logged in, and which API key they have.
func facts(d store.Details) []parts.Fact {
	key := "None"
	if k := d.Key; k.Hint != "" {
		key = k.Hint + ", never used"
		if !k.LastUsed.IsZero() {
			key = k.Hint + ", last used " + moment(k.LastUsed)
		}
		if d.Keys == 0 {
			key += ", ended " + moment(k.ExpiresAt)
		}
	}
	return append(added(d.AddedAt, d.LastLogin), parts.Fact{Label: "API Key", Value: key})
}
