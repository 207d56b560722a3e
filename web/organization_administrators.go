package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// ownAdministrators lists the organization's own administrators, and those of
// the portal who reach it.
func (s *server) ownAdministrators(c echo.Context) error {
	ctx, a, in := c.Request().Context(), actor(c), place(c)
	f := store.AdministratorFilter{Query: query(c, "q"), After: c.QueryParam("after"), Before: c.QueryParam("before")}
	own, err := s.store.Administrators(ctx, a, in.ID, f)
	if err != nil {
		return err
	}
	mtpFilter := store.AdministratorFilter{Query: f.Query, After: c.QueryParam("mtp_after"), Before: c.QueryParam("mtp_before")}
	mtp, err := s.store.MTPAdministrators(ctx, a, in.ID, mtpFilter)
	if err != nil {
		return err
	}
	path, kept := administratorsPath(in.ID), url.Values{"q": {f.Query}}
	if len(own.Rows) == 0 && f.After+f.Before != "" || len(mtp.Rows) == 0 && mtpFilter.After+mtpFilter.Before != "" {
		return c.Redirect(http.StatusSeeOther, withQuery(path, kept))
	}
	m := views.OwnAdministratorsPage{
		Page: s.page(c, "Administrators"), Path: path, MayAdd: a.May(portal.EditOrganizationAdministrators), Query: f.Query,
		Pager: pager(path, own, kept, ""), MTPPager: pager(path, mtp, kept, "mtp_"),
	}
	for _, line := range own.Rows {
		m.Rows = append(m.Rows, administratorRow(line))
	}
	for _, line := range mtp.Rows {
		row := administratorRow(line)
		row.Href = ""
		m.MTP = append(m.MTP, row)
	}
	if m.MayAdd {
		now, err := s.store.Standing(ctx, in.ID)
		if err != nil {
			return err
		}
		if m.Notices, err = s.loneNotice(ctx, in.ID, now); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, views.OwnAdministrators(m))
}
