package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/views"
)

func (s *server) setupForm(c echo.Context) error {
	if err := s.store.OpenSetupLink(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Setup(s.setupPage(c)))
}

func (s *server) setupPage(c echo.Context) views.SetupPage {
	return views.SetupPage{Page: s.page(c, "Set up the portal"), Action: "/setup/" + c.Param("token"), FormID: random()}
}

// setUp creates the first administrator and signs it in.
func (s *server) setUp(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	draft := portal.Draft{FirstName: f.text("first_name"), LastName: f.text("last_name"), Email: f.text("email")}
	asked := by(c, f.text("form_id"))
	asked.AdministratorID = ""
	_, err = s.store.SetUp(ctx, asked, c.Param("token"), f.text("provider_name"), draft, f.text("new_password"), f.text("confirm_password"))
	if problems, ok := refusal(err); ok {
		m := s.setupPage(c)
		m.ProviderName, m.FirstName, m.LastName, m.Email = f.text("provider_name"), draft.FirstName, draft.LastName, draft.Email
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.Setup(m))
	}
	if err != nil {
		return err
	}
	asked.FormID = ""
	id, err := s.store.SignIn(ctx, asked, draft.Email, f.text("new_password"), c.Request().UserAgent())
	if err != nil {
		return err
	}
	if _, err := s.signedIn(c, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/")
}

func (s *server) loginForm(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if actor(c).ID != "" {
		return c.Redirect(http.StatusSeeOther, next)
	}
	m := views.LoginPage{Page: s.page(c, "Log in"), Next: next}
	if ctx := c.Request().Context(); s.sessions.GetString(ctx, heldOwner) != "" && m.Message == "" {
		m.Refusal = "Your session has ended. Log in again."
		if s.sessions.GetString(ctx, heldPath) != "" {
			m.Refusal += " What you typed is kept."
		}
	}
	return render(c, http.StatusOK, views.Login(m))
}

func (s *server) logIn(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	next := local(f.text("next"))
	id, err := s.store.SignIn(c.Request().Context(), by(c, ""), f.text("email"), f.text("password"), c.Request().UserAgent())
	if fault.Is(err, fault.Invalid) {
		m := views.LoginPage{Page: s.page(c, "Log in"), Email: f.text("email"), Next: next}
		m.Failed, m.Refusal = true, err.Error()
		return render(c, status(err), views.Login(m))
	}
	if err != nil {
		return err
	}
	kept, err := s.signedIn(c, id)
	if err != nil {
		return err
	}
	if kept {
		next = "/continue"
	}
	return c.Redirect(http.StatusSeeOther, next)
}

func (s *server) logOut(c echo.Context) error {
	if id := sessionID(c); id != "" {
		if err := s.store.SignOut(c.Request().Context(), by(c, ""), id); err != nil {
			return err
		}
	}
	if err := s.signedOut(c); err != nil {
		return err
	}
	return s.done(c, "/login", "You are logged out.")
}

func (s *server) forgotPasswordForm(c echo.Context) error {
	return render(c, http.StatusOK, views.ForgotPassword(views.ForgotPasswordPage{Page: s.page(c, "Forgot password")}))
}

// forgotPassword answers the same for every address.
func (s *server) forgotPassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if email := cut(f.text("email")); email == "" {
		m := views.ForgotPasswordPage{Page: s.page(c, "Forgot password")}
		m.Failed, m.Errors = true, views.Errors{{Field: "email", Text: "Enter your email address."}}
		return render(c, http.StatusUnprocessableEntity, views.ForgotPassword(m))
	} else if err := s.store.RequestPasswordReset(c.Request().Context(), by(c, ""), email); err != nil {
		return err
	}
	return s.done(c, "/forgot-password", "If an administrator has this address, a link to set a new password is on its way. It works for one hour.")
}

func (s *server) setPasswordForm(c echo.Context) error {
	m, err := s.setPasswordPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.SetPassword(m))
}

func (s *server) setPasswordPage(c echo.Context) (views.SetPasswordPage, error) {
	owner, err := s.store.OpenLink(c.Request().Context(), c.Param("token"))
	return views.SetPasswordPage{
		Page: s.page(c, "Set your password"), Action: "/set-password/" + c.Param("token"), FormID: random(),
		Name: owner.Name, Email: owner.Email,
	}, err
}

// setPassword spends the link. It signs nobody in, and leaves alone whoever is
// signed in.
func (s *server) setPassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	asked := by(c, f.text("form_id"))
	asked.AdministratorID = ""
	out, err := s.store.SetPassword(c.Request().Context(), asked, c.Param("token"), f.text("new_password"), f.text("confirm_password"))
	if problems, ok := refusal(err); ok {
		m, opened := s.setPasswordPage(c)
		if opened != nil {
			return opened
		}
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.SetPassword(m))
	}
	if err != nil {
		return err
	}
	return s.done(c, "/login", "The password of "+out.Name+" is set. Log in with it.")
}
