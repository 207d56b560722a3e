package portal

import "mtp/internal/fault"

// Suspend decides whether the actor may suspend the target.
func Suspend(actor, target Administrator, census Census) (Administrator, error) {
	if err := edits(actor, target); err != nil {
		return target, err
	}
	if actor.ID == target.ID {
		return target, fault.New(fault.Rule, "You cannot suspend yourself. Another Administrator with Billing can.")
	}
	if target.Status == Suspended {
		return target, fault.New(fault.Rule, target.Name()+" is suspended already.")
	}
	after := target
	after.Status = Suspended
	return decide(target, after, census)
}

// Restore decides whether the actor may restore the target, with the same role
// and access. Who never set a password becomes Invited again.
func Restore(actor, target Administrator, census Census) (Administrator, error) {
	if err := edits(actor, target); err != nil {
		return target, err
	}
	if target.Status != Suspended {
		return target, fault.New(fault.Rule, target.Name()+" is not suspended.")
	}
	after := target
	after.Status = Invited
	if target.HasPassword {
		after.Status = Active
	}
	return decide(target, after, census)
}

// DeleteAdministrator decides whether the actor may delete the target for good.
func DeleteAdministrator(actor, target Administrator, census Census) (Administrator, error) {
	if err := edits(actor, target); err != nil {
		return target, err
	}
	if actor.ID == target.ID {
		return target, fault.New(fault.Rule, "You cannot delete yourself. Another Administrator with Billing can.")
	}
	after := target
	after.Status = Deleted
	return decide(target, after, census)
}
