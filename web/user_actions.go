package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// userActions are what the administrator may do to the user, each with why it cannot
// be done now. What their role does not allow is left out.
func userActions(a portal.Administrator, d store.UserDetails) []parts.Action {
	path := usersPath(d.OrganizationID) + "/" + d.ID
	link := parts.Action{
		Name: "Send Password Reset Email", Href: path + "/send-password-reset",
		Help:   "Emails a link to set a new password. It works once, for one hour. Older links stop working.",
		Reason: reason(portal.SendUserPasswordReset(a, d.User)),
	}
	if d.Status == portal.Invited {
		link.Help = "Emails the invitation again, since no password was set yet. Its link works once, for 72 hours. Older links stop working."
	}
	state := userSuspendAction(a, d)
	if d.Status == portal.Suspended {
		_, err := portal.RestoreUser(a, d.User)
		state = parts.Action{Name: "Restore", Href: path + "/restore", Help: "Lets " + d.Name() + " log in again.", Reason: reason(err)}
	}
	all := []struct {
		needs  portal.Permission
		shown  bool
		action parts.Action
	}{
		{portal.ResetUserPasswords, true, link},
		{portal.UnlockUsers, d.Standing() == "Locked", parts.Action{
			Name: "Unlock", Href: path + "/unlock", Help: "Lets " + d.Name() + " log in again after too many wrong passwords.",
		}},
		{portal.EditUsers, true, state},
		{portal.DeleteUsers, true, userDeleteAction(a, d)},
	}
	var list []parts.Action
	for _, one := range all {
		if one.shown && a.May(one.needs) {
			one.action.FormID = random()
			list = append(list, one.action)
		}
	}
	return list
}

func userSuspendAction(a portal.Administrator, d store.UserDetails) parts.Action {
	_, err := portal.SuspendUser(a, d.User)
	return parts.Action{
		Name: "Suspend", Href: usersPath(d.OrganizationID) + "/" + d.ID + "/suspend", Danger: true, Reason: reason(err),
		Help: "Ends access at once. The account can be restored later.",
		Confirm: &parts.Confirm{
			Title:        "Suspend " + d.Name() + "?",
			Consequences: append(userIs(d), append(ends(d.Sessions, d.Links), d.Name()+" cannot log in until restored.")...),
		},
	}
}

// userDeleteAction does not ask for the address to be typed, as it does for
// administrators: Help Desk deletes who leaves many times a day, where typing
// would become copying, and a user holds nothing that cannot be given again. Who
// it is stands first in the question.
func userDeleteAction(a portal.Administrator, d store.UserDetails) parts.Action {
	_, err := portal.DeleteUser(a, d.User)
	return parts.Action{
		Name: "Delete", Href: usersPath(d.OrganizationID) + "/" + d.ID + "/delete", Danger: true, Reason: reason(err),
		Help: "Removes the account for good. This cannot be undone.",
		Confirm: &parts.Confirm{
			Title:        "Delete " + d.Name() + "?",
			Consequences: append(userIs(d), append(ends(d.Sessions, d.Links), "This cannot be undone. The username and the email address become free for a new account.")...),
		},
	}
}

// userIs tells one user from another of the same name.
func userIs(d store.UserDetails) []string {
	return []string{"The account has the username " + d.Username + " and the email address " + d.Email + "."}
}

// askUser answers with the question before an action on a user.
func (s *server) askUser(c echo.Context, action func(portal.Administrator, store.UserDetails) parts.Action, needs portal.Permission) error {
	a := actor(c)
	if err := a.Require(needs); err != nil {
		return err
	}
	d, err := s.askedUser(c)
	if err != nil {
		return err
	}
	return s.question(c, http.StatusOK, action(a, d), usersPath(d.OrganizationID)+"/"+d.ID)
}

func (s *server) suspendUser(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if f.text("confirm") != "yes" {
		return s.askUser(c, userSuspendAction, portal.EditUsers)
	}
	return s.act(c, s.store.SuspendUser, usersPath, func(out store.Outcome) string {
		return out.Name + " is suspended." + ended(out) + " Restore brings the account back."
	})
}

func (s *server) deleteUser(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if f.text("confirm") != "yes" {
		return s.askUser(c, userDeleteAction, portal.DeleteUsers)
	}
	out, err := s.store.DeleteUser(c.Request().Context(), by(c, f), c.Param("id"))
	if err != nil {
		return err
	}
	return s.done(c, usersPath(place(c).ID), out.Name+" is deleted."+ended(out))
}

func (s *server) restoreUser(c echo.Context) error {
	return s.act(c, s.store.RestoreUser, usersPath, func(out store.Outcome) string {
		return out.Name + " is restored. " + s.mailed(c, out, "invitation")
	})
}

func (s *server) unlockUser(c echo.Context) error {
	return s.act(c, s.store.UnlockUser, usersPath, func(out store.Outcome) string {
		return out.Name + " is unlocked and can log in again."
	})
}

func (s *server) sendUserPasswordReset(c echo.Context) error {
	return s.act(c, s.store.SendUserPasswordReset, usersPath, func(out store.Outcome) string {
		if out.Status == portal.Invited {
			return "A new invitation for " + out.Name + " is ready. " + s.mailed(c, out, "invitation")
		}
		return "A password reset for " + out.Name + " is ready. " + s.mailed(c, out, "password reset")
	})
}
