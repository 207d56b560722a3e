package main

import (
	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

// launched is the frame of a page in an organization; own is for one of its
// own administrators, who knows nothing else.
func launched(title, current, organization string, own bool) parts.Page {
	p := signedOut(title)
	p.Viewer = "Ada Lovelace"
	p.Place = &parts.Place{Name: organization, Return: "/organizations", Switch: "/launch"}
	if own {
		p.Place.Return, p.Place.Switch = "", ""
	}
	for _, item := range []parts.NavItem{
		{Name: "Overview", Href: "/o/overview"},
		{Name: "Users", Href: "/o/users"},
		{Name: "Administrators", Href: "/o/administrators"},
	} {
		item.Current = item.Name == current
		p.Place.Nav = append(p.Place.Nav, item)
	}
	return p
}

func launchedScenes() []scene {
	ask := views.LaunchPage{Page: signedIn("Contoso Leeds 1", ""), Action: "/o/overview", Next: "/o/administrators"}
	askLong := ask
	askLong.Page = signedIn(longest, "")

	list := views.SwitchPage{Page: signedIn("Switch organization", ""), Rows: launchable(organizationNames(50)...), Pager: parts.Pager{Range: "1–50 of 1,234", Next: "?after=x"}}
	few := views.SwitchPage{Page: list.Page, Query: "honourable", Rows: launchable(longProvider, longest, "<b>Bold & Sons</b>"), Pager: parts.Pager{Range: "1–3 of 3"}}
	noMatch := views.SwitchPage{Page: list.Page, Query: "contosso"}
	none := views.SwitchPage{Page: list.Page, Empty: "You cannot reach any organization yet. An Administrator with Billing can give you access."}

	return []scene{
		{"/o/launch", "not launched yet", views.Launch(ask)},
		{"/o/launch/long", "not launched yet, a long name", views.Launch(askLong)},
		{"/launch", "organizations to go on to", views.Switch(list)},
		{"/launch/search", "a search, long names", views.Switch(few)},
		{"/launch/no-match", "nothing matches", views.Switch(noMatch)},
		{"/launch/none", "nothing within reach", views.Switch(none)},
		{"/o/overview", "an organization", views.Overview(overview(launched("Contoso Leeds 1", "Overview", "Contoso Leeds 1", false), portal.AdministratorWithBilling))},
		{"/o/overview/60", "a name of 60 characters, for a Command Runner", views.Overview(overview(launched(longProvider, "Overview", longProvider, false), portal.CommandRunner))},
		{"/o/overview/100", "a name of 100 characters", views.Overview(overview(launched(longest, "Overview", longest, false), portal.HelpDesk))},
		{"/o/overview/own", "for one of its own administrators", views.Overview(overview(launched(longest, "Overview", longest, true), portal.ReadOnlyRole))},
		{"/o/administrators", "a full page", views.OwnAdministrators(fullOwn())},
		{"/o/administrators/empty", "none of its own", views.OwnAdministrators(emptyOwn())},
		{"/o/administrators/long", "long names, nothing to edit", views.OwnAdministrators(longOwn())},
		{"/o/administrators/no-match", "nobody matches", views.OwnAdministrators(unmatchedOwn())},
		{"/o/administrators/nobody", "none at all", views.OwnAdministrators(ownPage())},
	}
}

func overview(p parts.Page, r portal.Role) views.OverviewPage {
	m := views.OverviewPage{Page: p, Role: r.String(), About: parts.RoleAbout{Value: r.Key(), Name: r.String(), Text: r.Description(true), May: r.Powers(true)}}
	m.Cards = []parts.Card{
		{Number: "1,204", What: "users", Href: "/o/users"},
		{Number: "1", What: "administrator of its own", Href: "/o/administrators"},
		{Number: "14", What: "MTP administrators with access", Href: "/o/administrators"},
	}
	if r == portal.CommandRunner {
		for i := range m.Cards {
			m.Cards[i].Href = ""
		}
	}
	return m
}

func ownPage() views.OwnAdministratorsPage {
	return views.OwnAdministratorsPage{
		Page: launched("Administrators", "Administrators", "Contoso Leeds 1", false), Path: "/o/administrators", MayAdd: true,
	}
}

func fullOwn() views.OwnAdministratorsPage {
	m := ownPage()
	m.Notices = []string{addSecond}
	m.Rows, m.MTP = administratorRows(12), unlinked(administratorRows(50))
	m.Pager, m.MTPPager = parts.Pager{Range: "1–12 of 12"}, parts.Pager{Range: "1–50 of 1,018", Next: "?mtp_after=x"}
	return m
}

func emptyOwn() views.OwnAdministratorsPage {
	m := ownPage()
	m.MTP, m.MTPPager = unlinked(administratorRows(2)), parts.Pager{Range: "1–2 of 2"}
	return m
}

func longOwn() views.OwnAdministratorsPage {
	m := ownPage()
	m.Page, m.MayAdd = launched("Administrators", "Administrators", longest, false), false
	m.Rows, m.MTP = administratorRows(2), unlinked(administratorRows(2))
	m.Rows[0].Name, m.Rows[0].Email = longName, "maximiliana-theodora.featherstonehaugh-cholmondeley@northwind.example"
	m.MTP[1].Name, m.MTP[1].Email, m.MTP[1].Role = longName, m.Rows[0].Email, portal.CommandRunnerWithBilling.String()
	m.Pager, m.MTPPager = parts.Pager{Range: "1–2 of 2"}, parts.Pager{Range: "1–2 of 2"}
	return m
}

func unmatchedOwn() views.OwnAdministratorsPage {
	m := ownPage()
	m.Query = "hopper"
	return m
}

// unlinked are the rows of those who cannot be edited there.
func unlinked(rows []views.AdministratorRow) []views.AdministratorRow {
	for i := range rows {
		rows[i].Href = ""
	}
	return rows
}
