package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// identify gives the request an id of our own; a client's is not taken over.
func (s *server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(requestID, random())
		return next(c)
	}
}

// record logs each request once, with the route's template instead of the
// path, since paths hold tokens, and answers errors.
func (s *server) record(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		if forMachines(c.Path()) {
			return nil
		}
		level := slog.LevelInfo
		attributes := []slog.Attr{
			slog.String("method", c.Request().Method), slog.String("route", c.Path()),
			slog.Int("status", c.Response().Status), slog.Float64("ms", float64(time.Since(began).Microseconds())/1000),
			slog.String("address", c.RealIP()), slog.String("request", c.Response().Header().Get(requestID)),
		}
		if a := actor(c); a.ID != "" {
			attributes = append(attributes, slog.String("administrator", a.ID))
		}
		if u := signedInUser(c); u.ID != "" {
			attributes = append(attributes, slog.String("user", u.ID))
		}
		if cause := unexpected(err); cause != nil {
			if c.Response().Status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			attributes = append(attributes, slog.String("error", cause.Error()))
		}
		s.config.Log.LogAttrs(c.Request().Context(), level, "request", attributes...)
		return nil
	}
}

// unexpected returns the part of err that belongs in the log, nil for what is
// expected and has no cause.
func unexpected(err error) error {
	var h *echo.HTTPError
	if f, ok := fault.Of(err); ok {
		return f.Err
	}
	if errors.As(err, &h) {
		return h.Internal
	}
	return err
}

// rescue turns a panic into an error with the stack.
func (s *server) rescue(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch r := recover(); r {
			case nil:
			case http.ErrAbortHandler:
				panic(r)
			default:
				err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
			}
		}()
		return next(c)
	}
}

const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// headers are the same for every answer; static files have their own caching.
func (s *server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cache-Control", "no-store")
		if s.config.URL.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		return next(c)
	}
}

// sameOrigin refuses changes that the page of another site asks for, and changes that
// carry a session's cookie without a word of where they come from.
func (s *server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		refusal := fault.New(fault.Forbidden, "This request did not come from a page of the portal, so nothing was changed. Open the portal and try again there.")
		if err := s.origin.Check(r); err != nil {
			refusal.Err = err
			return refusal
		}
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if !safe && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
			for _, m := range []*scs.SessionManager{s.sessions, s.userSessions} {
				for _, name := range s.cookies(m) {
					if _, err := r.Cookie(name); err == nil {
						return refusal
					}
				}
			}
		}
		return next(c)
	}
}

// guard lets pass whoever holds what the route needs. It is the first of three gates;
// the store asks again inside the transaction.
func (s *server) guard(needs need) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if needs.who != "" {
				return next(c)
			}
			a := actor(c)
			if e := entering(c); a.ID == "" && e.stage != "" {
				return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
			}
			if a.ID == "" {
				return fault.New(fault.Unauthenticated, "Log in first.")
			}
			if err := s.enter(c, a); err != nil {
				return err
			}
			if !a.May(needs.permission) {
				return s.store.RecordDenied(c.Request().Context(), by(c, form{}), needs.permission)
			}
			if p := place(c); p.ID != "" && !p.Launched {
				return s.notLaunched(c, p)
			}
			return next(c)
		}
	}
}

const actorKey, sessionKey, arrivingKey, placeKey = "actor", "session", "arriving", "place"

// actor returns who is signed in, the zero Administrator when nobody is.
func actor(c echo.Context) portal.Administrator {
	a, _ := c.Get(actorKey).(portal.Administrator)
	return a
}

// place is the organization that the request works in, the zero Place in the
// portal itself.
func place(c echo.Context) store.Place {
	p, _ := c.Get(placeKey).(store.Place)
	return p
}

// enter finds the organization that the request works in: the one of the path, which
// must be within reach, or always that of an organization's own administrator.
func (s *server) enter(c echo.Context, a portal.Administrator) error {
	id := a.OrganizationID
	if strings.HasPrefix(c.Path(), inOrganization) {
		id = c.Param("organization")
	}
	if id == "" {
		return nil
	}
	p, err := s.store.Enter(c.Request().Context(), a, sessionID(c), id)
	if err == nil {
		c.Set(placeKey, p)
	}
	return err
}

// notLaunched asks to launch the organization first, so that every entry is
// recorded.
func (s *server) notLaunched(c echo.Context, p store.Place) error {
	if c.Request().Method != http.MethodGet {
		return fault.New(fault.Rule, "Launch "+p.Name+" first. Nothing was changed.")
	}
	return render(c, http.StatusOK, views.Launch(views.LaunchPage{
		Page: s.page(c, p.Name), Action: launchPath(p.ID), Next: c.Request().URL.RequestURI(),
	}))
}
