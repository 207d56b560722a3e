package main

import "mtp/views/parts"

const (
	provider     = "Northwind Managed IT"
	longName     = "Maximiliana-Theodora Featherstonehaugh-Cholmondeley von Zorn"                                         // 60 characters
	longProvider = "The Honourable Company of Managed Service Providers of Leeds"                                         // 60 characters
	longest      = "The Honourable Company of Managed Service Providers of Leeds, Bradford, Wakefield and West Riding Co" // 100 characters
)

// signedOut is the frame of a page before login.
func signedOut(title string) parts.Page {
	return parts.Page{Title: title, Provider: provider, HelpURL: "https://help.example/"}
}

// signedIn is the frame of a page for Ada Lovelace, Administrator with
// Billing; current is the name of the navigation's link to this page.
func signedIn(title, current string) parts.Page {
	p := signedOut(title)
	p.Viewer = "Ada Lovelace"
	for _, item := range []parts.NavItem{
		{Name: "Organizations", Href: "/organizations"},
		{Name: "Administrators", Href: "/administrators"},
		{Name: "Roles", Href: "/roles"},
		{Name: "Activity", Href: "/activity"},
		{Name: "Account", Href: "/account"},
	} {
		item.Current = item.Name == current
		p.Nav = append(p.Nav, item)
	}
	return p
}

// failed is a frame whose form was refused.
func failed(p parts.Page) parts.Page {
	p.Failed = true
	return p
}

// with is a frame that also says something.
func with(p parts.Page, message, refusal string) parts.Page {
	p.Message, p.Refusal = message, refusal
	return p
}
