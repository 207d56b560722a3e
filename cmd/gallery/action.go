package main

import (
	"mtp/views"
	"mtp/views/parts"
)

var suspend = parts.Action{
	Name: "Suspend", Href: "/administrators/grace/suspend", FormID: "f3", Danger: true,
	Help: "Ends access at once. The account can be restored later.",
	Confirm: &parts.Confirm{Title: "Suspend Grace Hopper?", Consequences: []string{
		"2 sessions end at once.", "1 emailed link stops working.", "1 API key stops working for good.", "Grace Hopper cannot log in until restored. Role and organization access stay as they are.",
	}},
}

var remove = parts.Action{
	Name: "Delete", Href: "/administrators/grace/delete", FormID: "f4", Danger: true,
	Help: "Removes the account for good. This cannot be undone.",
	Confirm: &parts.Confirm{Title: "Delete Grace Hopper?", TypeEmail: true, Consequences: []string{
		"Nobody is logged in to the account.", "No emailed link is open.", "There is no API key that works.", "Access to 14 organizations is removed.", "This cannot be undone. The email address becomes free for a new account.",
	}},
}

func actionsFor() []parts.Action {
	return []parts.Action{
		{Name: "Send Password Reset Email", Href: "/administrators/grace/send-password-reset", FormID: "f5", Help: "Emails a link to set a new password. It works once, for one hour. Older links stop working."},
		{Name: "Unlock", Reason: "The account is not locked."},
		suspend,
		remove,
	}
}

// asked is the question before an action, as a page.
func asked(a parts.Action) views.ConfirmPage {
	return views.ConfirmPage{Page: signedIn(a.Confirm.Title, "Administrators"), Action: a, Back: "/administrators/grace"}
}

func actionScenes() []scene {
	wrong := remove
	confirm := *remove.Confirm
	confirm.Typed, confirm.Error = "grace@", "This is not the email address of the account. Type it as it stands above."
	wrong.Confirm = &confirm
	refused := asked(wrong)
	refused.Failed = true
	return []scene{
		{"/administrators/grace/suspend", "asks before suspending, without scripts", views.ConfirmAction(asked(suspend))},
		{"/administrators/grace/delete", "asks before deleting, without scripts", views.ConfirmAction(asked(remove))},
		{"/administrators/grace/delete/wrong", "a wrong address", views.ConfirmAction(refused)},
	}
}
