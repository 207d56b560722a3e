package main

import (
	"mtp/internal/portal"
	"mtp/views"
)

const (
	addSecond  = "Add a second Administrator with Billing."
	putBack    = " The portal works on until it stops and cannot start again; put back the key file that belongs to this database."
	mailNotice = "Mail is not set up. Each email is saved as a file in outbox/, in the data folder."
)

// launchable are organizations with a button to launch each.
func launchable(names ...string) []views.OrganizationRow {
	var rows []views.OrganizationRow
	for _, name := range names {
		rows = append(rows, views.OrganizationRow{Name: name, Launch: "/o/overview"})
	}
	return rows
}

func homeScenes() []scene {
	done := views.HomePage{
		Page: signedIn("Welcome, Ada", ""), Greeting: "Ada Lovelace, ada@northwind.example", Manages: true,
		Role: aboutRole(portal.AdministratorWithBilling), Reach: "All organizations",
		Organizations: views.OwnOrganizations{Rows: launchable("Contoso Leeds 1", "Fabrikam York 2", "Northwind Bath 3")},
	}
	done.IdleMinutes = 60
	setUp := done
	setUp.Page = with(setUp.Page, "The portal is set up. You are logged in.", "")
	setUp.Notices = []string{mailNotice}
	setUp.Organizations = views.OwnOrganizations{Empty: "There are no organizations yet."}
	setUp.Tasks = []views.Task{
		{Text: addSecond + " If one leaves or forgets their password, the other can help.", LinkText: "Add the second one", Href: "/administrators/new"},
		{Text: "Add the first organization that you look after.", LinkText: "Add the first one", Href: "/organizations/new"},
	}
	busy := done
	busy.Tasks = []views.Task{
		setUp.Tasks[0],
		{Text: "2 emails could not be delivered.", LinkText: "See why", Href: "/mail"},
		{Text: "1 administrator is locked after wrong passwords.", LinkText: "See who is locked", Href: "/administrators"},
		{Text: "More than 10,000 administrators have to set up MFA.", LinkText: "See who has no MFA", Href: "/administrators"},
		{Text: "6,065 invitations are not accepted yet, and 4,012 of the links have expired.", LinkText: "See who is invited", Href: "/administrators"},
		{Text: "14 administrators are suspended.", LinkText: "See who is suspended", Href: "/administrators"},
	}
	busy.Organizations = views.OwnOrganizations{Rows: launchable(organizationNames(5)...), More: "1–5 of 10,000 organizations"}

	keyGone, keyChanged := done, done
	keyGone.Notices = []string{"The key file mtp.key is gone or cannot be read." + putBack}
	keyChanged.Notices = []string{"The key file mtp.key was changed." + putBack, mailNotice}
	keyChanged.Tasks = busy.Tasks
	keyChanged.Organizations = busy.Organizations

	owed := done
	owed.Page, owed.Manages = signedIn("Welcome, Ada", ""), false
	owed.Nav, owed.Role = owed.Nav[2:3], aboutRole(portal.BillingOnly)
	owed.Organizations = busy.Organizations
	owed.Owed = &views.OwedInvoices{More: "3 of 34 open invoices", Rows: []views.OwedInvoice{
		{Href: "/account/invoices/INV-0007", Number: "INV-0007", Month: "September 2026", Due: "14 October 2026", DueISO: "2026-10-14", Status: "Overdue", Owed: "EUR 12,480.00"},
		{Href: "/account/invoices/INV-0008", Number: "INV-0008", Month: "October 2026", Due: "14 November 2026", DueISO: "2026-11-14", Status: "Overdue", Owed: "EUR 90,071,992,547,409.91"},
		{Href: "/account/invoices/INV-0009", Number: "INV-0009", Month: "November 2026", Due: "14 December 2026", DueISO: "2026-12-14", Status: "Open", Owed: "EUR 0.01"},
	}}
	paid := owed
	paid.Owed = &views.OwedInvoices{}

	many := done
	many.Page, many.Manages = signedIn("Welcome, "+longName, ""), false
	many.Viewer, many.Provider, many.Nav = longName, longProvider, many.Nav[:3]
	many.Greeting, many.Role, many.Reach = longName+", "+longName+"@northwind.example", aboutRole(portal.HelpDesk), "1,234 organizations"
	many.Organizations = views.OwnOrganizations{Rows: launchable(append([]string{longest, "<b>Bold & Sons</b>"}, organizationNames(18)...)...), More: "1–20 of 1,234 organizations"}

	none := done
	none.Manages, none.Nav, none.Reach, none.Role = false, none.Nav[2:3], "0 organizations", aboutRole(portal.CommandRunner)
	none.Organizations = views.OwnOrganizations{Empty: "You cannot reach any organization yet. An Administrator with Billing can give you access."}
	return []scene{
		{"/home", "nothing left to do", views.Home(done)},
		{"/home/set-up", "after set-up", views.Home(setUp)},
		{"/home/attention", "much to do", views.Home(busy)},
		{"/home/key-missing", "the key file is gone", views.Home(keyGone)},
		{"/home/key-changed", "the key file was changed, mail is not set up, much to do", views.Home(keyChanged)},
		{"/home/invoices", "for a billing role", views.Home(owed)},
		{"/home/invoices/none", "for a billing role, nothing owed", views.Home(paid)},
		{"/home/organizations", "many organizations, long names", views.Home(many)},
		{"/home/none", "no organization within reach", views.Home(none)},
	}
}
