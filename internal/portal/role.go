// Package portal is the domain of the Multi-Tenant Portal: the eight roles,
// what each may do, administrators and organizations, and the rules that hold
// after every change. It is pure: it reaches no database and no network, and
// time comes in as an argument.
package portal

import (
	"slices"
	"strings"
	"unicode"
)

// Role is one of the eight roles. The zero Role may do nothing.
type Role int

// The roles, in the order in which they are shown.
const (
	NoRole Role = iota
	AdministratorWithBilling
	AdministratorRole
	Manager
	CommandRunnerWithBilling
	CommandRunner
	HelpDesk
	BillingOnly
	ReadOnlyRole
)

var roleNames = [...]string{
	AdministratorWithBilling: "Administrator with Billing",
	AdministratorRole:        "Administrator",
	Manager:                  "Manager",
	CommandRunnerWithBilling: "Command Runner with Billing",
	CommandRunner:            "Command Runner",
	HelpDesk:                 "Help Desk",
	BillingOnly:              "Billing Only",
	ReadOnlyRole:             "Read Only",
}

// Roles returns the eight roles in the order in which they are shown.
func Roles() []Role {
	roles := make([]Role, 0, len(roleNames)-1)
	for r := AdministratorWithBilling; r <= ReadOnlyRole; r++ {
		roles = append(roles, r)
	}
	return roles
}

// String returns the name of the role as people see it, "" for NoRole.
func (r Role) String() string {
	if r < NoRole || int(r) >= len(roleNames) {
		return ""
	}
	return roleNames[r]
}

// Key returns the stable form used in the database, in forms and in URLs:
// "help-desk" for Help Desk, "" for NoRole.
func (r Role) Key() string {
	if r < NoRole || int(r) >= len(roleKeys) {
		return ""
	}
	return roleKeys[r]
}

// roleKeys are made once, since each row of a list has one.
var roleKeys = func() (keys [len(roleNames)]string) {
	for i, name := range roleNames {
		keys[i] = strings.ReplaceAll(strings.ToLower(name), " ", "-")
	}
	return keys
}()

// MarshalText writes the role as its key.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.Key()), nil }

// UnmarshalText reads what MarshalText wrote; what is no role becomes NoRole.
func (r *Role) UnmarshalText(key []byte) error {
	*r, _ = ParseRole(string(key))
	return nil
}

// ParseRole returns the role of a name or key, compared as names are, with
// hyphens taken for spaces, and false when there is none.
func ParseRole(s string) (Role, bool) {
	key := s
	if !slices.Contains(roleKeys[:], s) {
		key = strings.Join(roleWords(s), "-")
	}
	if i := slices.Index(roleKeys[:], key); i > int(NoRole) {
		return Role(i), true
	}
	return NoRole, false
}

// roleWords are the words of a role's name as they are compared.
func roleWords(s string) []string {
	return strings.FieldsFunc(Key(s), func(c rune) bool { return c == ' ' || unicode.Is(unicode.Dash, c) })
}

// NearestRole returns the role that was probably meant by a name that none has,
// NoRole when none is near: one that is written with other spaces, or misspelt,
// or the first words of which are cut short.
func NearestRole(s string) Role {
	wanted := roleWords(s)
	together := strings.Join(wanted, "")
	var names []string
	short := NoRole
	for _, r := range Roles() {
		words := roleWords(r.String())
		names = append(names, strings.Join(words, ""))
		if begins(words, wanted) && (short == NoRole || len(r.String()) < len(short.String())) {
			short = r
		}
	}
	if near := slices.Index(names, Nearest(together, names)); near >= 0 {
		return Roles()[near]
	}
	return short
}

// begins reports whether each of the wanted words, of which there are some, begins
// the word in its place.
func begins(words, wanted []string) bool {
	if len(wanted) == 0 || len(wanted) > len(words) {
		return false
	}
	for i, w := range wanted {
		if !strings.HasPrefix(words[i], w) {
			return false
		}
	}
	return true
}

// RoleProblem says that there is no role of the name, and which one was probably
// meant.
func RoleProblem(name string) string {
	text := "There is no role “" + name + "”."
	if meant := NearestRole(name); meant != NoRole {
		text += " Did you mean " + meant.String() + "?"
	}
	return text
}

// IsAdmin reports whether the role counts as an Admin: Administrator with
// Billing or Administrator. Granting one of them comes with a warning.
func (r Role) IsAdmin() bool { return r == AdministratorWithBilling || r == AdministratorRole }

// HasBilling reports whether the role has billing access.
func (r Role) HasBilling() bool {
	return r == AdministratorWithBilling || r == CommandRunnerWithBilling || r == BillingOnly
}

// Description says in one or two sentences what the role is for, within an
// organization what it is for as one of the organization's own.
func (r Role) Description(withinOrganization bool) string {
	if words, ok := descriptionsWithin[r]; ok && withinOrganization {
		return words
	}
	return descriptions[r]
}

var descriptions = map[Role]string{
	AdministratorWithBilling: "Full access. Does everything an Administrator does, and also manages billing, organizations and the administrators of this portal.",
	AdministratorRole:        "Manages users, groups, devices, user login, directory integrations, security and account settings in every organization within reach. Sees organizations and administrators here, but cannot change them.",
	Manager:                  "Manages users, groups and devices in every organization within reach. Sees organizations and administrators here, but cannot change them.",
	CommandRunnerWithBilling: "Runs the commands assigned to them on devices, and manages the payment methods of the account.",
	CommandRunner:            "Runs the commands assigned to them on devices, and nothing else.",
	HelpDesk:                 "For a help desk team. Creates and deletes users, resets their passwords and unlocks them. Reads everything else.",
	BillingOnly:              "Works in Account: the overview, payment history, mailing and billing details, payment methods and usage. In organizations within reach, reads everything and changes nothing.",
	ReadOnlyRole:             "Sees organizations, administrators, users and other resources, and changes nothing.",
}

// descriptionsWithin are those that say something else within an organization.
var descriptionsWithin = map[Role]string{
	AdministratorWithBilling: "Does everything an Administrator does here, and also manages the administrators of this organization.",
	AdministratorRole:        "Manages users, groups, devices, commands and settings of this organization. Sees its administrators, but cannot change them.",
	Manager:                  "Manages users, groups and devices of this organization. Sees its administrators, but cannot change them.",
	CommandRunnerWithBilling: "Runs the commands assigned to them on devices. Billing is the provider's, so here it is the same as Command Runner.",
	BillingOnly:              "Sees everything in this organization, and changes nothing. Billing is the provider's.",
	ReadOnlyRole:             "Sees everything in this organization, and changes nothing.",
}

// Warning is what to consider before granting the role, "" for most.
func (r Role) Warning(withinOrganization bool) string {
	switch {
	case r == AdministratorWithBilling && withinOrganization:
		return "This is the strongest role here. It can change or remove every other administrator of this organization. Give it only to people you would trust with all of it."
	case r == AdministratorRole && withinOrganization:
		return "This role controls users, devices and security settings of this organization. Give it only to people who need all of that."
	}
	switch r {
	case AdministratorWithBilling:
		return "This is the strongest role. It can change or remove every other administrator, you included, and sees all billing. Give it only to people you would trust with the whole account."
	case AdministratorRole:
		return "This role controls users, devices and security settings in every organization it reaches. Give it only to people who need all of that."
	}
	return ""
}
