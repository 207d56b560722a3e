package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/views"
)

// roles compares the eight roles, from the table that enforces them.
func (s *server) roles(c echo.Context) error {
	m := views.RolesPage{
		Page: s.page(c, "Roles"), Own: actor(c).Role.String(),
		Groups: []views.AreaGroup{{Name: "In the portal"}, {Name: "In a launched organization"}},
	}
	for _, r := range portal.Roles() {
		m.Roles = append(m.Roles, aboutRole(r, false))
	}
	occurs := map[portal.Level]bool{}
	for _, area := range portal.Areas() {
		row := views.RoleArea{Name: area.String(), Later: area.Later()}
		for _, r := range portal.Roles() {
			occurs[r.Level(area)] = true
			row.Levels = append(row.Levels, r.Level(area).String())
		}
		group := &m.Groups[0]
		if area.InLaunched() {
			group = &m.Groups[1]
		}
		group.Areas = append(group.Areas, row)
	}
	for _, l := range slices.Backward(portal.Levels()) {
		if occurs[l] {
			m.Legend = append(m.Legend, views.LevelWords{Name: l.String(), Text: l.Words()})
		}
	}
	return render(c, http.StatusOK, views.Roles(m))
}
