package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/views"
	"mtp/views/parts"
)

// userHome asks a user of the organization to log in, or shows who is.
func (s *server) userHome(c echo.Context) error {
	if signedInUser(c).ID != "" {
		return render(c, http.StatusOK, views.UserAccount(s.userAccountPage(c)))
	}
	m := s.userLoginPage(c)
	if s.userSessions.GetString(c.Request().Context(), heldOwner) == visited(c).ID && m.Message == "" {
		m.Refusal = "Your session has ended. Log in again."
	}
	return render(c, http.StatusOK, views.UserLogin(m))
}

func (s *server) userLoginPage(c echo.Context) views.UserLoginPage {
	home := signInPath(visited(c).ID)
	return views.UserLoginPage{Page: s.page(c, "Log in to "+visited(c).Name), Action: home + "/login", Forgot: home + "/forgot-password", Elsewhere: s.elsewhere(c, home)}
}

func (s *server) userLogIn(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	id, err := s.store.SignInUser(c.Request().Context(), by(c, form{}), f.text("login"), f.secret("password"))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooMany) {
		m := s.userLoginPage(c)
		m.Login, m.Failed, m.Refusal = f.text("login"), true, err.Error()
		if fault.Is(err, fault.TooMany) {
			sayWhen(c, err)
		}
		return render(c, status(err), views.UserLogin(m))
	}
	if err != nil {
		return err
	}
	if err := s.userSignedIn(c, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, signInPath(visited(c).ID))
}

func (s *server) userAccountPage(c echo.Context) views.UserAccountPage {
	u, o := signedInUser(c), visited(c)
	return views.UserAccountPage{
		Page: s.page(c, "Your account at "+o.Name), FormID: random(), Username: u.Username, Names: u.Name() + " " + u.Email + " " + o.Name,
		Facts: []parts.Fact{
			{Label: "Name", Value: u.Name()}, {Label: "Username", Value: u.Username}, {Label: "Email", Value: u.Email}, {Label: "Organization", Value: o.Name},
		},
		ChangePassword: signInPath(o.ID) + "/password", LogOut: signInPath(o.ID) + "/logout",
	}
}

// userChangePassword changes the user's own password.
func (s *server) userChangePassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if signedInUser(c).ID == "" {
		return fault.New(fault.Unauthenticated, "Log in first.")
	}
	ctx := c.Request().Context()
	out, err := s.store.ChangeUserPassword(ctx, by(c, f), s.userSessions.GetString(ctx, heldUserSession), f.secret("current_password"), f.secret("new_password"), f.secret("confirm_password"))
	if problems, ok := refusal(err); ok {
		m := s.userAccountPage(c)
		m.Failed, m.Errors = true, problems
		return render(c, formStatus(err), views.UserAccount(m))
	}
	if err != nil {
		return err
	}
	if err := s.userSessions.RenewToken(ctx); err != nil {
		return err
	}
	message := "Your password is changed."
	if out.Sessions > 0 {
		message += " " + counted(out.Sessions, "other session", "other sessions") + " ended."
	}
	return s.done(c, signInPath(visited(c).ID), message)
}

func (s *server) userForgotPasswordForm(c echo.Context) error {
	m := s.userForgotPasswordPage(c)
	if c.QueryParams().Has(linkMade) {
		m.Message = "If a user of " + visited(c).Name + " has this username or address, an email with a link to set a password is on its way. The link works for one hour, an invitation for 72 hours."
		if !m.Mailed {
			m.Message = "If a user of " + visited(c).Name + " has this username or address, a link to set a password is ready. It works for one hour, an invitation for 72 hours. This portal sends no email yet; ask whoever administers " + visited(c).Name + " for the link."
		}
	}
	return render(c, http.StatusOK, views.UserForgotPassword(m))
}

func (s *server) userForgotPasswordPage(c echo.Context) views.UserForgotPasswordPage {
	home := signInPath(visited(c).ID)
	return views.UserForgotPasswordPage{
		Page: s.page(c, "Forgot password"), Organization: visited(c).Name, Action: home + "/forgot-password", Back: home, Mailed: s.config.MailSetUp,
	}
}

// userForgotPassword answers the same for every login.
func (s *server) userForgotPassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	login := cut(f.text("login"))
	if login == "" {
		m := s.userForgotPasswordPage(c)
		m.Failed, m.Errors = true, parts.Errors{{Field: "login", Text: "Enter your username or email address."}}
		return render(c, http.StatusUnprocessableEntity, views.UserForgotPassword(m))
	}
	even := time.After(evenTime)
	if err := s.store.RequestUserPasswordReset(c.Request().Context(), by(c, form{}), login); err != nil {
		return err
	}
	<-even
	return c.Redirect(http.StatusSeeOther, signInPath(visited(c).ID)+"/forgot-password?"+linkMade)
}
