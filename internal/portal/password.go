package portal

import "mtp/internal/fault"

// SendPasswordReset decides whether the actor may have a reset link mailed to
// the target.
func SendPasswordReset(actor, target Administrator) error {
	if err := edits(actor, target); err != nil {
		return err
	}
	switch target.Status {
	case Suspended:
		return fault.New(fault.Rule, target.Name()+" is suspended. Restore the account first.")
	case Invited:
		return fault.New(fault.Rule, target.Name()+" has not set a password yet. Resend the invitation instead.")
	}
	return nil
}

// ResendInvitation decides whether the actor may have a new invitation mailed
// to the target.
func ResendInvitation(actor, target Administrator) error {
	if err := edits(actor, target); err != nil {
		return err
	}
	switch target.Status {
	case Suspended:
		return fault.New(fault.Rule, target.Name()+" is suspended. Restore the account first.")
	case Active:
		return fault.New(fault.Rule, target.Name()+" has set a password already. Send a password reset instead.")
	}
	return nil
}

// SetPassword decides what the target becomes once it has set a password
// through a mailed link: who was Invited becomes Active.
func SetPassword(target Administrator) (Administrator, error) {
	if target.Status != Invited && target.Status != Active {
		return target, fault.New(fault.Gone, "This link no longer works.")
	}
	target.HasPassword, target.Status = true, Active
	target.Version++
	return target, nil
}

// Recover returns the target as an active Administrator with Billing, for
// whoever holds the machine. Who never set a password is Invited until the
// printed link is used. A deleted administrator cannot be recovered, nor can one
// of an organization: who administers the portal helps those.
func Recover(target Administrator) (Administrator, error) {
	if err := exists(target); err != nil {
		return target, err
	}
	if target.OrganizationID != "" {
		return target, NotFound()
	}
	target.Role, target.Status = AdministratorWithBilling, Invited
	if target.HasPassword {
		target.Status = Active
	}
	target.Version++
	return target, nil
}
