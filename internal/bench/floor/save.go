package main

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
)

// change is one field of an audit entry.
type change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// letter is what a mail tells.
type letter struct {
	To, Name, By, Provider string
	At                     time.Time
	Changes                []change
}

// save writes the form over the version that it was made of, with an audit entry
// and a letter; the index of words is kept by the database's own triggers.
func (f *floor) save(c echo.Context) error {
	r := c.Request()
	if err := r.ParseForm(); err != nil {
		return echo.ErrBadRequest
	}
	if r.PostForm.Get("picker") != "" {
		return f.show(c, r.PostForm.Get("organization_search"))
	}
	a, id := signedIn(c), c.Param("id")
	if err := f.writer.do(func(w *writer) error { return w.save(a, id, r.PostForm.Get, c.RealIP()) }); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, r.URL.Path)
}

func (w *writer) save(a actor, id string, value func(string) string, address string) error {
	first, last, email, role := portal.Clean(value("first_name")), portal.Clean(value("last_name")), portal.Clean(value("email")), value("role")
	requireMFA, api := value("require_mfa") != "", value("api_access") != ""
	version, name, changes, same := "", first+" "+last, make([]change, 0, 4), false
	note := func(field, before, after string) {
		if before != after {
			changes = append(changes, change{field, before, after})
		}
	}
	if err := w.each(w.load, func(v row) {
		note("First Name", v.text(0), first)
		note("Last Name", v.text(1), last)
		note("Administrator Email Address", v.text(2), email)
		note("Role", roles[v.text(3)], roles[role])
		note("Require MFA", onOff(v.on(4)), onOff(requireMFA))
		note("API access", onOff(v.on(5)), onOff(api))
		version = strconv.FormatInt(v.number(6), 10)
		same = email == v.text(2) && role == v.text(3) && api == v.on(5)
	}, id); err != nil {
		return err
	}
	if version == "" {
		return echo.ErrNotFound
	}
	if version != value("version") {
		return echo.NewHTTPError(http.StatusConflict)
	}
	provider := ""
	if err := w.each(w.provider, func(v row) { provider = v.text(0) }); err != nil {
		return err
	}
	now := time.Now()
	encoded, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	mail, err := json.Marshal(letter{To: email, Name: name, By: a.name, Provider: provider, At: now, Changes: changes})
	if err != nil {
		return err
	}
	order, text, mailKey := portal.Order(name), portal.Fold(name), portal.Key(email)
	if same {
		err = w.exec(w.rename, first, last, order, text+"\n"+mailKey, requireMFA, now.UnixMilli(), id)
	} else {
		err = w.exec(w.update, first, last, order, email, mailKey, text+"\n"+mailKey, role, requireMFA, api, now.UnixMilli(), id)
	}
	if err != nil {
		return err
	}
	request := strings.ToLower(rand.Text())
	if err := w.exec(w.record, now.UnixMilli(), request, address, a.id, a.name, a.email, id, name, string(encoded),
		portal.Fold(a.name+"\n"+a.email+"\nEdit administrator\n"+name+"\n"+address+"\n"+request)); err != nil {
		return err
	}
	return w.exec(w.letter, strings.ToLower(rand.Text()), id, string(mail), now.UnixMilli())
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}
