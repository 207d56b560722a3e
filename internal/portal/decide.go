package portal

import "mtp/internal/fault"

// edits begins every decision about an existing administrator.
func edits(actor, target Administrator) error {
	if err := actor.Require(EditAdministrators); err != nil {
		return err
	}
	return exists(target)
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
// after it.
func decide(before, after Administrator, census Census) (Administrator, error) {
	if err := census.Count(before, -1).Count(after, 1).Check(); err != nil {
		return before, err
	}
	after.Version = before.Version + 1
	return after, nil
}
