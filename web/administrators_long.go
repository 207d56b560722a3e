package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/internal/sheet"
	"mtp/store"
	"mtp/views"
)

const (
	// fits is how many organizations a cell has room for, whatever their names: each
	// character takes two places at most, and what stands around a name four.
	fits = sheet.MaxCell / (2*portal.MaxName + 4)
	// maxLongNames is how many administrators are named whose cells are too long.
	maxLongNames = 5
	// fieldLong says that a file is taken although Excel would cut it.
	fieldLong = "long"
)

// warned reports whether it answered with a warning instead of the file, because
// Excel would cut cells of it. No other export has cells that long: each is short, or
// names a hundred organizations at most.
func (s *server) warned(c echo.Context, f store.AdministratorFilter, kept url.Values) (bool, error) {
	if query(c, fieldLong) != "" {
		return false, nil
	}
	names, more, err := s.store.ExportTooLong(c.Request().Context(), by(c, form{}), f, fits, maxLongNames, func(a store.AdministratorExport) bool {
		return sheet.TooLong(sheet.Join(a.Organizations, false))
	})
	if err != nil || len(names) == 0 {
		return false, err
	}
	m := views.ExportLongPage{Page: s.page(c, "Excel would cut this file"), Names: names, More: more, Back: withQuery("/administrators", kept)}
	kept.Set(fieldLong, "1")
	m.Export = withQuery(administratorsExport, kept)
	return true, render(c, http.StatusOK, views.ExportLong(m))
}
