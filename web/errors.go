package web

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/views"
)

// answers holds the status and the title of each kind of expected failure.
var answers = map[fault.Kind]struct {
	status int
	title  string
}{
	fault.Invalid:     {http.StatusUnprocessableEntity, "This cannot be used"},
	fault.Forbidden:   {http.StatusForbidden, "You may not do this"},
	fault.NotFound:    {http.StatusNotFound, "Page not found"},
	fault.Rule:        {http.StatusConflict, "This cannot be done"},
	fault.Stale:       {http.StatusConflict, "Changed by someone else"},
	fault.Gone:        {http.StatusGone, "This link no longer works"},
	fault.TooMany:     {http.StatusTooManyRequests, "Too many at once"},
	fault.Unavailable: {http.StatusServiceUnavailable, "Nothing can be saved right now"},

	fault.Unauthenticated: {http.StatusUnauthorized, "Log in first"}, // for scripts; people are led to do it
}

// status returns the status that answers err.
func status(err error) int {
	if f, ok := fault.Of(err); ok {
		if a, ok := answers[f.Kind]; ok {
			return a.status
		}
	}
	return http.StatusInternalServerError
}

// answerError answers every failed request: the one place where errors become
// pages.
func (s *server) answerError(err error, c echo.Context) {
	// Nobody waits for this answer any more. What failed because of that is no error.
	if c.Response().Committed || errors.Is(c.Request().Context().Err(), context.Canceled) {
		return
	}
	forScripts := strings.HasPrefix(c.Request().URL.Path, "/api/")
	if fault.Is(err, fault.Unauthenticated) && !forScripts {
		s.keep(c)
		if err := c.Redirect(http.StatusSeeOther, cmp.Or(signInPath(visited(c).ID), loginFor(c))); err != nil {
			s.config.Log.Error("answer a request", "error", err)
		}
		return
	}
	code, m := s.errorPage(c, err)
	if code == http.StatusTooManyRequests || code == http.StatusServiceUnavailable {
		sayWhen(c, err)
	}
	// Also when the time for the page is over, there is time to say so.
	c.SetRequest(c.Request().WithContext(context.WithoutCancel(c.Request().Context())))
	if forScripts {
		err = tellScript(c, code, m)
	} else {
		err = render(c, code, views.Error(m))
	}
	if err != nil {
		s.config.Log.Error("answer a request", "error", err)
	}
}

// tellScript answers with what the page would say, as JSON.
func tellScript(c echo.Context, code int, m views.ErrorPage) error {
	text := m.Text
	switch {
	case code == http.StatusMethodNotAllowed:
		text = "This address does not answer " + c.Request().Method + "."
	case m.RequestID != "":
		text = strings.Replace(text, "the request below", "the request "+m.RequestID, 1)
	}
	name := http.StatusText(code)
	return c.JSON(code, struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Status  string `json:"status"`
		Error   string `json:"error"`
	}{code, text, strings.ToUpper(strings.ReplaceAll(name, " ", "_")), name})
}

// sayWhen tells programs when to try again what was refused for now.
func sayWhen(c echo.Context, err error) {
	wait := 5
	if f, ok := fault.Of(err); ok && f.RetryAfter > 0 {
		wait = int(math.Ceil(f.RetryAfter.Seconds()))
	}
	c.Response().Header().Set("Retry-After", strconv.Itoa(wait))
}

// errorPage returns the status and the page that answer err.
func (s *server) errorPage(c echo.Context, err error) (int, views.ErrorPage) {
	var h *echo.HTTPError
	var large *http.MaxBytesError
	code, title, text := http.StatusInternalServerError, "Something went wrong", "The portal could not do this. Nothing was changed. Try again; if it happens again, tell whoever operates the portal and name the request below."
	if f, ok := fault.Of(err); ok && f.Kind != fault.Unexpected {
		code, title, text = answers[f.Kind].status, answers[f.Kind].title, f.Text
	} else if errors.As(err, &large) {
		code = http.StatusRequestEntityTooLarge
	} else if errors.Is(c.Request().Context().Err(), context.DeadlineExceeded) {
		code = http.StatusServiceUnavailable
	} else if errors.As(err, &h) {
		code = h.Code
	}
	if f, ok := fault.Of(err); !ok || f.Kind == fault.Unexpected {
		switch code {
		case http.StatusNotFound:
			title, text = answers[fault.NotFound].title, "It does not exist, or it is out of your reach."
		case http.StatusMethodNotAllowed:
			title, text = "This cannot be opened like that", "Open it from a page of the portal."
		case http.StatusServiceUnavailable:
			title, text = "The portal is busy", "Too much is asked of it at once. Nothing was changed. Try again in a few seconds."
		case http.StatusRequestURITooLong:
			title, text = "This address is too long", "It can have 32,000 characters. Open the page from the portal."
		case http.StatusRequestEntityTooLarge:
			title, text = "This is too large", "A form can hold 1 MB. Nothing was changed. Go back and send less."
			if file, found := files[c.Path()]; found {
				text = "A CSV file can hold " + number(int(file>>20)) + " MB. Nothing was changed. Split it into smaller files."
			}
		case http.StatusBadRequest:
			title, text = "This cannot be read", "The request was not complete. Nothing was changed. Go back and try again."
		}
	}
	if code == http.StatusNotFound {
		s.astray(c)
	}
	m := views.ErrorPage{Page: s.frame(c, title), Text: text}
	if code >= http.StatusInternalServerError {
		m.RequestID = c.Response().Header().Get(requestID)
	}
	switch {
	case code == http.StatusGone && strings.HasPrefix(c.Path(), "/set-password"):
		m.Next = []views.Task{{LinkText: "Forgot password?", Href: "/forgot-password"}, {LinkText: "Log in", Href: "/login"}}
	case visited(c).ID != "":
		m.Next = []views.Task{{LinkText: "Go to " + visited(c).Name, Href: signInPath(visited(c).ID)}}
	case ofUsers(c):
	case actor(c).ID != "":
		m.Next = []views.Task{{LinkText: "Go to the start page", Href: "/"}}
	default:
		m.Next = []views.Task{{LinkText: "Log in", Href: "/login"}}
	}
	return code, m
}

// maxNext is how long an address may be to come back to, in bytes.
const maxNext = 2 << 10

// loginFor leads to the sign-in page and from there back to where one was
// going: the page itself, or the one with the form that was sent.
func loginFor(c echo.Context) string {
	next := ""
	if c.Request().Method == http.MethodGet {
		next = c.Request().URL.RequestURI()
	} else if from, err := url.Parse(c.Request().Referer()); err == nil && from.Host == c.Request().Host {
		next = from.RequestURI()
	}
	if next = local(next); next == "/" || len(next) > maxNext {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(next)
}

// local returns the path when it leads to a page of the portal, and "/" when it leads
// elsewhere, or to logging in or out.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") || u.Path == "/login" || u.Path == "/logout" {
		return "/"
	}
	return path
}

// astray finds the organization in which a page was looked for that does not exist,
// so that the answer can say where one is.
func (s *server) astray(c echo.Context) {
	a, in := actor(c), place(c)
	rest, inside := strings.CutPrefix(c.Request().URL.Path, "/o/")
	if a.ID == "" || !inside || in.ID != "" {
		return
	}
	id, _, _ := strings.Cut(rest, "/")
	if p, err := s.store.Enter(c.Request().Context(), a, sessionID(c), id); err == nil && p.Launched {
		c.Set(placeKey, p)
	}
}
