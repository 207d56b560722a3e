package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// half returns who has given the password, and perhaps the second factor too, and on
// whose behalf the request acts.
func half(c echo.Context) (arriving, store.By, error) {
	e, asked := entering(c), by(c, form{})
	if e.stage == "" {
		return e, asked, fault.New(fault.Unauthenticated, "Log in first.")
	}
	asked.AdministratorID = e.ID
	return e, asked, nil
}

const recoveryPath = "/login/recovery-code"

// verifyForm asks for the second factor.
func (s *server) verifyForm(c echo.Context) error {
	e, _, err := half(c)
	if err != nil {
		return err
	}
	if e.stage != portal.CodeAsked {
		return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
	}
	return render(c, http.StatusOK, views.Verify(s.verifyPage(c)))
}

func (s *server) verifyPage(c echo.Context) views.VerifyPage {
	return views.VerifyPage{Page: s.page(c, "Confirm that it is you"), Recovery: c.Path() == recoveryPath}
}

// verify completes the sign-in with a code of the app or a recovery code.
func (s *server) verify(c echo.Context) error {
	e, asked, err := half(c)
	if err != nil {
		return err
	}
	if e.stage != portal.CodeAsked {
		return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
	}
	f, err := posted(c)
	if err != nil {
		return err
	}
	try := s.store.VerifyCode
	if c.Path() == recoveryPath {
		try = s.store.VerifyRecoveryCode
	}
	err = try(c.Request().Context(), asked, sessionID(c), f.text("code"))
	if problems, ok := refusal(err); ok {
		m := s.verifyPage(c)
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.Verify(m))
	}
	if fault.Is(err, fault.TooMany) {
		m := s.verifyPage(c)
		m.Refusal = err.Error()
		sayWhen(c, err)
		return render(c, status(err), views.Verify(m))
	}
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(c.Request().Context()); err != nil {
		return err
	}
	return s.onward(c)
}

// onward leads to where one was going before the sign-in.
func (s *server) onward(c echo.Context) error {
	next := local(s.sessions.PopString(c.Request().Context(), heldNext))
	if err := s.commit(c); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// enrolForm shows a new setup key. Nothing is stored before its first code.
func (s *server) enrolForm(c echo.Context) error {
	e, _, err := half(c)
	if err != nil {
		return err
	}
	if e.stage == portal.CodeAsked {
		return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
	}
	key, err := s.store.NewEnrolment(c.Request().Context(), e.Administrator)
	if err != nil {
		return err
	}
	m, err := s.enrolPage(c, e, key)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Enrol(m))
}

func (s *server) enrolPage(c echo.Context, e arriving, key store.Enrolment) (views.EnrolPage, error) {
	modules, path, err := credential.QR(key.Address)
	m := views.EnrolPage{
		Page: s.page(c, "Set up MFA"), Sealed: key.Sealed, Key: key.Secret, Modules: modules, Path: path,
		Replace: e.MFAOn, Leave: e.stage != portal.Complete,
	}
	if e.stage == portal.Complete {
		m.Later = "/profile"
		if c.QueryParams().Has("first") {
			m.Later = "/"
		}
	}
	return m, err
}

// enrol turns MFA on and shows the recovery codes, this once.
func (s *server) enrol(c echo.Context) error {
	e, asked, err := half(c)
	if err != nil {
		return err
	}
	if e.stage == portal.CodeAsked {
		return c.Redirect(http.StatusSeeOther, stagePath(e.stage))
	}
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	codes, err := s.store.Enrol(ctx, asked, sessionID(c), f.text("enrolment"), f.text("code"),
		store.Proof{Password: f.secret("current_password"), Code: f.text("current_code")})
	if problems, ok := refusal(err); ok {
		key, opened := s.store.OpenEnrolment(ctx, e.Administrator, f.text("enrolment"))
		if fault.Is(opened, fault.Invalid) {
			key, opened = s.store.NewEnrolment(ctx, e.Administrator)
		}
		if opened != nil {
			return opened
		}
		m, opened := s.enrolPage(c, e, key)
		if opened != nil {
			return opened
		}
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.Enrol(m))
	}
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if err := s.commit(c); err != nil {
		return err
	}
	return s.showCodes(c, e.Administrator, codes)
}

func (s *server) showCodes(c echo.Context, a portal.Administrator, codes []string) error {
	c.Set(actorKey, a)
	return render(c, http.StatusOK, views.RecoveryCodes(views.RecoveryCodesPage{Page: s.page(c, "MFA is on"), Codes: codes}))
}

// codesSaved goes on where the sign-in was going.
func (s *server) codesSaved(c echo.Context) error { return s.onward(c) }
