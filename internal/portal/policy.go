package portal

import (
	"strings"

	"mtp/internal/fault"
)

// Power is a set of things that can be done in an area.
type Power uint16

// The powers.
const (
	View Power = 1 << iota
	Export
	Create
	Change
	Delete
	ResetPassword
	Unlock
	Run
	everything = View | Export | Create | Change | Delete | ResetPassword | Unlock | Run
)

// Level is how far a role goes in an area.
type Level int

// The levels. The zero Level is NotApplicable: the area does not exist for
// the role, and is refused like NoAccess.
const (
	NotApplicable Level = iota
	NoAccess
	ReadOnly
	ReadOnlyAndExport
	HelpUsers
	RunAssigned
	Edit
	All
)

var levels = [...]struct {
	name   string
	powers Power
	words  string
}{
	NotApplicable:     {"N/A", 0, "Not applicable: the area plays no part in what the role is for. It is not shown, and opening it is refused."},
	NoAccess:          {"No Access", 0, "The role could work with the area, but is kept out of it. It is not shown, and opening it is refused."},
	ReadOnly:          {"Read-Only", View, "Sees everything, and changes nothing."},
	ReadOnlyAndExport: {"Read-Only, export", View | Export, "Sees everything, can save it as a file, and changes nothing."},
	HelpUsers:         {"View, create, delete, reset password, unlock", View | Create | Delete | ResetPassword | Unlock, "Sees users, adds and deletes them, sends them password resets and unlocks them. Nothing else: no editing, no suspending, no files."},
	RunAssigned:       {"Run assigned", Run, "Runs the commands that were assigned to the person, and no others."},
	Edit:              {"Edit", everything, "Sees everything, and adds, changes and removes it."},
	All:               {"All", everything, "Does everything, since it concerns nobody but oneself. Every role has it."},
}

// String returns the level as people see it: "Read-Only".
func (l Level) String() string { return levels[l].name }

// Words says what the level means in one sentence.
func (l Level) Words() string { return levels[l].words }

// Levels returns every level in order of strength, the weakest first.
func Levels() []Level {
	list := make([]Level, len(levels))
	for i := range list {
		list[i] = Level(i)
	}
	return list
}

// Area is a part of the product that permissions speak of.
type Area int

// The areas.
const (
	_ Area = iota
	Portal
	APIAccess
	Account
	PaymentMethods
	Activity
	Own
	Profile
	OrganizationOverview
	OrganizationAdministrators
	OrganizationUsers
	OrganizationGroupsAndDevices
	OrganizationCommands
	OrganizationSettings
)

// policy is the one table of who may do what. The columns are Roles() in order.
var policy = [...]struct {
	name   string
	levels [8]Level
}{
	//                                                                                     Adm+Billing        Administrator Manager   CmdRunner+B    CmdRunner      HelpDesk  BillingOnly ReadOnly
	Portal:                       {"Organizations and administrators", [8]Level{Edit, ReadOnly, ReadOnly, NotApplicable, NotApplicable, ReadOnly, NoAccess, ReadOnly}},
	APIAccess:                    {"Granting API access", [8]Level{Edit, NoAccess, NoAccess, NoAccess, NoAccess, NoAccess, NoAccess, NoAccess}},
	Account:                      {"Account overview, payment history, billing information and usage", [8]Level{Edit, NoAccess, NoAccess, NoAccess, NoAccess, NoAccess, Edit, NoAccess}},
	PaymentMethods:               {"Payment methods", [8]Level{Edit, NoAccess, NoAccess, Edit, NoAccess, NoAccess, Edit, NoAccess}},
	Activity:                     {"Activity", [8]Level{ReadOnlyAndExport, ReadOnly, ReadOnly, NotApplicable, NotApplicable, ReadOnly, NoAccess, ReadOnly}},
	Own:                          {"Start page, roles and launching own organizations", [8]Level{All, All, All, All, All, All, All, All}},
	Profile:                      {"Own profile", [8]Level{All, All, All, All, All, All, All, All}},
	OrganizationOverview:         {"Overview of an organization", [8]Level{ReadOnly, ReadOnly, ReadOnly, ReadOnly, ReadOnly, ReadOnly, ReadOnly, ReadOnly}},
	OrganizationAdministrators:   {"Administrators of an organization", [8]Level{Edit, ReadOnly, ReadOnly, NotApplicable, NotApplicable, ReadOnly, ReadOnly, ReadOnly}},
	OrganizationUsers:            {"Users of an organization", [8]Level{Edit, Edit, Edit, NotApplicable, NotApplicable, HelpUsers, ReadOnly, ReadOnly}},
	OrganizationGroupsAndDevices: {"Groups and devices of an organization", [8]Level{Edit, Edit, Edit, NotApplicable, NotApplicable, ReadOnly, ReadOnly, ReadOnly}},
	OrganizationCommands:         {"Commands of an organization", [8]Level{Edit, Edit, ReadOnly, RunAssigned, RunAssigned, ReadOnly, ReadOnly, ReadOnly}},
	OrganizationSettings:         {"Settings of an organization", [8]Level{Edit, Edit, ReadOnly, NotApplicable, NotApplicable, ReadOnly, ReadOnly, ReadOnly}},
}

// Areas returns every area in the order in which it is shown.
func Areas() []Area {
	areas := make([]Area, 0, len(policy)-1)
	for a := Portal; a <= OrganizationSettings; a++ {
		areas = append(areas, a)
	}
	return areas
}

// String returns the name of the area as people see it.
func (a Area) String() string { return policy[a].name }

// Level returns how far the role goes in the area; NotApplicable for NoRole.
func (r Role) Level(a Area) Level {
	if r.String() == "" {
		return NotApplicable
	}
	return policy[a].levels[r-1]
}

// InLaunched reports whether the area is a part of each launched organization,
// and not of the portal.
func (a Area) InLaunched() bool { return a >= OrganizationOverview }

// Later reports whether what the area is about does not exist in the portal
// yet. The levels are settled all the same.
func (a Area) Later() bool { return a >= OrganizationGroupsAndDevices }

// inOrganization reports whether the area is there for an organization's own
// administrators too.
func (a Area) inOrganization() bool { return a == APIAccess || a >= Profile }

// Permission is one thing that a route or a use case asks for. The zero
// Permission is held by nobody.
type Permission struct {
	Area  Area
	Power Power
	to    string // completes "Your role may not …"
}

// The permissions that the portal asks for.
var (
	UsePortal            = Permission{Own, View, "use the portal"}
	UseProfile           = Permission{Profile, View, "use the profile"}
	ViewAdministrators   = Permission{Portal, View, "see administrators"}
	EditAdministrators   = Permission{Portal, Change, "add or edit administrators"}
	ExportAdministrators = Permission{Portal, Export, "export administrators"}
	ExportOrganizations  = Permission{Portal, Export, "export organizations"}
	ViewOrganizations    = Permission{Portal, View, "see who reaches an organization"}
	EditOrganizations    = Permission{Portal, Change, "add or rename organizations"}
	GrantAPIAccess       = Permission{APIAccess, Change, "grant API access"}
	ViewActivity         = Permission{Activity, View, "see the activity"}
	ExportActivity       = Permission{Activity, Export, "export the activity"}

	ViewAccount        = Permission{Account, View, "see the account"}
	EditAccount        = Permission{Account, Change, "edit the billing information"}
	ExportAccount      = Permission{Account, Export, "export invoices and usage"}
	ViewPaymentMethods = Permission{PaymentMethods, View, "see payment methods"}
	EditPaymentMethods = Permission{PaymentMethods, Change, "edit payment methods"}

	ViewOrganization               = Permission{OrganizationOverview, View, "see this organization"}
	ViewOrganizationAdministrators = Permission{OrganizationAdministrators, View, "see this organization's administrators"}
	EditOrganizationAdministrators = Permission{OrganizationAdministrators, Change, "add or edit this organization's administrators"}

	ViewUsers          = Permission{OrganizationUsers, View, "see users"}
	ExportUsers        = Permission{OrganizationUsers, Export, "export users"}
	AddUsers           = Permission{OrganizationUsers, Create, "add users"}
	EditUsers          = Permission{OrganizationUsers, Change, "edit, suspend or restore users"}
	DeleteUsers        = Permission{OrganizationUsers, Delete, "delete users"}
	ResetUserPasswords = Permission{OrganizationUsers, ResetPassword, "send users a password reset"}
	UnlockUsers        = Permission{OrganizationUsers, Unlock, "unlock users"}
)

// ViewAdministratorsOf and EditAdministratorsOf are the permissions that the
// administrators of the organization ask for, "" for those of the portal.
func ViewAdministratorsOf(organizationID string) Permission {
	if organizationID == "" {
		return ViewAdministrators
	}
	return ViewOrganizationAdministrators
}

// EditAdministratorsOf is like ViewAdministratorsOf.
func EditAdministratorsOf(organizationID string) Permission {
	if organizationID == "" {
		return EditAdministrators
	}
	return EditOrganizationAdministrators
}

// May reports whether the role holds the permission.
func (r Role) May(p Permission) bool {
	return p.Area != 0 && p.Power != 0 && levels[r.Level(p.Area)].powers&p.Power == p.Power
}

// String completes the sentence "Your role may not …".
func (p Permission) String() string { return p.to }

// Require returns nil when the role holds the permission, and otherwise a
// Forbidden error that names what is missing and who can help.
func (r Role) Require(p Permission) error {
	if r.May(p) {
		return nil
	}
	may := "Your role may not "
	if name := r.String(); name != "" {
		may = "Your role, " + name + ", may not "
	}
	return fault.New(fault.Forbidden, may+p.to+". Ask an Administrator with Billing to do it for you or to change your role.")
}

// Powers lists in short lines what the role may do, area by area, from the
// table that enforces it; within an organization what it may do as one of the
// organization's own. Areas that are closed to the role are left out.
func (r Role) Powers(withinOrganization bool) []string {
	var lines []string
	for _, a := range Areas() {
		if withinOrganization && !a.inOrganization() {
			continue
		}
		if l := r.Level(a); levels[l].powers != 0 && a != Own && a != Profile {
			line := a.String() + ": " + strings.ToLower(l.String())
			if a.Later() {
				line += " (comes later)"
			}
			lines = append(lines, line)
		}
	}
	return lines
}
