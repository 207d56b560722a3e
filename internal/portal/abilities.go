package portal

// Ability is how far somebody goes in an area.
type Ability struct {
	Area  Area
	Level Level
}

// Abilities lists the areas that the administrator's role opens, in the order in
// which they are shown, from the table that enforces it; for one of an
// organization's own those that are there within it. Hindrances say what of it
// has to wait, and Reaches in which organizations it holds.
func (a Administrator) Abilities() []Ability {
	var list []Ability
	for _, area := range Areas() {
		if a.OrganizationID != "" && !area.inOrganization() {
			continue
		}
		if l := a.Role.Level(area); levels[l].powers != 0 {
			list = append(list, Ability{area, l})
		}
	}
	return list
}

// Hindrances say, each in a sentence, what keeps the administrator now from what
// role and access allow; there are none for who can go ahead.
func (a Administrator) Hindrances() []string {
	var list []string
	switch {
	case a.Status == Suspended:
		list = append(list, "Suspended: can do nothing until restored. Role and access are kept.")
	case a.Status == Invited:
		list = append(list, "Invited: cannot log in until a password is set with the link in the invitation.")
	case a.Locked:
		list = append(list, "Locked after too many wrong passwords: cannot log in until someone unlocks the account, or a new password is set with an emailed link. Open sessions go on.")
	}
	if a.RequireMFA && !a.MFAOn {
		list = append(list, "MFA is required and not set up: it has to be set up at the next login, before anything else.")
	}
	return list
}

// KeyActs says what an API key of the administrator can do now.
func (a Administrator) KeyActs() string {
	switch {
	case a.Status == Deleted:
		return "No API key works: those there were stopped for good when the account was deleted."
	case a.Status == Suspended:
		return "No API key works: those there were stopped for good when the account was suspended. Restoring brings none back."
	case !a.APIAccess:
		return "API access is off: no API key works for this account."
	case a.Status == Invited:
		return "API access is on: once a password is set, a key can be generated. It can do what the person can, and no more."
	case a.RequireMFA && !a.MFAOn:
		return "API access is on, but no API key works until MFA is set up."
	}
	return "API access is on: a key can do what the person can, and no more."
}

// Reaches reports whether the administrator reaches an organization, which is
// among those selected for it or not, and by which rule.
func (a Administrator) Reaches(selected bool) (bool, string) {
	switch {
	case a.AllOrganizations:
		return true, "All organizations"
	case selected:
		return true, "Selected"
	}
	return false, "Not selected"
}
