package portal

import "mtp/internal/fault"

// NoAPIAccess is why somebody has no API key.
const NoAPIAccess = "API access is not enabled for you. An Administrator with Billing can enable it."

// Stage is how far a sign-in has come. Only a Complete one reaches the portal.
type Stage string

// The stages.
const (
	CodeAsked    Stage = "code"      // the password was right; a code is next
	EnrolmentDue Stage = "enrolment" // MFA is required and must be set up first
	Complete     Stage = "complete"
)

// FirstStage returns where a sign-in stands once the password was right.
func FirstStage(a Administrator) Stage {
	switch {
	case a.MFAOn:
		return CodeAsked
	case a.RequireMFA:
		return EnrolmentDue
	}
	return Complete
}

// StageNow returns where a sign-in that had come to the stage stands by what
// the administrator is now: a requirement or a factor that is gone holds nobody
// up, and a factor that was set up elsewhere meanwhile is asked for. A requirement
// that came later waits for the next sign-in.
func StageNow(a Administrator, stage Stage) Stage {
	if stage == Complete {
		return Complete
	}
	return FirstStage(a)
}

// EnrolMFA decides whether a sign-in that had come to the stage may set up a
// second factor. Who has one already gives it first.
func EnrolMFA(a Administrator, stage Stage) error {
	if a.Status != Active || StageNow(a, stage) == CodeAsked {
		return fault.New(fault.Unauthenticated, "Log in first.")
	}
	return nil
}

// ResetMFA decides whether the actor may clear the target's second factor.
func ResetMFA(actor, target Administrator) error {
	if err := edits(actor, target); err != nil {
		return err
	}
	switch {
	case actor.ID == target.ID:
		return fault.New(fault.Rule, "You cannot reset your own MFA here. Change it on your profile, or ask another Administrator with Billing.")
	case !target.MFAOn:
		return fault.New(fault.Rule, target.Name()+" has not set up MFA.")
	}
	return nil
}

// UnlockAdministrator decides whether the actor may let the target sign in by
// password again.
func UnlockAdministrator(actor, target Administrator) error {
	if err := edits(actor, target); err != nil {
		return err
	}
	if !target.Locked {
		return fault.New(fault.Rule, target.Name()+" is not locked.")
	}
	return nil
}

// Lockable reports whether wrong passwords may lock the administrator: never
// the last Administrator with Billing of the portal who can sign in. others is
// how many other active ones there are that are not locked.
func Lockable(a Administrator, others int) bool {
	return a.Status == Active && (a.Role != AdministratorWithBilling || a.OrganizationID != "" || others > 0)
}

// TurnOffMFA decides whether the administrator may turn its own MFA off.
func TurnOffMFA(a Administrator) error {
	if a.RequireMFA {
		return fault.New(fault.Rule, "MFA is required for you. An Administrator with Billing can change that.")
	}
	if !a.MFAOn {
		return fault.New(fault.Rule, "MFA is off already.")
	}
	return nil
}
