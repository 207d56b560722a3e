package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

func (s *server) setupForm(c echo.Context) error {
	token, err := linkToken(c)
	if err != nil {
		return err
	}
	if err := s.store.OpenSetupLink(c.Request().Context(), token); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Setup(s.setupPage(c)))
}

func (s *server) setupPage(c echo.Context) views.SetupPage {
	token, _ := credential.ReadToken(c.Param("token"))
	return views.SetupPage{Page: s.page(c, "Set up the portal"), Action: "/setup/" + token, FormID: random()}
}

// setUp creates the first administrator and signs it in.
func (s *server) setUp(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	token, err := linkToken(c)
	if err != nil {
		return err
	}
	draft := portal.Draft{FirstName: f.text("first_name"), LastName: f.text("last_name"), Email: f.text("email")}
	asked := by(c, f)
	asked.AdministratorID = ""
	_, err = s.store.SetUp(ctx, asked, token, f.text("provider_name"), draft, f.secret("new_password"), f.secret("confirm_password"))
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
	id, err := s.store.SignIn(ctx, asked, draft.Email, f.secret("new_password"), cut(c.Request().UserAgent()))
	if err != nil {
		return err
	}
	if _, err := s.signedIn(c, id, "/"); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/mfa?first")
}

// linkToken returns the token of the link that was opened, whatever a mail program
// put behind it. One that lost letters on its way is Gone.
func linkToken(c echo.Context) (string, error) {
	token, whole := credential.ReadToken(c.Param("token"))
	if !whole {
		return "", fault.New(fault.Gone, "This link was not copied whole: letters at its end are missing. Copy all of it, up to its last letter, and open it again. If it still does not open, ask whoever sent it for a new one.")
	}
	return token, nil
}

func (s *server) loginForm(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if e := entering(c); e.stage == portal.Complete {
		return c.Redirect(http.StatusSeeOther, next)
	} else if e.stage != "" {
		return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
	}
	m := s.loginPage(c, next)
	if ctx := c.Request().Context(); s.sessions.GetString(ctx, heldOwner) != "" && m.Message == "" {
		m.Refusal = "Your session has ended. Log in again."
		if s.sessions.GetString(ctx, heldPath) != "" {
			m.Refusal += " What you typed is kept."
		}
	}
	return render(c, http.StatusOK, views.Login(m))
}

// loginPage opens also while the database does not answer: whoever logs in
// then is told.
func (s *server) loginPage(c echo.Context, next string) views.LoginPage {
	setUp, err := s.store.IsSetUp(c.Request().Context())
	path := "/login"
	if next != "/" {
		path += "?next=" + url.QueryEscape(next)
	}
	return views.LoginPage{Page: s.page(c, "Log in"), Next: next, NotSetUp: err == nil && !setUp, Elsewhere: s.elsewhere(c, path)}
}

func (s *server) logIn(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	next := local(f.text("next"))
	asked := by(c, form{})
	asked.AdministratorID = ""
	id, err := s.store.SignIn(c.Request().Context(), asked, f.text("email"), f.secret("password"), cut(c.Request().UserAgent()))
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooMany) {
		m := s.loginPage(c, next)
		m.Email, m.Failed, m.Refusal = f.text("email"), true, err.Error()
		if fault.Is(err, fault.TooMany) {
			sayWhen(c, err)
		}
		return render(c, status(err), views.Login(m))
	}
	if err != nil {
		return err
	}
	if err := s.endSession(c); err != nil { // of somebody else in this browser, or one's own
		return err
	}
	if next, err = s.signedIn(c, id, next); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// endSession ends the session of who is signed in, or about to be.
func (s *server) endSession(c echo.Context) error {
	id := sessionID(c)
	if id == "" {
		return nil
	}
	asked := by(c, form{})
	asked.AdministratorID = entering(c).ID
	return s.store.SignOut(c.Request().Context(), asked, id)
}

func (s *server) logOut(c echo.Context) error {
	if sessionID(c) == "" {
		return c.Redirect(http.StatusSeeOther, "/login")
	}
	if err := s.endSession(c); err != nil {
		return err
	}
	if err := s.signedOut(c); err != nil {
		return err
	}
	return s.done(c, "/login", "You are logged out.")
}

func (s *server) forgotPasswordForm(c echo.Context) error {
	m := s.forgotPasswordPage(c)
	if c.QueryParams().Has(linkMade) {
		m.Message = "If an administrator has this address, an email with a link to set a new password is on its way. The link works for one hour."
		if !m.Mailed {
			m.Message = "If an administrator has this address, a link to set a new password is ready. It works for one hour. This portal sends no email yet; ask an Administrator with Billing for the link."
		}
	}
	return render(c, http.StatusOK, views.ForgotPassword(m))
}

func (s *server) forgotPasswordPage(c echo.Context) views.ForgotPasswordPage {
	return views.ForgotPasswordPage{Page: s.page(c, "Forgot password"), Mailed: s.config.MailSetUp}
}

// linkMade is in the URL once a link was asked for.
const linkMade = "sent"

// evenTime is how long each request for a link takes, unless the machine is
// busy: how long the work took would tell which addresses are known.
const evenTime = 40 * time.Millisecond

// forgotPassword answers the same for every address.
func (s *server) forgotPassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	email := cut(f.text("email"))
	if email == "" {
		m := s.forgotPasswordPage(c)
		m.Failed, m.Errors = true, parts.Errors{{Field: "email", Text: "Enter your email address."}}
		return render(c, http.StatusUnprocessableEntity, views.ForgotPassword(m))
	}
	even := time.After(evenTime)
	if err := s.store.RequestPasswordReset(c.Request().Context(), by(c, form{}), email); err != nil {
		return err
	}
	<-even
	return c.Redirect(http.StatusSeeOther, "/forgot-password?"+linkMade)
}

func (s *server) setPasswordForm(c echo.Context) error {
	m, err := s.setPasswordPage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.SetPassword(m))
}

func (s *server) setPasswordPage(c echo.Context) (views.SetPasswordPage, error) {
	token, err := linkToken(c)
	if err != nil {
		return views.SetPasswordPage{}, err
	}
	owner, err := s.store.OpenLink(c.Request().Context(), token)
	m := views.SetPasswordPage{
		Page: s.page(c, "Set your password"), Action: "/set-password/" + token, FormID: random(),
		Name: owner.Name, Email: owner.Email,
	}
	if owner.UserOf.ID != "" {
		m.Page = parts.Page{Title: m.Title, Provider: m.Provider, HelpURL: m.HelpURL, Home: signInPath(owner.UserOf.ID)}
		m.Username, m.Organization = owner.Username, owner.UserOf.Name
	}
	return m, err
}

// setPassword spends the link. It signs nobody in, and leaves alone whoever is
// signed in.
func (s *server) setPassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	asked := by(c, f)
	asked.AdministratorID = ""
	token, err := linkToken(c)
	if err != nil {
		return err
	}
	out, err := s.store.SetPassword(c.Request().Context(), asked, token, f.secret("new_password"), f.secret("confirm_password"))
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
	next, message := "/login", "The password of "+out.Name+" is set. Log in with it."
	if out.UserOf != "" {
		next = signInPath(out.UserOf)
		if err := s.load(c, s.userSessions); err != nil {
			return err
		}
	}
	return s.done(c, next, message)
}
