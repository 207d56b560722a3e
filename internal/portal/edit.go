package portal

import "mtp/internal/fault"

// Add decides whether the actor may add the administrator of the draft, and
// returns it as Invited, without an id.
func Add(actor Administrator, d Draft, census Census) (Administrator, error) {
	if err := worksIn(actor, d.OrganizationID, EditAdministratorsOf(d.OrganizationID)); err != nil {
		return Administrator{}, err
	}
	d, err := d.checked()
	if err != nil {
		return Administrator{}, err
	}
	if d.APIAccess {
		if err := actor.Require(GrantAPIAccess); err != nil {
			return Administrator{}, err
		}
	}
	return decide(Administrator{}, d.onto(Administrator{OrganizationID: d.OrganizationID, Status: Invited}), census)
}

// OwnRole is why nobody changes their own role and access.
const OwnRole = "You cannot change your own role or organization access. Ask another Administrator with Billing; if there is none yet, add one."

// EditAdministrator decides whether the actor may change the target to what
// the draft says. A draft of another version than the target's is Stale.
func EditAdministrator(actor, target Administrator, d Draft, census Census) (Administrator, error) {
	if err := edits(actor, target); err != nil {
		return target, err
	}
	if d.Version != target.Version {
		return target, fault.New(fault.Stale, "Someone changed this administrator after you opened the form. Nothing was saved.")
	}
	d, err := d.checked()
	if err != nil {
		return target, err
	}
	if actor.ID == target.ID && (d.Role != target.Role || d.AllOrganizations != target.AllOrganizations || d.AccessChanges) {
		return target, fault.New(fault.Rule, OwnRole)
	}
	if d.APIAccess && !target.APIAccess {
		if err := actor.Require(GrantAPIAccess); err != nil {
			return target, err
		}
	}
	return decide(target, d.onto(target), census)
}

// onto returns the administrator with the draft's values.
func (d Draft) onto(a Administrator) Administrator {
	a.FirstName, a.LastName, a.Email = d.FirstName, d.LastName, d.Email
	a.Role, a.RequireMFA, a.APIAccess = d.Role, d.RequireMFA, d.APIAccess
	a.AllOrganizations = d.AllOrganizations && a.OrganizationID == ""
	return a
}
