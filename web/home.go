package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// home is the start page: what needs one's attention, the organizations to go
// to, and what one may do.
func (s *server) home(c echo.Context) error {
	ctx, a := c.Request().Context(), actor(c)
	if a.OrganizationID != "" {
		return c.Redirect(http.StatusSeeOther, placePath(a.OrganizationID))
	}
	m := views.HomePage{
		Page: s.page(c, "Welcome, "+a.FirstName), Greeting: a.Name() + ", " + a.Email, Manages: a.May(portal.EditAdministrators),
		Role: parts.RoleAbout{Name: a.Role.String(), Text: a.Role.Description(false)}, Reach: reachText(a),
	}
	var err error
	if m.Organizations, err = s.ownOrganizations(ctx, a); err != nil {
		return err
	}
	if a.May(portal.ViewAccount) {
		if m.Owed, err = s.owed(ctx, a); err != nil {
			return err
		}
	}
	if m.Manages {
		if m.Tasks, err = s.tasks(ctx, a); err != nil {
			return err
		}
		m.Notices = s.mailNotice()
		if fault := s.store.KeyFault(); fault != "" {
			m.Notices = append([]string{fault}, m.Notices...)
		}
	}
	return render(c, http.StatusOK, views.Home(m))
}

// How many organizations the start page shows: fewer below what needs one's
// attention.
const (
	organizationsAtHome      = 20
	organizationsBelowOthers = 5
)

// ownOrganizations are the first organizations within reach, each to launch.
func (s *server) ownOrganizations(ctx context.Context, a portal.Administrator) (views.OwnOrganizations, error) {
	list, err := s.store.Organizations(ctx, a, store.OrganizationFilter{Reached: true})
	if err != nil {
		return views.OwnOrganizations{}, err
	}
	shown := organizationsAtHome
	if a.May(portal.EditAdministrators) || a.May(portal.ViewAccount) {
		shown = organizationsBelowOthers
	}
	own := views.OwnOrganizations{Empty: nothingReached}
	if a.AllOrganizations {
		own.Empty = "There are no organizations yet."
	}
	if len(list.Rows) > shown {
		list.Rows = list.Rows[:shown]
		own.More = span(list, "organizations")
	}
	for _, o := range list.Rows {
		own.Rows = append(own.Rows, views.OrganizationRow{Name: o.Name, Launch: launchPath(o.ID)})
	}
	return own, nil
}

// invoicesAtHome is how many open invoices the start page shows.
const invoicesAtHome = 5

// owed are the open invoices, those first that are due first.
func (s *server) owed(ctx context.Context, a portal.Administrator) (*views.OwedInvoices, error) {
	open, err := s.store.OpenInvoices(ctx, a)
	if err != nil {
		return nil, err
	}
	m := &views.OwedInvoices{}
	if open.Count > invoicesAtHome {
		open.Rows = open.Rows[:invoicesAtHome]
		m.More = number(invoicesAtHome) + " of " + number(open.Count) + " open invoices"
	}
	for _, i := range open.Rows {
		m.Rows = append(m.Rows, views.OwedInvoice{
			Href: invoicePath(i.Number), Number: i.Number.String(), Month: i.Month.Words(),
			Due: i.Due.Words(), DueISO: string(i.Due), Status: i.Status.String(), Owed: i.Owed().String(),
		})
	}
	return m, nil
}
