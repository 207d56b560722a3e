package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// fieldCopyFrom is the field that finds whose role and access are copied.
const fieldCopyFrom = "copy_from"

// copyFrom does what the buttons of the form say that copy role and access from
// a colleague. Only one of the portal's can be added so.
func (s *server) copyFrom(c echo.Context, e *edit, f form) error {
	press := f.text("picker")
	id, chosen := strings.CutPrefix(press, "copy:")
	if e.target.ID != "" || place(c).ID != "" || press != "copy" && !chosen {
		return nil
	}
	if chosen {
		err := s.copyOf(c, e, id)
		if fault.Is(err, fault.NotFound) {
			e.errors, err = copyProblem("This administrator is no longer there. Choose someone else."), nil
		}
		return err
	}
	found, more, err := s.store.Sources(c.Request().Context(), actor(c), e.copying.Text)
	switch {
	case err != nil:
		return err
	case len(found) == 1:
		e.copy(found[0])
	case e.copying.Text == "":
		e.errors = copyProblem("Enter a name or an email address.")
	case len(found) == 0:
		e.errors = copyProblem("No administrator has “" + e.copying.Text + "” in their name or email address. Enter another part of it.")
	}
	if len(found) > 1 {
		for _, a := range found {
			e.copying.Choices = append(e.copying.Choices, views.CopyChoice{ID: a.ID, Email: a.Email, About: copiedText(a)})
		}
		if more {
			e.copying.More = "There are more. Type more of the name."
		}
	}
	return nil
}

func copyProblem(text string) parts.Errors { return parts.Errors{{Field: fieldCopyFrom, Text: text}} }

// copyOf sets role and access as they are of the administrator with the id.
func (s *server) copyOf(c echo.Context, e *edit, id string) error {
	source, err := s.store.Source(c.Request().Context(), actor(c), id)
	if err == nil {
		e.copy(source)
	}
	return err
}

// copy sets role and access as they are of the source. What was ticked before
// makes way for them.
func (e *edit) copy(source portal.Administrator) {
	e.draft.Role, e.draft.AllOrganizations, e.changes = source.Role, source.AllOrganizations, store.CopyOf(source)
	e.search, e.tab, e.errors = "", views.PermissionsTab, nil
	e.copying = views.Copy{Done: "Role and access are now those of " + copiedText(source) + ". Change what differs, then save."}
}

// copiedText says who somebody is, and what a copy would get.
func copiedText(a portal.Administrator) string {
	reach := reachText(a)
	if a.AllOrganizations {
		reach = "all organizations"
	}
	return a.Name() + ": " + a.Role.String() + ", " + reach
}
