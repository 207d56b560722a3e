package main

import "mtp/views"

func mailScenes() []scene {
	none := views.MailPage{Page: signedIn("Undelivered mail", "")}
	some := none
	some.Rows = []views.MailRow{
		{
			Name: "Grace Hopper", Email: "grace@northwind.example", Href: "/administrators/edit", Kind: "Invitation",
			Since: "2026-11-23 14:05 UTC", SinceISO: "2026-11-23T14:05:00Z", Attempts: "1", Reason: "The mail server refused the email: 550 5.1.1 <(address)>: Recipient address rejected: User unknown in virtual mailbox table.",
			Resend: "/mail", FormID: "m1",
		},
		{
			Name: longName, Email: "someone.with.a.long.address@subdomain.northwind.example", Href: "/administrators/edit", Belongs: "Contoso Leeds 1", Kind: "Notice of a changed email address",
			Since: "2026-11-21 09:00 UTC", SinceISO: "2026-11-21T09:00:00Z", Attempts: "55", Reason: "The mail server could not be reached.",
			Next: "2026-11-23 15:00 UTC", NextISO: "2026-11-23T15:00:00Z", Resend: "/mail", FormID: "m2",
		},
	}
	return []scene{
		{"/mail", "some could not be delivered", views.Mail(some)},
		{"/mail/none", "all delivered", views.Mail(none)},
	}
}
