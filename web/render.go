package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"mtp/internal/digit"
	"mtp/internal/portal"
	"mtp/store"
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

// frame is a page without the message: what every refusal needs.
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

// number writes 1234 as "1,234".
func number(n int) string { return digit.Grouped(n) }

// counted writes "1 session" and "2 sessions".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// moment writes a time for people, and "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	text := iso(t) // which package time writes in a third of the time
	return text[:len("2006-01-02")] + " " + text[len("2006-01-02T"):len("2006-01-02T15:04")] + " UTC"
}

// day writes the day of a time, for the name of a file.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// iso writes a time for programs, and "" for none.
func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// span writes "1–50 of 1,234", with what is listed where it is not clear.
func span[T any](l store.List[T], what string) string {
	if len(l.Rows) == 0 {
		return ""
	}
	total := number(l.Total)
	if l.Many {
		total = "many"
	}
	text := number(l.From) + "–" + number(l.From+len(l.Rows)-1) + " of " + total
	if what != "" {
		text += " " + what
	}
	return text
}

func (s *server) healthy(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready answers 200 once the database answers too and nothing is known to be
// wrong with it or its key; else 503 and a line for each fault.
func (s *server) ready(c echo.Context) error {
	if err := s.store.Ready(c.Request().Context()); err != nil {
		s.config.Log.Error("ask the database", "error", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	faults, damaged := s.store.Faults()
	if key := s.store.KeyFault(); key != "" {
		faults = append(slices.Clone(faults), key)
	}
	if damaged {
		return c.String(http.StatusServiceUnavailable, strings.Join(faults, "\n")+"\n")
	}
	return c.String(http.StatusOK, strings.Join(append([]string{"ok"}, faults...), "\n")+"\n")
}
