package web

import (
	"net/http"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
)

// What a browser's session holds: only texts.
const (
	heldSession = "session" // id of the store's session
	heldOwner   = "owner"   // id of whose session it is
	heldMessage = "message" // shown once
	heldForm    = "form"    // sent after the session had ended
	heldPath    = "path"    // where it was sent to
	heldNext    = "next"    // where one was going before the sign-in
)

func newSessions(s *store.Store, config Config) *scs.SessionManager {
	m := scs.New()
	m.Store = s.SessionData()
	m.HashTokenInStore = true
	m.Lifetime = 2 * store.SessionLifetime // keeps a form that was sent after the sign-in had ended
	m.Cookie.Name = "mtp"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.Cookie.Persist = false
	if config.URL.Scheme == "https" {
		m.Cookie.Name, m.Cookie.Secure = "__Host-mtp", true
	}
	return m
}

// session loads the browser's session and who is signed in with it, and saves
// the session once, before the answer's first byte, when it was changed.
func (s *server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if forMachines(c.Path()) {
			return next(c)
		}
		token := ""
		if cookie, err := c.Cookie(s.sessions.Cookie.Name); err == nil {
			token = cookie.Value
		}
		ctx, err := s.sessions.Load(c.Request().Context(), token)
		if err != nil {
			return err
		}
		c.SetRequest(c.Request().WithContext(ctx))
		c.Set(loadedKey, true)
		c.Response().Header().Add("Vary", "Cookie")
		c.Response().Before(func() {
			if s.sessions.Status(ctx) == scs.Modified && c.Get(committedKey) == nil {
				if err := s.commit(c); err != nil {
					s.config.Log.ErrorContext(ctx, "save a session", "error", err)
				}
			}
		})
		if id := s.sessions.GetString(ctx, heldSession); id != "" {
			a, stage, err := s.store.Session(ctx, id)
			if err != nil && !fault.Is(err, fault.Unauthenticated) {
				return err
			}
			if err == nil {
				c.Set(sessionKey, id)
				c.Set(arrivingKey, arriving{a, stage})
			}
			if err == nil && stage == portal.Complete {
				c.Set(actorKey, a)
			}
		}
		return next(c)
	}
}

// Whether the request has a session at all, and whether it was saved.
const loadedKey, committedKey = "loaded", "committed"

// commit saves the session and sends its cookie.
func (s *server) commit(c echo.Context) error {
	ctx := c.Request().Context()
	token, expiry, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(ctx, c.Response(), token, expiry)
	c.Response().Header().Set("Cache-Control", "no-store")
	c.Set(committedKey, true)
	return nil
}

// arriving is who gave the password, and how far the sign-in has come.
type arriving struct {
	portal.Administrator
	stage portal.Stage
}

// entering returns who is signed in or about to be; its stage is "" for nobody.
func entering(c echo.Context) arriving {
	a, _ := c.Get(arrivingKey).(arriving)
	return a
}

// stagePath is where a sign-in of the stage goes on.
func stagePath(stage portal.Stage) string {
	switch stage {
	case portal.CodeAsked:
		return "/login/verify"
	case portal.EnrolmentDue:
		return "/mfa"
	}
	return "/"
}

// signedIn makes the browser's session, under a new token, that of the store's
// session. Nothing of what it held before stays but a form that the same person
// sent too late. It returns where to go on: next, the kept form, or the second
// factor first.
func (s *server) signedIn(c echo.Context, id, next string) (onward string, err error) {
	ctx := c.Request().Context()
	a, stage, err := s.store.Session(ctx, id)
	if err != nil {
		return "", err
	}
	form, path := s.sessions.GetString(ctx, heldForm), s.sessions.GetString(ctx, heldPath)
	kept := path != "" && s.sessions.GetString(ctx, heldOwner) == a.ID
	if err := s.sessions.Clear(ctx); err != nil {
		return "", err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return "", err
	}
	s.sessions.Put(ctx, heldSession, id)
	s.sessions.Put(ctx, heldOwner, a.ID)
	if kept {
		next = "/continue"
		s.sessions.Put(ctx, heldForm, form)
		s.sessions.Put(ctx, heldPath, path)
	}
	if stage != portal.Complete {
		s.sessions.Put(ctx, heldNext, next)
		next = stagePath(stage)
	}
	return next, s.commit(c)
}

// signedOut leaves the browser a fresh session that holds nothing.
func (s *server) signedOut(c echo.Context) error {
	ctx := c.Request().Context()
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	return s.sessions.RenewToken(ctx)
}

// sessionID returns the store's session of who is signed in.
func sessionID(c echo.Context) string {
	id, _ := c.Get(sessionKey).(string)
	return id
}

// by says on whose behalf the request acts, and with which form; the zero form
// stands for none.
func by(c echo.Context, f form) store.By {
	asked := store.By{
		AdministratorID: actor(c).ID,
		OrganizationID:  place(c).ID,
		Address:         c.RealIP(),
		RequestID:       c.Response().Header().Get(requestID),
		FormID:          f.text("form_id"),
	}
	if asked.FormID != "" {
		asked.Form = f.digest()
	}
	return asked
}

// done answers a successful form: the message is shown on the next page, and
// what was kept of the same form is forgotten.
func (s *server) done(c echo.Context, location, message string) error {
	ctx := c.Request().Context()
	if message != "" {
		s.sessions.Put(ctx, heldMessage, message)
	}
	if s.sessions.GetString(ctx, heldPath) == c.Request().URL.Path {
		s.sessions.Remove(ctx, heldForm)
		s.sessions.Remove(ctx, heldPath)
	}
	return c.Redirect(http.StatusSeeOther, location)
}
