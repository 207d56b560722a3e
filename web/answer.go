package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// render answers with the component, rendered to memory first so that an error
// can still become another page.
func render(c echo.Context, status int, component templ.Component) error {
	b := templ.GetBuffer()
	defer templ.ReleaseBuffer(b)
	if err := component.Render(c.Request().Context(), b); err != nil {
		return err
	}
	return send(c, status, b.Bytes())
}

// page is what every page needs. A page that is opened takes the message that
// is shown once; the answer to a form that was refused leaves it alone.
func (s *server) page(c echo.Context, title string) parts.Page {
	p := s.frame(c, title)
	if m := held(c); m != nil && c.Request().Method == http.MethodGet {
		p.Message, p.Told = m.PopString(c.Request().Context(), heldMessage), m.PopString(c.Request().Context(), heldTold)
	}
	return p
}

// frame is page without the message, which a refusal leaves for the next page.
func (s *server) frame(c echo.Context, title string) parts.Page {
	p := parts.Page{Title: title, Provider: s.providerName(c.Request().Context()), HelpURL: s.config.HelpURL, Home: signInPath(visited(c).ID)}
	if a := actor(c); a.ID != "" {
		p.Viewer, p.IdleMinutes = a.Name(), int(store.SessionIdle.Minutes())
		if in := place(c); in.ID != "" && in.Launched {
			p.Place = placeView(a, in, c.Request().URL.Path)
		} else {
			path := c.Path()
			if strings.HasPrefix(path, "/jobs") { // they begin among the administrators
				path = "/administrators"
			}
			p.Nav = navigation(a, path, portalAreas)
		}
	}
	return p
}

// area is a part of the portal or of an organization that has a page.
type area struct {
	name, href string
	needs      portal.Permission
}

var portalAreas = []area{
	{"Organizations", "/organizations", portal.UsePortal},
	{"Administrators", "/administrators", portal.ViewAdministrators},
	{"Roles", "/roles", portal.UsePortal},
	{"Activity", "/activity", portal.ViewActivity},
	{"Account", "/account", portal.ViewPaymentMethods},
}

// navigation lists the areas that the administrator may see.
func navigation(a portal.Administrator, path string, areas []area) []parts.NavItem {
	var items []parts.NavItem
	for _, area := range areas {
		if a.May(area.needs) {
			items = append(items, parts.NavItem{
				Name: area.name, Href: area.href,
				Current: path == area.href || !strings.HasSuffix(area.href, "/") && strings.HasPrefix(path, area.href+"/"),
			})
		}
	}
	return items
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

// done answers a successful form: the message is shown on the next page, and
// what was kept of the same form is forgotten.
func (s *server) done(c echo.Context, location, message string) error {
	return leave(c, location, heldMessage, message)
}

// leave is done with a message of the kind heldMessage or heldTold.
func leave(c echo.Context, location, kind, message string) error {
	ctx, m := c.Request().Context(), held(c)
	if message != "" {
		m.Put(ctx, kind, message)
	}
	if m.GetString(ctx, heldPath) == c.Request().URL.Path {
		m.Remove(ctx, heldForm)
		m.Remove(ctx, heldPath)
	}
	return c.Redirect(http.StatusSeeOther, location)
}

// question answers with the page that asks whether to do the action, or refuses at
// once when it cannot be done.
func (s *server) question(c echo.Context, code int, a parts.Action, back string) error {
	if a.Reason != "" {
		return fault.New(fault.Rule, a.Reason)
	}
	a.FormID = random()
	m := views.ConfirmPage{Page: s.page(c, a.Confirm.Title), Action: a, Back: back}
	m.Failed = a.Confirm.Error != ""
	return render(c, code, views.ConfirmAction(m))
}

// act does something to whom the request's path names, and leads back to their page
// below the list at path.
func (s *server) act(c echo.Context, do func(context.Context, store.By, string) (store.Outcome, error), path func(organizationID string) string, message func(store.Outcome) string) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	out, err := do(c.Request().Context(), by(c, f), c.Param("id"))
	if err != nil {
		return err
	}
	return s.done(c, path(place(c).ID)+"/"+out.ID, message(out))
}

// mailed says that the letter of a change is on its way or, while mail is not
// set up, where it is or will be.
func (s *server) mailed(c echo.Context, out store.Outcome, what string) string {
	switch {
	case out.Letter == "":
		return ""
	case s.config.MailSetUp:
		return "The " + what + " is on its way."
	}
	file := store.OutboxFolder + "/" + out.Letter
	switch s.config.Deliver(c.Request().Context(), mail.IDOf(out.Letter)) {
	case mail.Delivered:
		return "Mail is not set up; the " + what + " is in " + file
	case mail.PutOff:
		return "Mail is not set up; " + file + " could not be written. The portal tries again."
	}
	return "Mail is not set up; the " + what + " will be in " + file
}
