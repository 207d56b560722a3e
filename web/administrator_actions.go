package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// administratorPath is where the administrator's page is.
func administratorPath(d store.Details) string {
	return administratorsPath(d.OrganizationID) + "/" + d.ID
}

// actions are what can be done to the administrator, or why not.
func (s *server) actions(a portal.Administrator, d store.Details) []parts.Action {
	path := administratorPath(d)
	link := parts.Action{
		Name: "Send Password Reset Email", Href: path + "/send-password-reset",
		Help:   "Emails a link to set a new password. It works once, for one hour. Older links stop working.",
		Reason: reason(portal.SendPasswordReset(a, d.Administrator)),
	}
	if d.Status == portal.Invited {
		link = parts.Action{
			Name: "Resend Invitation", Href: path + "/resend-invitation",
			Help:   "Emails a new invitation. Its link works once, for 72 hours. Older links stop working.",
			Reason: reason(portal.ResendInvitation(a, d.Administrator)),
		}
	}
	list := []parts.Action{link}
	if d.Locked {
		list = append(list, parts.Action{
			Name: "Unlock", Href: path + "/unlock", Help: "Lets " + d.Name() + " log in again after too many wrong passwords.",
			Reason: reason(portal.UnlockAdministrator(a, d.Administrator)),
		})
	}
	if d.MFAOn {
		list = append(list, resetMFAAction(a, d))
	}
	if d.Status == portal.Suspended {
		_, err := portal.Restore(a, d.Administrator, d.Census)
		list = append(list, parts.Action{
			Name: "Restore", Href: path + "/restore", Reason: reason(err),
			Help: "Lets " + d.Name() + " log in again, with the same role and access. API keys that ended do not come back.",
		})
	} else {
		list = append(list, suspendAction(a, d))
	}
	list = append(list, deleteAction(a, d))
	for i := range list {
		list[i].FormID = random()
	}
	return list
}

func suspendAction(a portal.Administrator, d store.Details) parts.Action {
	_, err := portal.Suspend(a, d.Administrator, d.Census)
	return parts.Action{
		Name: "Suspend", Href: administratorPath(d) + "/suspend", Danger: true, Reason: reason(err),
		Help: "Ends access at once. The account can be restored later.",
		Confirm: &parts.Confirm{
			Title:        "Suspend " + d.Name() + "?",
			Consequences: append(endsAll(d), d.Name()+" cannot log in until restored. "+stays(d)),
		},
	}
}

// stays says what suspending leaves as it is.
func stays(d store.Details) string {
	if d.OrganizationID != "" {
		return "The role stays as it is."
	}
	return "Role and organization access stay as they are."
}

func resetMFAAction(a portal.Administrator, d store.Details) parts.Action {
	next := "MFA stays off until " + d.Name() + " turns it on again."
	if d.RequireMFA {
		next = d.Name() + " sets MFA up again at the next login."
	}
	return parts.Action{
		Name: "Reset MFA", Href: administratorPath(d) + "/reset-mfa", Reason: reason(portal.ResetMFA(a, d.Administrator)),
		Help: "For someone who has lost their authenticator app and recovery codes.",
		Confirm: &parts.Confirm{
			Title:        "Reset MFA of " + d.Name() + "?",
			Consequences: []string{ends(d.Sessions, d.Links)[0], "The authenticator app and the recovery codes no longer work.", next},
		},
	}
}

func deleteAction(a portal.Administrator, d store.Details) parts.Action {
	_, err := portal.DeleteAdministrator(a, d.Administrator, d.Census)
	access := "Access to all organizations is removed."
	if d.OrganizationID != "" {
		access = "Access to this organization is removed."
	} else if d.OrganizationCount == 0 && !d.AllOrganizations {
		access = "The account has access to no organization."
	} else if !d.AllOrganizations {
		access = "Access to " + reachText(d.Administrator) + " is removed."
	}
	who := "The account has the email address " + d.Email + "."
	return parts.Action{
		Name: "Delete", Href: administratorPath(d) + "/delete", Danger: true, Reason: reason(err),
		Help: "Removes the account for good. This cannot be undone.",
		Confirm: &parts.Confirm{
			Title:        "Delete " + d.Name() + "?",
			Consequences: append(append([]string{who}, endsAll(d)...), access, "This cannot be undone. The email address becomes free for a new account."),
			TypeEmail:    true,
		},
	}
}

// endsAll says in numbers what suspending or deleting the administrator ends.
func endsAll(d store.Details) []string {
	key := "There is no API key that works."
	if d.Keys > 0 {
		key = counted(d.Keys, "API key stops", "API keys stop") + " working for good."
	}
	return append(ends(d.Sessions, d.Links), key)
}

// ask answers with the page that asks whether to do the action. problem stands beside
// the field of that page.
func (s *server) ask(c echo.Context, code int, f form, problem string, action func(portal.Administrator, store.Details) parts.Action) error {
	d, err := s.asked(c)
	if err != nil {
		return err
	}
	question := action(actor(c), d)
	question.Confirm.Typed, question.Confirm.Error = f.text("confirm_email"), problem
	return s.question(c, code, question, administratorPath(d))
}

func (s *server) suspend(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if f.text("confirm") != "yes" {
		return s.ask(c, http.StatusOK, f, "", suspendAction)
	}
	return s.act(c, s.store.SuspendAdministrator, administratorsPath, func(out store.Outcome) string {
		return out.Name + " is suspended." + ended(out) + " Restore brings the account back."
	})
}

func (s *server) delete(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if f.text("confirm") != "yes" {
		return s.ask(c, http.StatusOK, f, "", deleteAction)
	}
	out, err := s.store.DeleteAdministrator(c.Request().Context(), by(c, f), c.Param("id"), f.text("confirm_email"))
	if fault.Is(err, fault.Invalid) {
		return s.ask(c, status(err), f, err.Error(), deleteAction)
	}
	if err != nil {
		return err
	}
	return s.done(c, administratorsPath(place(c).ID), out.Name+" is deleted."+ended(out))
}

func (s *server) resetMFA(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if f.text("confirm") != "yes" {
		return s.ask(c, http.StatusOK, f, "", resetMFAAction)
	}
	return s.act(c, s.store.ResetMFA, administratorsPath, func(out store.Outcome) string {
		return "MFA of " + out.Name + " is reset. " + counted(out.Sessions, "session", "sessions") + " ended."
	})
}

func (s *server) unlock(c echo.Context) error {
	return s.act(c, s.store.UnlockAdministrator, administratorsPath, func(out store.Outcome) string {
		return out.Name + " is unlocked and can log in again."
	})
}

func (s *server) restore(c echo.Context) error {
	return s.act(c, s.store.RestoreAdministrator, administratorsPath, func(out store.Outcome) string {
		text := out.Name + " is restored."
		if out.KeyMissing {
			text += " There is no API key: those from before stay ended, and a new one can be generated under Profile."
		}
		if letter := s.mailed(c, out, "invitation"); letter != "" {
			text += " " + letter
		}
		return text
	})
}

func (s *server) sendPasswordReset(c echo.Context) error {
	return s.act(c, s.store.SendPasswordReset, administratorsPath, func(out store.Outcome) string {
		return "A password reset for " + out.Name + " is ready. " + s.mailed(c, out, "password reset")
	})
}

func (s *server) resendInvitation(c echo.Context) error {
	return s.act(c, s.store.ResendInvitation, administratorsPath, func(out store.Outcome) string {
		return "A new invitation for " + out.Name + " is ready. " + s.mailed(c, out, "invitation")
	})
}
