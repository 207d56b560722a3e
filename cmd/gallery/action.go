package main

import "mtp/views"

var suspend = views.Action{
	Name: "Suspend", Href: "/administrators/grace/suspend", FormID: "f3", Danger: true,
	Help: "Ends their sessions and API key at once. Can be undone with Restore.",
	Confirm: &views.Confirm{Title: "Suspend Grace Hopper?", Consequences: []string{
		"2 sessions end at once.", "1 emailed link stops working.", "Grace Hopper cannot log in until restored. Role and organization access stay as they are.",
	}},
}

var remove = views.Action{
	Name: "Delete", Href: "/administrators/grace/delete", FormID: "f4", Danger: true,
	Help: "Removes them for good. The email address can then be used again.",
	Confirm: &views.Confirm{Title: "Delete Grace Hopper?", TypeEmail: true, Consequences: []string{
		"Nobody is logged in to the account.", "No emailed link is open.", "Access to 14 organizations is removed.", "This cannot be undone. The email address becomes free for a new account.",
	}},
}

func actionsFor() []views.Action {
	return []views.Action{
		{Name: "Send Password Reset Email", Href: "/administrators/grace/send-password-reset", FormID: "f5", Help: "Mails a link to set a new password. It works for 1 hour, once."},
		{Name: "Unlock", Reason: "The account is not locked."},
		suspend,
		remove,
	}
}

// asked is the question before an action, as a page.
func asked(a views.Action) views.ConfirmPage {
	return views.ConfirmPage{Page: signedIn(a.Confirm.Title, "Administrators"), Action: a, Back: "/administrators/grace"}
}

func actionScenes() []scene {
	wrong := remove
	confirm := *remove.Confirm
	confirm.Typed, confirm.Error = "grace@", "This is not their address. Type grace@northwind.example to delete them."
	wrong.Confirm = &confirm
	refused := asked(wrong)
	refused.Failed = true
	return []scene{
		{"/administrators/grace/suspend", "asks before suspending, without scripts", views.ConfirmAction(asked(suspend))},
		{"/administrators/grace/delete", "asks before deleting, without scripts", views.ConfirmAction(asked(remove))},
		{"/administrators/grace/delete/wrong", "a wrong address", views.ConfirmAction(refused)},
	}
}
