package main

import (
	"mtp/views"
	"mtp/views/parts"
)

// ofUsers is the frame of a page for the users of an organization.
func ofUsers(title string) parts.Page {
	p := signedOut(title)
	p.Home = "/u/contoso"
	return p
}

func userSignInScenes() []scene {
	login := func(p parts.Page, name string) views.UserLoginPage {
		return views.UserLoginPage{Page: p, Login: name, Action: "/u/contoso/login", Forgot: "/u/contoso/forgot-password"}
	}
	byHTTP := login(ofUsers("Log in to Contoso"), "")
	byHTTP.Elsewhere = "https://portal.example.com/u/contoso"
	forgot := views.UserForgotPasswordPage{
		Page: ofUsers("Forgot password"), Organization: "Contoso", Action: "/u/contoso/forgot-password", Back: "/u/contoso", Mailed: true,
	}
	unmailed := forgot
	unmailed.Mailed = false
	sent := forgot
	sent.Message = "If a user of Contoso has this username or address, a link to set a password is ready. It works for one hour, an invitation for 72 hours."
	noName := forgot
	noName.Page, noName.Errors = failed(noName.Page), parts.Errors{{Field: "login", Text: "Enter your username or email address."}}

	account := views.UserAccountPage{
		Page: ofUsers("Your account at Contoso"), FormID: "f1", Username: "uma", Names: "Uma Thurman uma@contoso.example Contoso",
		Facts: []parts.Fact{
			{Label: "Name", Value: "Uma Thurman"}, {Label: "Username", Value: "uma"}, {Label: "Email", Value: "uma@contoso.example"}, {Label: "Organization", Value: "Contoso"},
		},
		ChangePassword: "/u/contoso/password", LogOut: "/u/contoso/logout",
	}
	changed := account
	changed.Page = with(changed.Page, "Your password is changed. 1 other session ended.", "")
	wrong := account
	wrong.Page, wrong.Errors = failed(wrong.Page), parts.Errors{{Field: "current_password", Text: "This is not your current password."}}
	long := account
	long.Page = ofUsers("Your account at " + longProvider)
	long.Facts = []parts.Fact{
		{Label: "Name", Value: longName}, {Label: "Username", Value: "maximiliana-theodora.featherstonehaugh-cholmondeley"},
		{Label: "Email", Value: "maximiliana-theodora.featherstonehaugh-cholmondeley@leeds.example"}, {Label: "Organization", Value: longProvider},
	}

	link := views.SetPasswordPage{
		Page: ofUsers("Set your password"), Action: "/set-password", FormID: "f1", Name: "Uma Thurman", Email: "uma@contoso.example", Username: "uma", Organization: "Contoso",
	}
	return []scene{
		{"/u/contoso", "a user logs in", views.UserLogin(login(ofUsers("Log in to Contoso"), ""))},
		{"/u/contoso/refused", "wrong password, locked, suspended or unknown", views.UserLogin(login(
			with(ofUsers("Log in to Contoso"), "", "The username, email address or password is wrong, or this account cannot log in."), "uma"))},
		{"/u/contoso/password-set", "after setting a password", views.UserLogin(login(with(ofUsers("Log in to Contoso"), "The password of Uma Thurman is set. Log in with it.", ""), ""))},
		{"/u/contoso/by-http", "opened by http where the portal is at an https address", views.UserLogin(byHTTP)},
		{"/u/contoso/long", "an organization's name of 60 characters", views.UserLogin(login(ofUsers("Log in to "+longProvider), ""))},
		{"/u/contoso/forgot-password", "asks who one is", views.UserForgotPassword(forgot)},
		{"/u/contoso/forgot-password/unmailed", "mail is not set up", views.UserForgotPassword(unmailed)},
		{"/u/contoso/forgot-password/sent", "the same for everyone", views.UserForgotPassword(sent)},
		{"/u/contoso/forgot-password/errors", "nothing typed", views.UserForgotPassword(noName)},
		{"/u/contoso/account", "logged in", views.UserAccount(account)},
		{"/u/contoso/account/changed", "after changing the password", views.UserAccount(changed)},
		{"/u/contoso/account/errors", "wrong current password", views.UserAccount(wrong)},
		{"/u/contoso/account/long", "long names", views.UserAccount(long)},
		{"/set-password/user", "invitation or reset of a user", views.SetPassword(link)},
	}
}
