package portal

import "mtp/internal/fault"

// Census counts the active administrators that the rules speak of.
type Census struct {
	WithBilling int // Administrators with Billing
	Admins      int // Administrators with Billing and Administrators
	Billing     int // those with billing access
}

// Count returns the census with the administrator added n times; n may be -1.
func (c Census) Count(a Administrator, n int) Census {
	if a.Status != Active {
		return c
	}
	if a.Role == AdministratorWithBilling {
		c.WithBilling += n
	}
	if a.Role.IsAdmin() {
		c.Admins += n
	}
	if a.Role.HasBilling() {
		c.Billing += n
	}
	return c
}

// Check returns nil when what must always hold does: at least one active
// Administrator with Billing, one active Admin and one active administrator
// with billing access.
func (c Census) Check() error {
	switch {
	case c.WithBilling < 1:
		return fault.New(fault.Rule, "At least one active Administrator with Billing must remain. Give another active administrator this role first.")
	case c.Admins < 1:
		return fault.New(fault.Rule, "At least one active Administrator or Administrator with Billing must remain.")
	case c.Billing < 1:
		return fault.New(fault.Rule, "At least one active administrator with billing access must remain.")
	}
	return nil
}
