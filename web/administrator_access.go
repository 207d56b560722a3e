package web

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// tick adds to the changes what was ticked and unticked on the picker's page. It
// compares with what the page showed, not with what others have saved since.
func (e *edit) tick(f form) {
	ticked, was := map[string]bool{}, map[string]bool{}
	seen := f.ids("shown")
	for _, id := range f.all("chosen") {
		ticked[id] = true
		seen = append(seen, id)
	}
	for _, id := range f.ids("was") {
		was[id] = true
	}
	slices.Sort(seen)
	seen = slices.Compact(seen)
	changed := make(map[string]bool, len(seen))
	for _, id := range seen {
		changed[id] = ticked[id] != was[id]
	}
	e.changes = slices.DeleteFunc(e.changes, func(change string) bool {
		return change != "" && (change[0] == '+' || change[0] == '-') && changed[change[1:]]
	})
	for _, id := range seen {
		if changed[id] {
			e.changes = append(e.changes, map[bool]string{true: "+", false: "-"}[ticked[id]]+id)
		}
	}
}

// pick does what the pressed button of the picker says.
func (e *edit) pick(f form) {
	press := f.text("picker")
	if press == "" {
		return
	}
	e.tab = views.PermissionsTab
	switch {
	case press == "add-all":
		e.changes = append(e.changes, "+?"+e.search)
	case press == "remove-all":
		e.changes = append(e.changes, "-?"+e.search)
	case strings.HasPrefix(press, "after:"):
		e.after = strings.TrimPrefix(press, "after:")
	case strings.HasPrefix(press, "before:"):
		e.before = strings.TrimPrefix(press, "before:")
	}
}

// accessPages reads the organizations that the page of an administrator shows: those
// that are reached and, for who may change that, those to choose from. Nobody may for
// themselves.
func (s *server) accessPages(c echo.Context, e edit) (reached store.List[store.ReachLine], page store.PickerPage, err error) {
	ctx, a := c.Request().Context(), actor(c)
	switch {
	case place(c).ID != "":
	case e.target.ID == "":
		page, err = s.store.Picker(ctx, a, e.pickerQuery())
	case e.target.ID == a.ID || !a.May(portal.EditAdministrators):
		reached, err = s.store.Reach(ctx, a, e.target.ID, reachFilter(c))
	default:
		reached, page, err = s.store.Access(ctx, a, reachFilter(c), e.pickerQuery())
	}
	return reached, page, err
}

// accessOf fills in the organizations to choose from, and what the administrator
// would gain or lose by the other kind of access.
func accessOf(e edit, page store.PickerPage, m *views.AdministratorForm) {
	m.Picker = picker(e, page)
	switch {
	case m.New:
	case !e.target.AllOrganizations:
		m.GainsAll = "Gains every organization added later."
		if more := page.All - e.target.OrganizationCount; more > 0 {
			m.GainsAll = "Gains " + counted(more, "more organization", "more organizations") + ", and every one added later."
		}
	default:
		m.LosesAll = "Loses all organizations but those ticked below, and every one added later."
		if fewer := page.All - page.Chosen; fewer > 0 {
			m.Picker.Loses = "Loses " + number(fewer) + " of " + counted(page.All, "organization", "organizations") + "."
		}
	}
}

// maxShownNames is how many added and removed organizations the form names.
const maxShownNames = 20

func (e edit) pickerQuery() store.PickerQuery {
	return store.PickerQuery{AdministratorID: e.target.ID, Changes: e.changes, Text: e.search, After: e.after, Before: e.before}
}

// picker is the page of organizations to choose from, and what would change.
func picker(e edit, page store.PickerPage) parts.Picker {
	p := parts.Picker{
		Query: e.search, Changes: e.changes, AddedTitle: "Added", Range: span(page.List, "organizations"),
		Chosen: counted(page.Chosen, "organization", "organizations") + " chosen",
	}
	if page.Total == 1 && !page.Many {
		p.Range = "1 organization"
	}
	if page.Previous != "" {
		p.Previous = "before:" + page.Previous
	}
	if page.Next != "" {
		p.Next = "after:" + page.Next
	}
	for _, o := range page.Rows {
		p.Rows = append(p.Rows, parts.PickerRow{ID: o.ID, Name: o.Name, Chosen: o.Chosen})
	}
	if len(p.Rows) == 0 {
		p.Empty = "There are no organizations yet. Add one under Organizations first."
		if e.search != "" {
			p.Empty = "No organization has “" + e.search + "” in its name. Search for something else."
		}
	}
	if page.Added+page.Removed > 0 {
		p.Summary = "+" + number(page.Added) + ", −" + number(page.Removed)
	}
	p.Added, p.MoreAdded = some(page.AddedNames, page.Added)
	p.Removed, p.MoreRemoved = some(page.RemovedNames, page.Removed)
	return p
}

// some returns the first names of n, and how many more there are.
func some(names []string, n int) ([]string, string) {
	if len(names) > maxShownNames {
		names = names[:maxShownNames]
	}
	if more := n - len(names); more > 0 {
		return names, "and " + number(more) + " more"
	}
	return names, ""
}
