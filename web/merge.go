package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// part is one field of a form that edits something, in the words that people and the
// audit trail read.
type part struct {
	name, label string // as forms post it; as they call it
	entry       string // as entries call it; "" is the label
	now, yours  string // as it is saved; as the form says
	keep        func() // puts what is saved into the form; nil for what no form changes
	phone       bool   // yours is a phone number, which may look like the number of a card
}

// shown is what a form shows again of the part, as somebody typed it.
func (p part) shown(typed string) string {
	if p.phone {
		return shownPhone(typed)
	}
	return shown(typed)
}

// A form carries the words of its parts as they were when it was opened, and the
// last entry of the audit trail by then. They tell who changed what, and grant nothing.
const (
	fieldOpened = "opened"
	openedEntry = "entry"
	notKnown    = "?" // of a form that says which version it is of, but not more
)

// opened is what the form of the parts carries: what it was opened with or, when
// that is "", what is saved now.
func (s *server) opened(c echo.Context, with string, parts []part) (string, error) {
	if with != "" {
		return with, nil
	}
	last, err := s.store.LastEntry(c.Request().Context())
	words := url.Values{openedEntry: {strconv.FormatInt(last, 10)}}
	for _, p := range parts {
		words.Set(p.name, p.now)
	}
	return words.Encode(), err
}

// stillOpened is what a form carries on when it is shown again unsaved. It is "" for
// a form without a version, which counts as opened now.
func stillOpened(f form) string {
	if !f.has("version") {
		return ""
	}
	return cmp.Or(f.text(fieldOpened), notKnown)
}

// merging is a form about something that somebody else has saved since the form was
// opened. A part that only one of the two changed takes that change, and one that
// both changed stays as the form says.
type merging struct {
	viewer              portal.Administrator
	known               bool // the form says how it was opened
	base                url.Values
	entries             []store.Entry // about it since then, newest first
	asked, theirs, mine []parts.Difference
	questions           parts.Errors // beside the fields that both changed
}

// conflict lists what was changed, first what has to be looked at.
func (m merging) conflict() []parts.Difference { return slices.Concat(m.asked, m.theirs, m.mine) }

// merge puts what others saved into the form where it changes nothing itself.
func (s *server) merge(c echo.Context, f form, about store.Meanwhile, parts []part) (merging, error) {
	base, err := url.ParseQuery(f.text(fieldOpened))
	m := merging{viewer: actor(c), base: base, known: err == nil && base.Has(openedEntry)}
	about.OrganizationID = place(c).ID
	about.After, _ = strconv.ParseInt(base.Get(openedEntry), 10, 64)
	if m.entries, err = s.store.Meanwhile(c.Request().Context(), m.viewer, about); err != nil {
		return m, err
	}
	for _, p := range parts {
		m.put(p)
	}
	return m, nil
}

// put settles a part by who changed it.
func (m *merging) put(p part) {
	was := p.now
	switch {
	case m.known && m.base.Has(p.name):
		was = m.base.Get(p.name)
	case p.keep != nil && p.now != p.yours:
		m.ask(p) // nobody can tell who changed it
		return
	}
	d := parts.Difference{Field: p.label, Theirs: p.now, Yours: p.shown(p.yours)}
	switch changed := p.keep != nil && p.yours != was; {
	case p.now != was && changed && p.now != p.yours:
		m.ask(p)
	case p.now != was:
		d.Group, d.Yours = "Changed by "+m.who(cmp.Or(p.entry, p.label))+". The form holds it.", p.shown(was)
		if p.keep != nil {
			p.keep()
		}
		m.theirs = append(m.theirs, d)
	case changed:
		d.Group = "Changed by you, not saved yet. The form holds it."
		m.mine = append(m.mine, d)
	}
}

// ask leaves a part that both changed as the form says it, and asks to look at it.
func (m *merging) ask(p part) {
	who := m.who(cmp.Or(p.entry, p.label))
	m.asked = append(m.asked, parts.Difference{
		Group: "Changed by " + who + ", and here by you. The form holds yours: check it.",
		Field: p.label, Name: p.name, Theirs: p.now, Yours: p.shown(p.yours),
	})
	text := "Saved here as “" + p.now + "” by " + who + "."
	if p.now == "" {
		text = "Emptied by " + who + "."
	}
	m.questions = append(m.questions, parts.FieldError{Field: p.name, Text: text + " This is yours: leave or change it, then save again."})
}

// who says whose the newest change of the field is, and when it was made.
func (m merging) who(field string) string {
	for _, e := range m.entries {
		if slices.ContainsFunc(e.Changes, func(f store.FieldChange) bool { return f.Field == field }) {
			return m.author(e)
		}
	}
	return "someone else"
}

// author says who made an entry, and when.
func (m merging) author(e store.Entry) string {
	name := e.ActorName
	switch {
	case e.ActorKind == "nobody":
		name = "someone"
	case e.ActorID == m.viewer.ID && e.ActorKind == "administrator":
		name = "you in another window"
	}
	return name + " (" + moment(e.At) + ")"
}

// otherwise tells that somebody saved, when no part shows what they changed.
func (m *merging) otherwise(field, now string) {
	if len(m.asked)+len(m.theirs) > 0 {
		return
	}
	who := "someone else"
	if len(m.entries) > 0 {
		who = m.author(m.entries[0])
	}
	m.theirs = append(m.theirs, parts.Difference{Group: "Changed by " + who + ".", Field: field, Theirs: now, Yours: now})
}
