package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

func (s *server) profile(c echo.Context) error {
	m, err := s.profilePage(c)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Profile(m))
}

// profilePage is one's own page as it is now.
func (s *server) profilePage(c echo.Context) (views.ProfilePage, error) {
	ctx, a := c.Request().Context(), actor(c)
	m := views.ProfilePage{
		Page: s.page(c, "Profile"), FormID: random(), Email: a.Email, FirstName: a.FirstName, LastName: a.LastName,
		Facts: []parts.Fact{{Label: "Email", Value: a.Email}, {Label: "Role", Value: a.Role.String()}},
		MFA:   views.ProfileMFA{On: a.MFAOn, Required: a.RequireMFA},
	}
	if a.OrganizationID != "" {
		m.Facts = append(m.Facts, parts.Fact{Label: "Organization", Value: place(c).Name})
	} else {
		m.Facts = append(m.Facts, accessFacts(a)...)
	}
	sessions, err := s.store.Sessions(ctx, a.ID)
	if err != nil {
		return m, err
	}
	for _, live := range sessions {
		m.Sessions = append(m.Sessions, views.SessionRow{
			Device: live.Device, Address: live.Address, LastUsed: moment(live.LastUsed), LastUsedISO: iso(live.LastUsed), Current: live.ID == sessionID(c),
		})
	}
	m.OtherSessions = max(0, len(sessions)-1)
	if a.MFAOn {
		left, err := s.store.RecoveryCodesLeft(ctx, a.ID)
		if err != nil {
			return m, err
		}
		m.MFA.Left = counted(left, "recovery code is left", "recovery codes are left")
	}
	if !a.APIAccess {
		m.Key.Reason = portal.NoAPIAccess
		return m, nil
	}
	key, err := s.store.APIKey(ctx, a.ID)
	if err == nil && !key.MadeAt.IsZero() {
		used := moment(key.LastUsed)
		if used == "" {
			used = "Never"
		}
		m.Key.Facts = []parts.Fact{
			{Label: "Begins with", Value: key.Hint}, {Label: "Made", Value: moment(key.MadeAt), ISO: iso(key.MadeAt)},
			{Label: "Last used", Value: used, ISO: iso(key.LastUsed)}, {Label: "Works until", Value: moment(key.ExpiresAt), ISO: iso(key.ExpiresAt)},
		}
	}
	return m, err
}

// refuseProfile answers with one's own page and what was wrong with a form on it.
func (s *server) refuseProfile(c echo.Context, err error, show func(*views.ProfilePage, parts.Errors)) error {
	problems, ok := refusal(err)
	if !ok {
		return err
	}
	m, opened := s.profilePage(c)
	if opened != nil {
		return opened
	}
	m.Failed = true
	show(&m, problems)
	return render(c, formStatus(err), views.Profile(m))
}

func (s *server) changeName(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	out, err := s.store.ChangeName(c.Request().Context(), by(c, f), f.text("first_name"), f.text("last_name"))
	if err != nil {
		return s.refuseProfile(c, err, func(m *views.ProfilePage, problems parts.Errors) {
			m.FirstName, m.LastName, m.Errors = f.text("first_name"), f.text("last_name"), problems
		})
	}
	return s.saved(c, "/profile", "Your name", out, "")
}

func (s *server) changePassword(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	out, err := s.store.ChangePassword(c.Request().Context(), by(c, f), sessionID(c),
		f.secret("current_password"), f.secret("new_password"), f.secret("confirm_password"), f.on("end_sessions"))
	if err != nil {
		return s.refuseProfile(c, err, func(m *views.ProfilePage, problems parts.Errors) { m.Errors = problems })
	}
	if err := s.sessions.RenewToken(c.Request().Context()); err != nil {
		return err
	}
	message := "Your password is changed."
	if out.Sessions > 0 {
		message += " " + counted(out.Sessions, "other session", "other sessions") + " ended."
	}
	return s.done(c, "/profile", message)
}

// changeMFA turns MFA off or makes new recovery codes, given password and code.
func (s *server) changeMFA(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	proof := store.Proof{Password: f.secret("mfa_password"), Code: f.text("mfa_code")}
	var codes []string
	switch f.text("do") {
	case "off":
		err = s.store.TurnOffMFA(ctx, by(c, f), sessionID(c), proof)
	case "recovery-codes":
		codes, err = s.store.NewRecoveryCodes(ctx, by(c, form{}), sessionID(c), proof)
	default:
		err = fault.New(fault.Invalid, "Press one of the buttons.")
	}
	if err != nil {
		return s.refuseProfile(c, err, func(m *views.ProfilePage, problems parts.Errors) {
			for _, p := range problems {
				p.Field = map[string]string{"current_password": "mfa_password", "current_code": "mfa_code"}[p.Field]
				m.MFA.Errors = append(m.MFA.Errors, p)
			}
		})
	}
	if codes != nil {
		return s.showCodes(c, actor(c), codes)
	}
	return s.done(c, "/profile", "MFA is off.")
}

func (s *server) endOtherSessions(c echo.Context) error {
	n, err := s.store.EndOtherSessions(c.Request().Context(), by(c, form{}), sessionID(c))
	if err != nil {
		return err
	}
	return s.done(c, "/profile", counted(n, "other session", "other sessions")+" ended.")
}

// generateKey shows the new key this once.
func (s *server) generateKey(c echo.Context) error {
	key, err := s.store.NewAPIKey(c.Request().Context(), by(c, form{}))
	if err != nil {
		return err
	}
	m, err := s.profilePage(c)
	if err != nil {
		return err
	}
	m.Key.New = key
	return render(c, http.StatusOK, views.Profile(m))
}

// toProfile leads programs that keep passwords to where one is changed.
func toProfile(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/profile") }

// getSelf answers a script with who its key belongs to. A session does not
// count here.
func (s *server) getSelf(c echo.Context) error {
	a, err := s.store.KeyOwner(c.Request().Context(), c.Request().Header.Get("x-api-key"))
	if fault.Is(err, fault.Unauthenticated) {
		return fault.New(fault.Unauthenticated, "Send a working API key in the header x-api-key.")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, struct {
		ID            string `json:"id"`
		Email         string `json:"email"`
		FirstName     string `json:"firstname"`
		LastName      string `json:"lastname"`
		RoleName      string `json:"roleName"`
		APIKeyAllowed bool   `json:"apiKeyAllowed"`
	}{a.ID, a.Email, a.FirstName, a.LastName, a.Role.String(), a.APIAccess})
}
