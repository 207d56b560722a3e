package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// inOrganization begins the paths of an organization's pages.
const inOrganization = "/o/:organization"

// placePath is where an organization's pages begin.
func placePath(organizationID string) string { return "/o/" + organizationID + "/" }

// place is the organization that the request works in, the zero Place in the
// portal itself.
func place(c echo.Context) store.Place {
	p, _ := c.Get(placeKey).(store.Place)
	return p
}

// enter finds the organization that the request works in: that of the path,
// which must be within reach, or for one of an organization's own always that.
func (s *server) enter(c echo.Context, a portal.Administrator) error {
	id := a.OrganizationID
	if strings.HasPrefix(c.Path(), inOrganization) {
		id = c.Param("organization")
	}
	if id == "" {
		return nil
	}
	p, err := s.store.Enter(c.Request().Context(), a, sessionID(c), id)
	if err == nil {
		c.Set(placeKey, p)
	}
	return err
}

// astray finds the organization among whose pages one looked for a page that
// there is not, so that the answer still says where one is.
func (s *server) astray(c echo.Context) {
	a, in := actor(c), place(c)
	rest, inside := strings.CutPrefix(c.Request().URL.Path, "/o/")
	if a.ID == "" || !inside || in.ID != "" {
		return
	}
	id, _, _ := strings.Cut(rest, "/")
	if p, err := s.store.Enter(c.Request().Context(), a, sessionID(c), id); err == nil && p.Launched {
		c.Set(placeKey, p)
	}
}

// placeView is the organization as every page in it shows it.
func placeView(a portal.Administrator, p store.Place, path string) *parts.Place {
	at := placePath(p.ID)
	v := &parts.Place{Name: p.Name, Nav: navigation(a, path, []area{
		{"Overview", at, portal.ViewOrganization},
		{"Users", usersPath(p.ID), portal.ViewUsers},
		{"Administrators", at + "administrators", portal.ViewOrganizationAdministrators},
	})}
	if a.OrganizationID == "" {
		v.Return, v.Switch = p.ReturnTo, "/launch"
	}
	return v
}

// notLaunched asks to launch the organization first, so that every entry is
// recorded.
func (s *server) notLaunched(c echo.Context, p store.Place) error {
	if c.Request().Method != http.MethodGet {
		return fault.New(fault.Rule, "Launch "+p.Name+" first. Nothing was changed.")
	}
	return render(c, http.StatusOK, views.Launch(views.LaunchPage{
		Page: s.page(c, p.Name), Action: launchPath(p.ID), Next: c.Request().URL.RequestURI(),
	}))
}

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

const nothingReached = "You cannot reach any organization yet. An Administrator with Billing can give you access."

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
