package main

import (
	"mtp/internal/portal"
	"mtp/views"
	"mtp/views/parts"
)

func profileScenes() []scene {
	plain := views.ProfilePage{
		Page: signedIn("Profile", ""), FormID: "f1", Email: "ada@northwind.example", FirstName: "Ada", LastName: "Lovelace",
		Facts: []parts.Fact{
			{Label: "Email", Value: "ada@northwind.example"}, {Label: "Role", Value: portal.AdministratorWithBilling.String()},
			{Label: "Organization Access", Value: "All organizations"},
		},
		Sessions: []views.SessionRow{{Device: "Firefox on Linux", Address: "192.0.2.7", LastUsed: "2026-11-23 14:20 UTC", LastUsedISO: "2026-11-23T14:20:00Z", Current: true}},
		Key:      views.ProfileKey{Reason: portal.NoAPIAccess},
	}
	full := plain
	full.MFA = views.ProfileMFA{On: true, Left: "8 recovery codes are left"}
	full.Sessions = append(full.Sessions,
		views.SessionRow{Device: "Safari on iPhone", Address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", LastUsed: "2026-11-23 09:02 UTC", LastUsedISO: "2026-11-23T09:02:00Z"},
		views.SessionRow{Device: "A program", Address: "198.51.100.20", LastUsed: "2026-11-23 08:55 UTC", LastUsedISO: "2026-11-23T08:55:00Z"})
	full.OtherSessions = 2
	full.Key = views.ProfileKey{Facts: []parts.Fact{
		{Label: "Begins with", Value: "mtp_k7qd…"}, {Label: "Made", Value: "2026-10-01 08:00 UTC", ISO: "2026-10-01T08:00:00Z"},
		{Label: "Last used", Value: "Never"}, {Label: "Works until", Value: "2027-10-01 08:00 UTC", ISO: "2027-10-01T08:00:00Z"},
	}}
	required := full
	required.MFA.Required = true
	key := full
	key.Key.New = "mtp_k7qdm2xwpagh5tnvej4c3rzbu"
	refused := full
	refused.Page = failed(refused.Page)
	refused.FirstName = ""
	refused.Errors = parts.Errors{
		{Field: "first_name", Text: "Enter a first name."},
		{Field: "current_password", Text: "This is not your current password."},
		{Field: "new_password", Text: "Use at least 15 characters. Four or more unrelated words work well."},
	}
	refused.MFA.Errors = parts.Errors{
		{Field: "mfa_password", Text: "This is not your current password."},
		{Field: "mfa_code", Text: "This code is not right, or it was used before. Try the next one."},
	}
	changed := plain
	changed.Page = with(changed.Page, "Your password is changed. 2 other sessions ended.", "")
	long := full
	long.Viewer, long.Provider, long.FirstName, long.LastName = longName, longProvider, longName[:20], longName[21:]
	long.Facts = []parts.Fact{{Label: "Email", Value: "maximiliana-theodora.featherstonehaugh@subsidiary.northwind-managed.example"}}
	return []scene{
		{"/profile", "MFA is off and API access not enabled", views.Profile(plain)},
		{"/profile/full", "MFA, three sessions and an API key", views.Profile(full)},
		{"/profile/mfa-required", "MFA cannot be turned off", views.Profile(required)},
		{"/profile/new-key", "a new API key, shown once", views.Profile(key)},
		{"/profile/changed", "after changing the password", views.Profile(changed)},
		{"/profile/long", "long names", views.Profile(long)},
		{"/profile/errors", "every form refused", views.Profile(refused)},
	}
}
