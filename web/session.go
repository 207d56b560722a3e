package web

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
)

// What a browser's session holds: only texts.
const (
	heldSession = store.HeldSession // id of the store's session
	heldOwner   = "owner"           // id of whose session it is, or in the cookie of users of which organization
	heldMessage = "message"         // of success, shown once
	heldTold    = "told"            // what came of a form that changed nothing, shown once
	heldForm    = "form"            // sent after the session had ended
	heldPath    = "path"            // where it was sent to
	heldNext    = "next"            // where one was going before the sign-in

	heldUserSession = "user-session" // id of the store's session of a user
)

// newSessions returns the browsers' sessions that the cookie with the name holds.
func newSessions(s *store.Store, config Config, cookie string) *scs.SessionManager {
	m := scs.New()
	data := s.SessionData()
	m.Store, m.Codec = data, data
	m.HashTokenInStore = true
	m.Lifetime = store.SessionDataLifetime
	m.Cookie.Name = cookie
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.Cookie.Persist = false
	if config.URL.Scheme == "https" {
		m.Cookie.Name, m.Cookie.Secure = "__Host-"+cookie, true
	}
	// Browsers keep cookies by host alone, and a host can have several portals.
	if port := config.URL.Port(); port != "" {
		m.Cookie.Name += "-" + port
	}
	return m
}

// cookies are the names of the cookie that may hold a session of the manager: the one
// that is set and, for as long as a session lasts after the start, the older name
// without the port.
func (s *server) cookies(m *scs.SessionManager) []string {
	names := []string{m.Cookie.Name}
	if port := s.config.URL.Port(); port != "" && s.store.Now().Before(s.began.Add(store.SessionLifetime)) {
		names = append(names, strings.TrimSuffix(m.Cookie.Name, "-"+port))
	}
	return names
}

// session loads the browser's session and who is signed in with it: under /u/ a
// user of an organization, anywhere else an administrator.
func (s *server) session(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if forMachines(c.Path()) {
			return next(c)
		}
		if ofUsers(c) {
			if err := s.load(c, s.userSessions); err != nil {
				return err
			}
			if err := s.visit(c); err != nil {
				return err
			}
			return next(c)
		}
		c.SetRequest(c.Request().WithContext(store.Finding(c.Request().Context())))
		if err := s.load(c, s.sessions); err != nil {
			return err
		}
		ctx := c.Request().Context()
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

// load gives the request the browser's session of the manager. When that is changed
// it is saved once, before the first byte of the answer.
func (s *server) load(c echo.Context, m *scs.SessionManager) error {
	token, name := "", m.Cookie.Name
	for _, name = range s.cookies(m) {
		if cookie, err := c.Cookie(name); err == nil {
			token = cookie.Value
			break
		}
	}
	ctx, err := m.Load(c.Request().Context(), token)
	if err != nil {
		return err
	}
	if name != m.Cookie.Name && m.Token(ctx) != "" { // or it is another portal's
		m.WriteSessionCookie(ctx, c.Response(), token, m.Deadline(ctx))
		c.SetCookie(&http.Cookie{Name: name, Path: "/", MaxAge: -1, Secure: m.Cookie.Secure, HttpOnly: true, SameSite: m.Cookie.SameSite})
	}
	c.SetRequest(c.Request().WithContext(ctx))
	c.Set(heldKey, m)
	c.Response().Header().Set("Vary", "Cookie")
	c.Response().Before(func() {
		if held(c) == m && m.Status(ctx) == scs.Modified && c.Get(committedKey) == nil {
			if err := s.commit(c); err != nil {
				s.config.Log.ErrorContext(ctx, "save a session", "error", err)
			}
		}
	})
	return nil
}

// Which browsers' sessions the request's is one of, and whether it was saved.
const heldKey, committedKey = "held", "committed"

// held returns the manager of the request's browser session, nil when the
// request has none.
func held(c echo.Context) *scs.SessionManager {
	m, _ := c.Get(heldKey).(*scs.SessionManager)
	return m
}

// commit saves the request's browser session and sends its cookie.
func (s *server) commit(c echo.Context) error {
	ctx, m := c.Request().Context(), held(c)
	token, expiry, err := m.Commit(ctx)
	if err != nil {
		return err
	}
	m.WriteSessionCookie(ctx, c.Response(), token, expiry)
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
	ctx, m := c.Request().Context(), held(c)
	if err := m.Clear(ctx); err != nil {
		return err
	}
	return m.RenewToken(ctx)
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
		UserID:          signedInUser(c).ID,
		OrganizationID:  cmp.Or(place(c).ID, visited(c).ID),
		Address:         c.RealIP(),
		RequestID:       c.Response().Header().Get(requestID),
		FormID:          f.text("form_id"),
	}
	if asked.FormID != "" {
		asked.Form = f.digest()
	}
	return asked
}
