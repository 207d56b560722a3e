package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// signInRoute is where an organization's users sign in.
const signInRoute = "/u/:organization"

// signInPath is the same for one organization, "" for none.
func signInPath(organizationID string) string {
	if organizationID == "" {
		return ""
	}
	return "/u/" + organizationID
}

// ofUsers reports whether the request is about the sign-in of users.
func ofUsers(c echo.Context) bool { return strings.HasPrefix(c.Request().URL.Path, "/u/") }

const userKey, visitedKey = "user", "visited"

// signedInUser returns which user is signed in to the organization of the path, the zero
// User when none is.
func signedInUser(c echo.Context) portal.User {
	u, _ := c.Get(userKey).(portal.User)
	return u
}

// visited returns the organization whose users log in at the request's path, the zero
// one at any other path.
func visited(c echo.Context) portal.Organization {
	o, _ := c.Get(visitedKey).(portal.Organization)
	return o
}

// visit finds the organization of the path, and which of its users is signed in.
// A sign-in to another organization does not count here.
func (s *server) visit(c echo.Context) error {
	ctx := c.Request().Context()
	o, err := s.store.UserOrganization(ctx, c.Param("organization"))
	if err != nil {
		return err
	}
	c.Set(visitedKey, o)
	id := s.userSessions.GetString(ctx, heldUserSession)
	if id == "" {
		return nil
	}
	u, err := s.store.UserSession(ctx, o.ID, id)
	if fault.Is(err, fault.Unauthenticated) {
		return nil
	}
	c.Set(userKey, u)
	return err
}

// userSignedIn makes the browser's session, under a new token, that of the
// store's session, and ends the one that it was before.
func (s *server) userSignedIn(c echo.Context, id string) error {
	ctx := c.Request().Context()
	if err := s.endUserSession(c); err != nil {
		return err
	}
	if err := s.signedOut(c); err != nil {
		return err
	}
	s.userSessions.Put(ctx, heldUserSession, id)
	s.userSessions.Put(ctx, heldOwner, visited(c).ID)
	return s.commit(c)
}

// endUserSession ends the session of the user who is signed in in this browser,
// to whichever organization.
func (s *server) endUserSession(c echo.Context) error {
	id := s.userSessions.GetString(c.Request().Context(), heldUserSession)
	if id == "" {
		return nil
	}
	return s.store.SignOutUser(c.Request().Context(), by(c, form{}), id)
}

// userLogOut ends the session.
func (s *server) userLogOut(c echo.Context) error {
	home := signInPath(visited(c).ID)
	if signedInUser(c).ID == "" {
		return c.Redirect(http.StatusSeeOther, home)
	}
	if err := s.endUserSession(c); err != nil {
		return err
	}
	if err := s.signedOut(c); err != nil {
		return err
	}
	return s.done(c, home, "You are logged out.")
}
