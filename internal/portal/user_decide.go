package portal

import "mtp/internal/fault"

// helps begins every decision about an existing user: the actor holds the
// permission, and the user is there and within its reach.
func helps(actor Administrator, target User, p Permission) error {
	if err := worksIn(actor, target.OrganizationID, p); err != nil {
		return err
	}
	if target.ID == "" || target.Status == Deleted {
		return NotFound()
	}
	return nil
}

// AddUser decides whether the actor may add the user of the draft to the
// organization, and returns it as Invited, without an id.
func AddUser(actor Administrator, organizationID string, d UserDraft) (User, error) {
	if err := worksIn(actor, organizationID, AddUsers); err != nil {
		return User{}, err
	}
	if organizationID == "" {
		return User{}, NotFound()
	}
	d, err := d.Checked()
	if err != nil {
		return User{}, err
	}
	u := d.onto(User{OrganizationID: organizationID, Status: Invited})
	u.Version = 1
	return u, nil
}

// EditUser decides whether the actor may change the target to what the draft
// says. A draft of another version than the target's is Stale.
func EditUser(actor Administrator, target User, d UserDraft) (User, error) {
	if err := helps(actor, target, EditUsers); err != nil {
		return target, err
	}
	if d.Version != target.Version {
		return target, fault.New(fault.Stale, "Someone changed this user after you opened the form. Nothing was saved.")
	}
	d, err := d.Checked()
	if err != nil {
		return target, err
	}
	return next(d.onto(target)), nil
}

// next is the user once it was changed.
func next(u User) User {
	u.Version++
	return u
}

// SuspendUser decides whether the actor may suspend the target.
func SuspendUser(actor Administrator, target User) (User, error) {
	if err := helps(actor, target, EditUsers); err != nil {
		return target, err
	}
	if target.Status == Suspended {
		return target, fault.New(fault.Rule, target.Name()+" is suspended already.")
	}
	target.Status = Suspended
	return next(target), nil
}

// RestoreUser decides whether the actor may restore the target, unlocked. Who
// never set a password becomes Invited again.
func RestoreUser(actor Administrator, target User) (User, error) {
	if err := helps(actor, target, EditUsers); err != nil {
		return target, err
	}
	if target.Status != Suspended {
		return target, fault.New(fault.Rule, target.Name()+" is not suspended.")
	}
	target.Status, target.Locked = Invited, false
	if target.HasPassword {
		target.Status = Active
	}
	return next(target), nil
}

// DeleteUser decides whether the actor may delete the target for good.
func DeleteUser(actor Administrator, target User) (User, error) {
	if err := helps(actor, target, DeleteUsers); err != nil {
		return target, err
	}
	target.Status = Deleted
	return next(target), nil
}

// UnlockUser decides whether the actor may let the target sign in by password
// again.
func UnlockUser(actor Administrator, target User) error {
	if err := helps(actor, target, UnlockUsers); err != nil {
		return err
	}
	if target.Standing() != "Locked" {
		return fault.New(fault.Rule, target.Name()+" is not locked.")
	}
	return nil
}

// SendUserPasswordReset decides whether the actor may have a link to set a
// password mailed to the target. Who never set one is sent the invitation again.
func SendUserPasswordReset(actor Administrator, target User) error {
	if err := helps(actor, target, ResetUserPasswords); err != nil {
		return err
	}
	if target.Status == Suspended {
		return fault.New(fault.Rule, target.Name()+" is suspended. Restore the account first.")
	}
	return nil
}
