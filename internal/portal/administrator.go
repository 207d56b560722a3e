package portal

import (
	"mtp/internal/blank"
	"mtp/internal/fault"
)

// Status is where an administrator stands.
type Status string

// The statuses. An administrator who is Deleted never comes back.
const (
	Invited   Status = "invited"   // has not set a password yet
	Active    Status = "active"    // can sign in
	Suspended Status = "suspended" // can be restored
	Deleted   Status = "deleted"
)

// String returns the status as people see it: "Invited".
func (s Status) String() string {
	switch s {
	case Invited:
		return "Invited"
	case Active:
		return "Active"
	case Suspended:
		return "Suspended"
	case Deleted:
		return "Deleted"
	}
	return ""
}

// Administrator is one administrator of the portal or, with an OrganizationID,
// one of that organization's own, who works in it and nowhere else. Which
// organizations it may reach beyond AllOrganizations is kept in the store, since
// they can be thousands; OrganizationCount is their number.
type Administrator struct {
	ID                string
	OrganizationID    string // whose own it is; "" for the portal's
	FirstName         string
	LastName          string
	Email             string
	Role              Role
	Status            Status
	RequireMFA        bool
	APIAccess         bool
	AllOrganizations  bool
	OrganizationCount int
	HasPassword       bool
	MFAOn             bool  // a second factor is set up
	Locked            bool  // after too many wrong passwords
	Version           int64 // rises with each change
}

// Name returns First Name, space, Last Name, or the only name.
func (a Administrator) Name() string { return FullName(a.FirstName, a.LastName) }

// Standing is the status as people see it: Invited, Active, Locked or Suspended.
func (a Administrator) Standing() string {
	if a.Locked && a.Status == Active {
		return "Locked"
	}
	return a.Status.String()
}

// May reports whether the administrator is active, its role holds the permission
// and the area is there for it.
func (a Administrator) May(p Permission) bool {
	return a.Status == Active && a.Role.May(p) && (a.OrganizationID == "" || p.Area.inOrganization())
}

// Require returns nil when May does, and otherwise why not.
func (a Administrator) Require(p Permission) error {
	if a.Status != Active {
		return fault.New(fault.Unauthenticated, "Your session has ended. Log in again.")
	}
	if a.OrganizationID != "" && !p.Area.inOrganization() {
		return fault.New(fault.Forbidden, "Your account belongs to one organization and may not "+p.to+". Ask an Administrator with Billing of your provider for help.")
	}
	return a.Role.Require(p)
}

// Draft is what a form says about an administrator.
type Draft struct {
	OrganizationID   string // whose own a new one will be; "" for the portal's
	FirstName        string
	LastName         string
	Email            string
	RequireMFA       bool
	Role             Role
	APIAccess        bool
	AllOrganizations bool
	AccessChanges    bool  // single organizations are added or removed
	Version          int64 // of the administrator when the form was opened
}

// Draft returns the draft that changes nothing.
func (a Administrator) Draft() Draft {
	return Draft{
		OrganizationID: a.OrganizationID, FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, RequireMFA: a.RequireMFA,
		Role: a.Role, APIAccess: a.APIAccess, AllOrganizations: a.AllOrganizations, Version: a.Version,
	}
}

// Names of the fields that errors speak of, as forms post them.
const (
	FieldFirstName    = "first_name"
	FieldLastName     = "last_name"
	FieldEmail        = "email"
	FieldRole         = "role"
	FieldAPIAccess    = "api_access"
	FieldAccess       = "access"
	FieldName         = "name"
	FieldProviderName = "provider_name"
)

// Person checks and cleans the parts of a draft that say who someone is. A
// hyphen or a dot as the last name says that there is none.
func (d Draft) Person() (Draft, []fault.Field) {
	d.FirstName, d.LastName, d.Email = Clean(d.FirstName), cleanLastName(d.LastName), blank.Trim(d.Email)
	var problems []fault.Field
	add := func(field, problem string) {
		if problem != "" {
			problems = append(problems, fault.Field{Name: field, Text: problem})
		}
	}
	add(FieldFirstName, nameProblem(d.FirstName, "a first name"))
	add(FieldLastName, lastNameProblem(d.LastName))
	add(FieldEmail, emailProblem(d.Email))
	return d, problems
}

// checked returns the draft cleaned, or what is wrong with its fields.
func (d Draft) checked() (Draft, error) {
	d, problems := d.Person()
	if d.Role.String() == "" {
		problems = append(problems, fault.Field{Name: FieldRole, Text: "Choose a role."})
	}
	return d, fault.Fields(problems)
}

// EmailTaken is the refusal of an address that belongs to somebody else. Within
// an organization it does not say so, since that one may be out of reach.
func EmailTaken(organizationID string) error {
	if organizationID != "" {
		return fault.InField(FieldEmail, "This address cannot be used here.")
	}
	return fault.InField(FieldEmail, "Another administrator uses this email address.")
}

// Organization is one customer organization.
type Organization struct {
	ID      string
	Name    string
	Version int64
}

// CheckOrganizationName returns the name cleaned, or why it cannot be used.
func CheckOrganizationName(name string) (string, error) {
	name = Clean(name)
	if p := nameProblem(name, "a name for the organization"); p != "" {
		return "", fault.InField(FieldName, p)
	}
	return name, nil
}

// CheckProviderName returns the provider's name cleaned, or what is wrong.
func CheckProviderName(name string) (string, []fault.Field) {
	name = Clean(name)
	if p := nameProblem(name, "the provider's name"); p != "" {
		return "", []fault.Field{{Name: FieldProviderName, Text: p}}
	}
	return name, nil
}

// NameTaken is the refusal of a name that another organization has.
func NameTaken() error {
	return fault.InField(FieldName, "Another organization has this name. Names that differ only in case, spaces, apostrophes or hyphens count as the same.")
}
