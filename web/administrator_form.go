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

// edit is the form of a new or an existing administrator: what it holds, and
// what was wrong with it.
type edit struct {
	target        store.Details // zero for a new one
	draft         portal.Draft
	changes       store.Changes // of access, not saved yet
	search        string        // of the picker
	after, before string        // page of the picker
	picked        bool          // a button of the picker was pressed, and nothing is to be saved
	copying       views.Copy
	tab           string // that is open, "" for the first
	errors        parts.Errors
	opened        string // what the form carries of how it was opened; "" when that is now
	conflict      []parts.Difference
}

func (s *server) newAdministrator(c echo.Context) error {
	e := edit{draft: portal.Draft{RequireMFA: true}}
	if id := c.QueryParam("copy"); id != "" && place(c).ID == "" {
		if err := s.copyOf(c, &e, id); err != nil {
			return err
		}
		e.tab = "details" // the name is still to come
	}
	m, err := s.administratorForm(c, e)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.AdministratorEdit(m))
}

func (s *server) addAdministrator(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	e, err := s.parseEdit(c, f, store.Details{})
	if err != nil {
		return err
	}
	if len(e.errors) > 0 {
		return s.showEdit(c, http.StatusUnprocessableEntity, e)
	}
	if f.has("picker") {
		return s.showEdit(c, http.StatusOK, e)
	}
	out, err := s.store.AddAdministrator(c.Request().Context(), by(c, f), e.draft, e.changes)
	if problems, ok := refusal(err); ok {
		e.errors = problems
		return s.showEdit(c, formStatus(err), e)
	}
	if err != nil {
		return err
	}
	return s.done(c, administratorsPath(place(c).ID), out.Name+" is added. "+s.mailed(c, out, "invitation"))
}

func (s *server) editAdministrator(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	id := c.Param("id")
	d := store.Details{Administrator: portal.Administrator{ID: id, OrganizationID: place(c).ID}}
	if id == actor(c).ID || !f.has("version") { // what the form leaves out stays as it is
		if d, err = s.asked(c); err != nil {
			return err
		}
	}
	e, err := s.parseEdit(c, f, d)
	if err != nil {
		return err
	}
	if len(e.errors) > 0 {
		return s.showEdited(c, http.StatusUnprocessableEntity, e)
	}
	if f.has("picker") {
		return s.showEdited(c, http.StatusOK, e)
	}
	out, err := s.store.EditAdministrator(c.Request().Context(), by(c, f), id, e.draft, e.changes)
	if problems, refused := refusal(err); refused || fault.Is(err, fault.Stale) {
		e.errors = problems
		if !refused {
			return s.mergeEdit(c, f, e)
		}
		return s.showEdited(c, formStatus(err), e)
	}
	if err != nil {
		return err
	}
	return s.saved(c, withQuery(administratorPath(d), url.Values{fieldTab: {e.tab}}), out.Name, out, s.alsoCame(c, out))
}

// showEdited answers with the form of somebody as it was sent, beside what is saved
// by now.
func (s *server) showEdited(c echo.Context, code int, e edit) error {
	d, err := s.asked(c)
	if err != nil {
		return err
	}
	e.target = d
	return s.showEdit(c, code, e)
}

// mergeEdit answers with what the form says and what somebody else saved since it
// was opened.
func (s *server) mergeEdit(c echo.Context, f form, e edit) error {
	d, err := s.asked(c)
	if err != nil {
		return err
	}
	m, err := s.merge(c, f, store.Meanwhile{Kind: "administrator", ID: d.ID}, administratorParts(d.Administrator, &e.draft, e.changes))
	if err != nil {
		return err
	}
	m.access(e.changes)
	m.otherwise("Status", d.Standing())
	e.target, e.draft.Version, e.opened = d, d.Version, ""
	e.conflict, e.errors = m.conflict(), m.questions
	return s.showEdit(c, http.StatusConflict, e)
}

// fieldTab is which tab of the form was open. The script alone fills it in: without
// it both are read one below the other.
const fieldTab = "tab"

// openTab is the tab that a form or an address names, "" for the first and for any
// other text.
func openTab(name string) string {
	if name == views.PermissionsTab {
		return name
	}
	return ""
}

func reachDraft(d portal.Draft) string {
	if d.AllOrganizations {
		return "All organizations"
	}
	return "Selected organizations"
}

// parseEdit reads the form. What one cannot change about oneself stays when
// the form does not hold it.
func (s *server) parseEdit(c echo.Context, f form, target store.Details) (edit, error) {
	e := edit{target: target, tab: openTab(f.text(fieldTab)), search: cut(f.text("organization_search")), changes: f.all("change"), opened: stillOpened(f), copying: views.Copy{Text: cut(f.text(fieldCopyFrom))}}
	e.draft = portal.Draft{
		FirstName: f.text("first_name"), LastName: f.text("last_name"), Email: f.text("email"),
		RequireMFA: f.on("require_mfa"), APIAccess: f.on("api_access"),
	}
	e.draft.Role, _ = portal.ParseRole(f.text("role"))
	e.draft.AllOrganizations = f.text("access") == "all"
	if access := f.text("access"); place(c).ID == "" && access != "all" && access != "selected" && !(access == "" && f.has("picker")) {
		e.errors = parts.Errors{{Field: portal.FieldAccess, Text: "Choose All organizations or Selected organizations."}}
	}
	if target.ID != "" && target.ID == actor(c).ID {
		if !f.has("role") {
			e.draft.Role = target.Role
		}
		if !f.has("access") {
			e.draft.AllOrganizations, e.errors = target.AllOrganizations, nil
		}
	}
	var err error
	if e.draft.Version, err = version(f, target.Version); err != nil {
		return e, err
	}
	e.tick(f)
	e.pick(f)
	if len(e.changes) > store.MaxChanges {
		e.changes = e.changes[:store.MaxChanges]
		e.errors = append(e.errors, parts.FieldError{Field: portal.FieldAccess, Text: "These are too many changes for one form. The first " + number(store.MaxChanges) + " are kept: save them, then go on."})
	}
	return e, s.copyFrom(c, &e, f)
}

// showEdit answers with the form as it was sent.
func (s *server) showEdit(c echo.Context, code int, e edit) error {
	m, err := s.administratorForm(c, e)
	if err != nil {
		return err
	}
	m.Failed = code != http.StatusOK
	return render(c, code, views.AdministratorEdit(m))
}

// administratorForm is the page with the form.
func (s *server) administratorForm(c echo.Context, e edit) (views.AdministratorForm, error) {
	d, a := e.target, actor(c)
	m := views.AdministratorForm{
		Action: administratorsPath(place(c).ID), FormID: random(), New: d.ID == "", OpenTab: e.tab, Within: place(c).ID != "",
		FirstName: e.draft.FirstName, LastName: e.draft.LastName, Email: e.draft.Email, RequireMFA: e.draft.RequireMFA,
		Role: e.draft.Role.Key(), RoleName: e.draft.Role.String(), APIAccess: e.draft.APIAccess, AllOrganizations: e.draft.AllOrganizations,
		Errors: e.errors, Conflict: e.conflict,
	}
	if m.New {
		m.Page, m.Roles = s.page(c, "New administrator"), roleOptions("Choose a role", e.draft.Role)
	} else {
		m.Page, m.Roles = s.page(c, d.Name()), roleOptions("", e.draft.Role)
		m.Action, m.Version, m.Status, m.Facts = m.Action+"/"+d.ID, strconv.FormatInt(e.draft.Version, 10), d.Standing(), facts(d)
		m.Actions = s.actions(a, d)
		var err error
		if m.Opened, err = s.opened(c, e.opened, administratorParts(d.Administrator, &e.draft, e.changes)); err != nil {
			return m, err
		}
	}
	for _, r := range portal.Roles() {
		m.About = append(m.About, aboutChange(d.Role, r, m.Within))
	}
	reached, page, err := s.accessPages(c, e)
	if err != nil {
		return m, err
	}
	if !m.New {
		able := abilities(c, d, reached)
		m.Abilities = &able
	} else if !m.Within {
		m.Copy, m.Told = &e.copying, e.copying.Done
	}
	if !a.May(portal.GrantAPIAccess) {
		m.APIReason = a.Require(portal.GrantAPIAccess).Error()
	}
	if !m.New && d.ID == a.ID {
		m.OwnRole, m.AccessText = portal.OwnRole, reachText(d.Administrator)
		return m, nil
	}
	if !m.Within {
		accessOf(e, page, &m)
	}
	return m, nil
}
