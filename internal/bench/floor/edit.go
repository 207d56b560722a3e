package main

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
)

// form is what the form of an administrator shows.
type form struct {
	actor                                                     actor
	action, first, last, email, role, status, version, chosen string
	requireMFA, api, all                                      bool
	search, count                                             string
	organizations                                             []organization
}

// organization is one of the picker.
type organization struct {
	id, name string
	chosen   bool
}

// pickerRows is how many organizations the picker shows.
const pickerRows = 50

func (f *floor) edit(c echo.Context) error { return f.show(c, "") }

// show answers with the form, the picker narrowed to the text.
func (f *floor) show(c echo.Context, search string) error {
	m := form{actor: signedIn(c), action: c.Request().URL.Path, search: search, organizations: make([]organization, 0, pickerRows)}
	r := <-f.readers
	err := r.form(&m, c.Param("id"))
	f.readers <- r
	if err != nil {
		return err
	}
	return send(c, edit(&m))
}

// form reads what the form shows.
func (r *reader) form(m *form, id string) error {
	all, few := 0, 0
	if err := r.each(r.administrator, func(v row) {
		m.first, m.last, m.email, m.role, m.status = v.text(0), v.text(1), v.text(2), v.text(3), statuses[v.text(4)]
		m.requireMFA, m.api, m.all, m.version = v.on(5), v.on(6), v.on(7), strconv.FormatInt(v.number(9), 10)
		few, all = int(v.number(8)), int(v.number(10))
	}, id); err != nil {
		return err
	}
	if m.version == "" {
		return echo.ErrNotFound
	}
	m.chosen, m.count = number(few), number(all)
	if m.search != "" {
		text := phrase(portal.Fold(m.search))
		m.count = "0"
		return r.each(r.matching, func(v row) {
			m.organizations = append(m.organizations, organization{v.text(0), v.text(1), v.on(2)})
			m.count = number(int(v.number(3)))
		}, text, id)
	}
	if err := r.each(r.chosen, func(v row) {
		m.organizations = append(m.organizations, organization{v.text(0), v.text(1), true})
	}, id); err != nil || len(m.organizations) == pickerRows {
		return err
	}
	return r.each(r.rest, func(v row) {
		m.organizations = append(m.organizations, organization{v.text(0), v.text(1), false})
	}, id, pickerRows-len(m.organizations))
}
