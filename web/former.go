package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// formerAdministrator is the page of somebody who was deleted: what they were, for
// those who see administrators.
func (s *server) formerAdministrator(c echo.Context) error {
	f, err := s.store.Former(c.Request().Context(), actor(c), place(c).ID, c.Param("id"))
	if err != nil {
		return err
	}
	by := f.DeletedBy
	if by == "" {
		by = "Not known"
	}
	m := views.AdministratorDeleted{
		Page: s.page(c, f.Name()),
		Facts: append([]parts.Fact{
			{Label: "Email", Value: f.Email}, {Label: "Status", Value: f.Status.String()}, {Label: "Role", Value: f.Role.String()},
			{Label: "Deleted", Value: moment(f.DeletedAt), ISO: iso(f.DeletedAt)}, {Label: "Deleted by", Value: by},
		}, added(f.AddedAt, f.LastLogin)...),
		Held: whatWasHeld(f.Held),
	}
	if actor(c).May(portal.ViewActivity) {
		m.Activity = withQuery("/activity", url.Values{"q": {f.Email}})
	}
	return render(c, http.StatusOK, views.AdministratorGone(m))
}

// whatWasHeld is what a deletion wrote down, without what the page says anyway.
func whatWasHeld(list []store.FieldChange) []parts.Fact {
	var shown []parts.Fact
	for _, f := range list {
		fact := parts.Fact{Label: f.Field, Value: f.Before}
		switch {
		case f.After == "" && (f.Before == "" || f.Field == "Administrator Email Address" || f.Field == "Role"):
			continue
		case f.After != "":
			fact.Value += " → " + f.After
		}
		shown = append(shown, fact)
	}
	return shown
}
