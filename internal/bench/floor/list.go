package main

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
)

// page is a page of the list.
type page struct {
	actor          actor
	query          string
	rows           []line
	count          string
	previous, next string
}

// line is one row of it.
type line struct {
	href, name, email, role, status, mfa, api, organizations, login string
	key                                                             string // of the cursor
}

// roles are the names of roles by their keys, statuses those of statuses.
var (
	roles    = map[string]string{}
	statuses = map[string]string{"active": "Active", "invited": "Invited", "suspended": "Suspended"}
)

func init() {
	for _, r := range portal.Roles() {
		roles[r.Key()] = r.String()
	}
}

func (f *floor) list(c echo.Context) error {
	q := c.Request().URL.Query()
	p := page{actor: signedIn(c), query: q.Get("q"), rows: make([]line, 0, 50)}
	r := <-f.readers
	err := r.page(&p, q)
	f.readers <- r
	if err != nil {
		return err
	}
	if len(p.rows) > 0 {
		first, last := p.rows[0], p.rows[len(p.rows)-1]
		p.previous, p.next = "/administrators?before="+url.QueryEscape(first.key), "/administrators?after="+url.QueryEscape(last.key)
	}
	return send(c, list(&p))
}

// page reads a page and how many match.
func (r *reader) page(p *page, q url.Values) (err error) {
	role, status, mfa := q.Get("role"), q.Get("status"), -1
	what, args := q.Get("sort"), []any(nil)
	switch {
	case p.query != "":
		return r.search(p)
	case q.Get("organization") != "":
		return r.within(p, q.Get("organization"))
	case role != "":
		what, args = "filter", []any{role, status}
	case q.Get("mfa") != "":
		if mfa = 0; q.Get("mfa") == "required" {
			mfa = 1
		}
		what, args = "mfa", []any{mfa}
	case q.Get("after") != "":
		key, id, _ := strings.Cut(q.Get("after"), "\n")
		what, args = "after", []any{key, id}
	case q.Get("before") != "":
		key, id, _ := strings.Cut(q.Get("before"), "\n")
		what, args = "before", []any{key, id}
	}
	n, err := r.count(r.counted, role, status, mfa)
	if err != nil {
		return err
	}
	p.count = number(n)
	if err := r.fill(p, what, args...); err != nil {
		return err
	}
	if what == "before" {
		slices.Reverse(p.rows)
	}
	return nil
}

// search finds the text anywhere in name and address.
func (r *reader) search(p *page) error {
	folded := portal.Fold(p.query)
	p.count = "many"
	if utf8.RuneCountInString(folded) < 3 {
		return r.fill(p, "common", folded)
	}
	n, err := 0, error(nil)
	words, three := phrase(folded), utf8.RuneCountInString(folded) == 3
	if three {
		n, err = r.count(r.countedSearch, words)
	} else if words, n, err = r.rarest(folded); err == nil && n <= few {
		p.count = "0"
		return r.fill(p, "few", words, folded)
	} else if err == nil {
		n, err = r.count(r.countedFound, words, folded)
	}
	if err != nil {
		return err
	}
	if n > some {
		return r.fill(p, "common", folded)
	}
	p.count = number(n)
	if three {
		return r.fill(p, "three", words)
	}
	return r.fill(p, "some", words, folded)
}

// rarest returns what finds the rarest three letters of the first word and of the
// others, or of each half of one, of a text of four letters or more, since few hold
// both who do not hold the rest, and about how many hold the rarer of the two.
func (r *reader) rarest(text string) (string, int, error) {
	letters := []rune(text)
	parts, known := make([]string, len(letters)-2), map[string]int{}
	for i := range parts {
		parts[i] = string(letters[i : i+3])
	}
	asked, err := json.Marshal(parts)
	if err != nil {
		return "", 0, err
	}
	if err := r.each(r.letters, func(v row) { known[v.text(0)] = int(v.number(1)) }, string(asked)); err != nil {
		return "", 0, err
	}
	rarest := func(half []string) string {
		return slices.MinFunc(half, func(a, b string) int { return cmp.Compare(known[a], known[b]) })
	}
	end, begin := len(parts)/2, len(parts)/2
	if at := slices.IndexFunc(letters, func(c rune) bool { return !unicode.IsLetter(c) }); at > 2 && at < len(parts) {
		end, begin = at-2, at // the first word and the rest
	}
	first, second := rarest(parts[:end]), rarest(parts[begin:])
	return phrase(first) + " AND " + phrase(second), min(known[first], known[second]), nil
}

// phrase is the text as the index of words is asked for it.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// within finds those who reach the organization of that name.
func (r *reader) within(p *page, name string) error {
	id := ""
	if err := r.each(r.organizations, func(v row) { id = v.text(0) }, portal.Key(name)); err != nil {
		return err
	}
	n, err := r.count(r.inOrganization, id)
	if err != nil {
		return err
	}
	p.count = number(n)
	return r.fill(p, "organization", id)
}

// fill reads the rows of a list.
func (r *reader) fill(p *page, what string, args ...any) error {
	return r.each(r.lists[what], func(v row) {
		l := line{
			href: "/administrators/" + v.text(0), name: v.text(1), email: v.text(2), role: roles[v.text(3)], status: statuses[v.text(4)],
			mfa: "Off", api: "Off", organizations: "All", login: moment(v.number(10)), key: v.text(11) + "\n" + v.text(0),
		}
		switch {
		case v.on(5):
			l.mfa = "On"
		case v.on(6):
			l.mfa = "Required, not set up"
		}
		if v.on(7) {
			l.api = "On"
		}
		if !v.on(8) {
			l.organizations = number(int(v.number(9)))
		}
		if len(v) > 12 {
			p.count = number(int(v.number(12)))
		}
		p.rows = append(p.rows, l)
	}, args...)
}

// moment writes stored milliseconds like "2026-11-23 14:05 UTC", "" for never.
func moment(millis int64) string {
	if millis == 0 {
		return ""
	}
	return time.UnixMilli(millis).UTC().Format("2006-01-02 15:04 UTC")
}

// number writes n with a comma at the thousands.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// roleOption is a role as the form offers it.
type roleOption struct{ key, name string }

var roleOptions = func() (list []roleOption) {
	for _, r := range portal.Roles() {
		list = append(list, roleOption{r.Key(), r.String()})
	}
	return list
}()
