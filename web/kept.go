package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// maxKept is how much of a form is kept over the end of a session, in bytes.
const maxKept = 64 << 10

// keep remembers a form that was sent after the session had ended, for the
// person whose session it was. Forms with a password or what looks like the
// number of a card in them are not kept, nor are buttons: only what somebody
// typed is worth it.
func (s *server) keep(c echo.Context) {
	r := c.Request()
	if r.Method != http.MethodPost || held(c) != s.sessions || r.ParseForm() != nil {
		return
	}
	ctx := r.Context()
	if s.sessions.GetString(ctx, heldOwner) == "" || len(typed(r.PostForm)) == 0 {
		return
	}
	for name, values := range r.PostForm {
		if strings.Contains(name, "password") || name == "confirm" || slices.ContainsFunc(values, bill.LooksLikeCard) {
			return
		}
	}
	if body := r.PostForm.Encode(); len(body) <= maxKept {
		s.sessions.Put(ctx, heldForm, body)
		s.sessions.Put(ctx, heldPath, r.URL.Path)
	}
}

// typed lists what somebody typed into a form, in the words of the form.
func typed(fields url.Values) []parts.Fact {
	var list []parts.Fact
	email := "Administrator Email Address"
	if fields.Has(portal.FieldUsername) {
		email = "User Email"
	}
	for _, f := range []struct{ name, label string }{
		{portal.FieldFirstName, "First Name"}, {portal.FieldLastName, "Last Name"}, {portal.FieldUsername, "Username"}, {portal.FieldEmail, email}, {portal.FieldName, "Organization Name"},
		{bill.FieldContactName, "Name"}, {bill.FieldContactEmail, "Email"}, {bill.FieldHolder, "Holder"},
	} {
		if v := fields.Get(f.name); v != "" {
			list = append(list, parts.Fact{Label: f.label, Value: v})
		}
	}
	return list
}

// goOn shows the form that was kept, this once, ready to be sent again. One from the
// pages of an organization waits until that is launched in the new session.
func (s *server) goOn(c echo.Context) error {
	ctx := c.Request().Context()
	path := s.sessions.GetString(ctx, heldPath)
	in, err := s.keptIn(c, path)
	if err != nil && !fault.Is(err, fault.NotFound) { // what was typed is shown, wherever it may go now
		return err
	}
	if err == nil && in.ID != "" && !in.Launched {
		return s.notLaunched(c, in)
	}
	s.sessions.Remove(ctx, heldPath)
	fields, err := url.ParseQuery(s.sessions.PopString(ctx, heldForm))
	if path == "" || err != nil {
		return c.Redirect(http.StatusSeeOther, "/")
	}
	if fields.Has("first_name") { // the form is looked at once more before it is saved
		fields.Del("save")
		fields.Set("picker", "refresh")
	}
	m := views.ContinuePage{Page: s.page(c, "Go on where you were"), Action: path, Typed: typed(fields)}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, v := range fields[name] {
			m.Fields = append(m.Fields, parts.Fact{Label: name, Value: v})
		}
	}
	return render(c, http.StatusOK, views.Continue(m))
}

// keptIn is the organization that a path leads into, the zero Place for none.
func (s *server) keptIn(c echo.Context, path string) (store.Place, error) {
	inside, found := strings.CutPrefix(path, "/o/")
	if !found {
		return store.Place{}, nil
	}
	id, _, _ := strings.Cut(inside, "/")
	return s.store.Enter(c.Request().Context(), actor(c), sessionID(c), id)
}

// stay answers that the session goes on; asking counts as a use of it.
func (s *server) stay(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
