package portal

import "mtp/internal/fault"

// edits begins every decision about an existing administrator.
func edits(actor, target Administrator) error {
	if err := worksIn(actor, target.OrganizationID, EditAdministratorsOf(target.OrganizationID)); err != nil {
		return err
	}
	return exists(target)
}

// worksIn refuses who may not do it in the organization, or in the portal. That
// one of the portal's reaches the organization is for the store to look at.
func worksIn(actor Administrator, organizationID string, p Permission) error {
	if actor.OrganizationID != "" && actor.OrganizationID != organizationID && organizationID != "" {
		return NotFound()
	}
	return actor.Require(p)
}

// exists refuses what was deleted, with the words for an unknown id.
func exists(target Administrator) error {
	if target.ID == "" || target.Status == Deleted {
		return NotFound()
	}
	return nil
}

// NotFound is the answer for what does not exist, was deleted or is out of reach.
func NotFound() error {
	return fault.New(fault.NotFound, "It does not exist, or it is out of your reach.")
}

// decide ends every decision: the change is allowed only if the rules hold
// after it. They speak of role and status, and hold as before when both stay. An
// organization may do without administrators of its own, since the portal's reach
// it.
func decide(before, after Administrator, census Census) (Administrator, error) {
	if after.OrganizationID == "" && (before.Role != after.Role || before.Status != after.Status) {
		if err := census.Count(before, -1).Count(after, 1).Check(); err != nil {
			return before, err
		}
	}
	after.Version = before.Version + 1
	return after, nil
}
