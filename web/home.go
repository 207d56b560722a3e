package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// home is the start page: what is left to do, and what one may do.
func (s *server) home(c echo.Context) error {
	ctx, a := c.Request().Context(), actor(c)
	if a.OrganizationID != "" {
		return c.Redirect(http.StatusSeeOther, placePath(a.OrganizationID))
	}
	m := views.HomePage{
		Page: s.page(c, "Welcome, "+a.FirstName), Greeting: a.Name() + ", " + a.Email, About: aboutRole(a.Role, false), Reach: reachText(a),
	}
	if a.May(portal.EditAdministrators) {
		lone, err := s.loneNotice(ctx, "")
		if err != nil {
			return err
		}
		some, err := s.store.AnyOrganization(ctx)
		if err != nil {
			return err
		}
		if m.Tasks, err = s.mailTasks(ctx); err != nil {
			return err
		}
		for _, text := range lone {
			m.Tasks = append(m.Tasks, views.Task{Text: text + " If one leaves or forgets their password, the other can help.", LinkText: "Add the second one", Href: "/administrators/new"})
		}
		if !some {
			m.Tasks = append(m.Tasks, views.Task{Text: "Add the first organization that you look after.", LinkText: "Add the first one", Href: "/organizations/new"})
		}
		m.Notices = s.mailNotice()
	}
	return render(c, http.StatusOK, views.Home(m))
}

// loneNotice is the standing notice, for those who can act on it, that the
// portal, or the organization's own administration, hangs on a single person;
// nil when it does not.
func (s *server) loneNotice(ctx context.Context, organizationID string) ([]string, error) {
	census, err := s.store.Census(ctx, organizationID)
	if err != nil || census.WithBilling >= 2 || organizationID != "" && census.WithBilling == 0 {
		return nil, err
	}
	text := "Add a second Administrator with Billing."
	invited, err := s.store.InvitedWithBilling(ctx, organizationID)
	if invited != "" {
		text += " " + invited + " is invited but has not set a password yet."
	}
	return []string{text}, err
}

// mailNotice is the standing notice that says where mail is while it is not
// set up; nil when it is.
func (s *server) mailNotice() []string {
	if s.config.MailSetUp {
		return nil
	}
	return []string{"Mail is not set up. Each mail is saved as a file in " + store.OutboxFolder + "/, in the data folder."}
}

// roles compares the eight roles, from the table that enforces them.
func (s *server) roles(c echo.Context) error {
	m := views.RolesPage{Page: s.page(c, "Roles"), Own: actor(c).Role.String()}
	for _, r := range portal.Roles() {
		m.Roles = append(m.Roles, aboutRole(r, false))
	}
	for _, area := range portal.Areas() {
		row := views.RoleArea{Name: area.String()}
		for _, r := range portal.Roles() {
			row.Levels = append(row.Levels, r.Level(area).String())
		}
		m.Areas = append(m.Areas, row)
	}
	return render(c, http.StatusOK, views.Roles(m))
}

// aboutRole is what a role may do, within an organization as one of its own.
func aboutRole(r portal.Role, within bool) views.RoleAbout {
	return views.RoleAbout{Value: r.Key(), Name: r.String(), Text: r.Description(within), May: r.Powers(within), Warning: r.Warning(within)}
}
