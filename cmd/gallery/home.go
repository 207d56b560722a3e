package main

import (
	"mtp/internal/portal"
	"mtp/views"
)

const (
	addSecond  = "Add a second Administrator with Billing."
	mailNotice = "Mail is not set up. Each mail is saved as a file in outbox/, in the data folder."
)

func homeScenes() []scene {
	done := views.HomePage{
		Page: signedIn("Welcome, Ada", ""), Greeting: "Ada Lovelace, ada@northwind.example",
		About: aboutRole(portal.AdministratorWithBilling), Reach: "All organizations",
	}
	setUp := done
	setUp.Page = with(setUp.Page, "The portal is set up. You are logged in.", "")
	setUp.Notices = []string{mailNotice}
	setUp.Tasks = []views.Task{
		{Text: addSecond + " If one leaves or forgets their password, the other can help.", LinkText: "Add the second one", Href: "/administrators/new"},
		{Text: "Add the first organization that you look after.", LinkText: "Add the first one", Href: "/organizations/new"},
	}
	few := done
	few.Page = signedIn("Welcome, "+longName, "")
	few.Viewer, few.Provider, few.Nav = longName, longProvider, few.Nav[2:3]
	few.Greeting, few.About, few.Reach = longName, aboutRole(portal.BillingOnly), "14 organizations"
	return []scene{
		{"/home", "nothing left to do", views.Home(done)},
		{"/home/set-up", "after set-up", views.Home(setUp)},
		{"/home/few-rights", "a long name and a role that sees little", views.Home(few)},
	}
}
