package main

import (
	"mtp/views"
	"mtp/views/parts"
)

func errorScenes() []scene {
	start := []views.Task{{LinkText: "Go to the start page", Href: "/home"}}
	return []scene{
		{"/errors/forbidden", "403", views.Error(views.ErrorPage{
			Page: signedIn("You may not do this", "Administrators"),
			Text: "Your role, Read Only, may not add or edit administrators. Ask an Administrator with Billing to do it for you or to change your role.",
			Next: []views.Task{{LinkText: "See administrators", Href: "/administrators"}, start[0]},
		})},
		{"/errors/not-found", "404", views.Error(views.ErrorPage{Page: signedIn("Page not found", ""), Text: "It does not exist, or it is out of your reach.", Next: start})},
		{"/errors/gone", "410, signed out", views.Error(views.ErrorPage{
			Page: signedOut("This link no longer works"), Text: "This link no longer works: it was used, replaced by a newer one, or is too old. Ask an Administrator with Billing for a new one. If you are a user of an organization, choose “Forgot password?” where you log in there, or ask whoever administers it.",
			Next: []views.Task{{LinkText: "Log in", Href: "/login"}},
		})},
		{"/errors/too-many", "429, signed out", views.Error(views.ErrorPage{Page: signedOut("Too many at once"), Text: "Too many wrong attempts. Wait 2 minutes and try again.", Next: []views.Task{{LinkText: "Log in", Href: "/login"}}})},
		{"/errors/busy", "503", views.Error(views.ErrorPage{Page: signedIn("The portal is busy", ""), Text: "Too much is asked of it at once. Nothing was changed. Try again in a few seconds.", Next: start, RequestID: "01JDQ9H2V6T3M8"})},
		{"/errors/failure", "500", views.Error(views.ErrorPage{Page: signedIn("Something went wrong", ""), Text: "The portal could not do this. Nothing was changed. Try again; if it happens again, tell whoever operates the portal and name the request below.", Next: start, RequestID: "01JDQ9H2V6T3M8"})},
		{"/errors/failure-signed-out", "500, signed out", views.Error(views.ErrorPage{Page: parts.Page{Title: "Something went wrong"}, Text: "The portal could not do this. Nothing was changed. Try again; if it happens again, tell whoever operates the portal and name the request below.", RequestID: "01JDQ9H2V6T3M8"})},
	}
}
