package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// placePath is where an organization's pages begin.
func placePath(organizationID string) string { return "/o/" + organizationID + "/" }

func launchPath(organizationID string) string { return "/organizations/" + organizationID + "/launch" }

// launch goes to work in an organization.
func (s *server) launch(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	back := local(f.text("return"))
	if u, err := url.Parse(back); err != nil || u.Path != "/organizations" && u.Path != "/" || f.text("return") == "" || len(back) > maxReturn {
		back = "/organizations"
	}
	o, err := s.store.Launch(c.Request().Context(), by(c, f), sessionID(c), c.Param("id"), back)
	if err != nil {
		return err
	}
	next := placePath(o.ID)
	if to := local(f.text("next")); len(to) <= maxReturn && (strings.HasPrefix(to, next) || to == "/continue") {
		next = to
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// maxReturn is the longest address that is remembered as the way back, or gone on
// to, in bytes.
const maxReturn = 2 << 10

// switchOrganization lists what can be launched.
func (s *server) switchOrganization(c echo.Context) error {
	f := store.OrganizationFilter{Query: query(c, "q"), Reached: true, After: c.QueryParam("after"), Before: c.QueryParam("before")}
	list, err := s.store.Organizations(c.Request().Context(), actor(c), f)
	if err != nil {
		return err
	}
	kept := url.Values{"q": {f.Query}}
	if len(list.Rows) == 0 && f.After+f.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery("/launch", kept))
	}
	m := views.SwitchPage{
		Page: s.page(c, "Switch organization"), Query: f.Query, Pager: pager("/launch", list, kept, ""),
	}
	if f.Query == "" {
		m.Empty = nothingReached
	}
	for _, o := range list.Rows {
		m.Rows = append(m.Rows, views.OrganizationRow{Name: o.Name, Launch: launchPath(o.ID)})
	}
	return render(c, http.StatusOK, views.Switch(m))
}

// toOverview leads to where the overview is.
func (s *server) toOverview(c echo.Context) error {
	return c.Redirect(http.StatusSeeOther, placePath(place(c).ID))
}

// overview is the first page of an organization.
func (s *server) overview(c echo.Context) error {
	a, in := actor(c), place(c)
	v, err := s.store.Overview(c.Request().Context(), a, in.ID)
	if err != nil {
		return err
	}
	m := views.OverviewPage{Page: s.page(c, in.Name), Role: a.Role.String(), About: aboutRole(a.Role, true)}
	users, err := s.userCard(c, v.Users)
	if err != nil {
		return err
	}
	m.Cards = []parts.Card{users}
	for _, card := range []struct {
		n         int
		one, many string
		page      string
	}{
		{v.Administrators, "administrator of its own", "administrators of its own", "administrators"},
		{v.MTP, "MTP administrator with access", "MTP administrators with access", "administrators#mtp"},
	} {
		shown := parts.Card{Number: number(card.n), What: card.many}
		if card.n == 1 {
			shown.What = card.one
		}
		if a.May(portal.ViewOrganizationAdministrators) {
			shown.Href = placePath(in.ID) + card.page
		}
		m.Cards = append(m.Cards, shown)
	}
	return render(c, http.StatusOK, views.Overview(m))
}
