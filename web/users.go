package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// usersPath is where the users of the organization are.
func usersPath(organizationID string) string { return placePath(organizationID) + "users" }

// userFilter reads the filter of the users from the URL.
func userFilter(c echo.Context) (store.UserFilter, url.Values, error) {
	f := store.UserFilter{
		Query: query(c, "q"), Status: portal.Status(query(c, "status")), Sort: query(c, "sort"),
		After: c.QueryParam("after"), Before: c.QueryParam("before"),
	}
	kept := url.Values{"q": {f.Query}, "status": {string(f.Status)}, "sort": {f.Sort}}
	if !slices.Contains([]portal.Status{"", portal.Invited, portal.Active, store.StatusLocked, portal.Suspended}, f.Status) {
		return f, kept, unknownFilter()
	}
	return f, kept, nil
}

// users is the list.
func (s *server) users(c echo.Context) error {
	a, in := actor(c), place(c)
	f, kept, err := userFilter(c)
	if err != nil {
		return err
	}
	list, err := s.store.Users(c.Request().Context(), a, in.ID, f)
	if err != nil {
		return err
	}
	path := usersPath(in.ID)
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery(path, kept))
	}
	m := views.UsersPage{
		Page: s.page(c, "Users"), Path: path, SignIn: s.config.URL.JoinPath(signInPath(in.ID)).String(), MayAdd: a.May(portal.AddUsers), Query: f.Query, Sort: f.Sort,
		Statuses: statusOptions(f.Status),
		Columns:  []parts.Column{column(path, "Name", "name", f.Sort, kept), {Label: "Username"}, {Label: "Email"}, {Label: "Status"}, {Label: "Last Login"}},
		Pager:    pager(path, list, kept, ""),
		Filtered: f.Query+string(f.Status) != "",
	}
	if a.May(portal.ExportUsers) {
		m.ExportHref = withQuery(path+".csv", kept)
	}
	if a.May(portal.AddUsers) && a.May(portal.EditUsers) {
		m.ImportHref = path + "/import"
		if m.Running, err = s.running(c); err != nil {
			return err
		}
	}
	for _, line := range list.Rows {
		m.Rows = append(m.Rows, views.UserRow{
			Href: path + "/" + line.ID, Name: line.Name(), Username: line.Username, Email: line.Email, Status: line.Standing(),
			LastLogin: moment(line.LastLogin), LastLoginISO: iso(line.LastLogin),
		})
	}
	return render(c, http.StatusOK, views.Users(m))
}

// userColumns are the columns of an export and, but for the last two, of an
// import.
var userColumns = []string{"First Name", "Last Name", "Username", "User Email", "Status", "Last Login"}

// exportUsers streams every user that matches as CSV.
func (s *server) exportUsers(c echo.Context) error {
	f, _, err := userFilter(c)
	if err != nil {
		return err
	}
	row := func(u store.UserLine) []string {
		return []string{u.FirstName, u.LastName, u.Username, u.Email, u.Standing(), iso(u.LastLogin)}
	}
	return download(s, c, "users.csv", userColumns, row, func(each func([]store.UserLine) error) error {
		return s.store.ExportUsers(c.Request().Context(), by(c, form{}), f, each)
	})
}

// userCard is how many users there are, with their states for who may see them.
func (s *server) userCard(c echo.Context, users int) (parts.Card, error) {
	a, in := actor(c), place(c)
	card := parts.Card{Number: number(users), What: "users"}
	if users == 1 {
		card.What = "user"
	}
	if !a.May(portal.ViewUsers) {
		return card, nil
	}
	n, err := s.store.UserCounts(c.Request().Context(), a, in.ID)
	card.Href = usersPath(in.ID)
	for _, part := range []struct {
		n      int
		status portal.Status
	}{{n.Active, portal.Active}, {n.Locked, store.StatusLocked}, {n.Suspended, portal.Suspended}, {n.Invited, portal.Invited}} {
		if part.n > 0 {
			card.Parts = append(card.Parts, parts.CardPart{Number: number(part.n), What: string(part.status), Href: card.Href + "?status=" + string(part.status)})
		}
	}
	return card, err
}
