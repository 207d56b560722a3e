package web

import (
	"net/http"
	"slices"
	"sync"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
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

// aboutRole is what a role may do, within an organization as one of its own.
func aboutRole(r portal.Role, within bool) parts.RoleAbout {
	return aboutChange(portal.NoRole, r, within)
}

// aboutChange is what a role may do, and what somebody gains and loses by it who has
// another one so far. What it returns is shared, and not to be changed.
func aboutChange(from, to portal.Role, within bool) parts.RoleAbout {
	return roleTexts()[roleText{from, to, within}]
}

type roleText struct {
	from, to portal.Role
	within   bool
}

// roleTexts are all of them: a page shows eight.
var roleTexts = sync.OnceValue(func() map[roleText]parts.RoleAbout {
	texts := map[roleText]parts.RoleAbout{}
	for _, to := range portal.Roles() {
		for _, from := range append(portal.Roles(), portal.NoRole) {
			for _, within := range []bool{false, true} {
				about := parts.RoleAbout{Value: to.Key(), Name: to.String(), Text: to.Description(within), May: to.Powers(within), Warning: to.Warning(within)}
				if from != portal.NoRole && from != to {
					about.Change = &parts.RoleChange{From: from.String()}
					about.Change.Gains, about.Change.Loses = gainsAndLosses(from, to, within)
				}
				texts[roleText{from, to, within}] = about
			}
		}
	}
	return texts
})
