package portal

// User is one person of an organization: not an administrator, but whom
// administrators look after. Username and email belong to one user of the
// organization, compared without case.
type User struct {
	ID             string
	OrganizationID string
	FirstName      string
	LastName       string
	Username       string
	Email          string
	Status         Status
	Locked         bool // after too many wrong passwords
	HasPassword    bool
	Version        int64 // rises with each change
}

// Name returns First Name, space, Last Name, or the only name.
func (u User) Name() string { return FullName(u.FirstName, u.LastName) }

// Standing is the status as people see it: Invited, Active, Locked or Suspended.
func (u User) Standing() string {
	if u.Locked && u.Status == Active {
		return "Locked"
	}
	return u.Status.String()
}
