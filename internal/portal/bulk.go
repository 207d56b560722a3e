package portal

import (
	"cmp"

	"mtp/internal/fault"
)

// Bulk is one thing that is done to each of many administrators of the portal.
type Bulk struct {
	Kind  BulkKind
	Role  Role // that ChangeRoles gives
	Moves int  // organizations that AddAccess or RemoveAccess would move for this one
}

// BulkKind is what a Bulk does. It is stable: forms, URLs and the database rely on it.
type BulkKind string

// The kinds, in the order in which they are offered.
const (
	SuspendAll           BulkKind = "suspend"
	RestoreAll           BulkKind = "restore"
	RequireMFAOfAll      BulkKind = "require-mfa"
	ChangeRoles          BulkKind = "change-role"
	AddAccess            BulkKind = "add-organizations"
	RemoveAccess         BulkKind = "remove-organizations"
	SendPasswordResets   BulkKind = "send-password-reset"
	ResendInvitations    BulkKind = "resend-invitation"
	DeleteAdministrators BulkKind = "delete"
)

// BulkKinds returns every kind in the order in which they are offered.
func BulkKinds() []BulkKind {
	return []BulkKind{SuspendAll, RestoreAll, RequireMFAOfAll, ChangeRoles, AddAccess, RemoveAccess, SendPasswordResets, ResendInvitations, DeleteAdministrators}
}

// MovesAccess reports whether it is about organizations.
func (k BulkKind) MovesAccess() bool { return k == AddAccess || k == RemoveAccess }

// Decide decides whether the actor may do it to the target, by the same rules as
// the single action, and returns what the target becomes. Where it would change
// nothing it is refused with that as the reason: many are chosen at once, and not
// all of them need it.
func (b Bulk) Decide(actor, target Administrator, census Census) (Administrator, error) {
	if err := edits(actor, target); err != nil {
		return target, err
	}
	if why := b.pointless(target); why != "" {
		return target, fault.New(fault.Rule, why)
	}
	d := target.Draft()
	switch b.Kind {
	case SuspendAll:
		return Suspend(actor, target, census)
	case RestoreAll:
		return Restore(actor, target, census)
	case DeleteAdministrators:
		return DeleteAdministrator(actor, target, census)
	case SendPasswordResets:
		return target, SendPasswordReset(actor, target)
	case ResendInvitations:
		return target, ResendInvitation(actor, target)
	case RequireMFAOfAll:
		d.RequireMFA = true
	case ChangeRoles:
		d.Role = b.Role
	case AddAccess, RemoveAccess:
		d.AccessChanges = true
	default:
		return target, fault.New(fault.Invalid, "There is no such bulk action.")
	}
	return EditAdministrator(actor, target, d, census)
}

// pointless says why it does not apply to the target, "" when it does. The words
// name nobody, so that those it holds for can be counted.
func (b Bulk) pointless(target Administrator) string {
	switch b.Kind {
	case SuspendAll:
		return when(target.Status == Suspended, "Already suspended.")
	case RestoreAll:
		return when(target.Status != Suspended, "Not suspended.")
	case RequireMFAOfAll:
		return when(target.RequireMFA, "MFA is already required.")
	case ChangeRoles:
		return when(target.Role == b.Role, "Already has this role.")
	case AddAccess:
		return cmp.Or(when(target.AllOrganizations, "Already reaches all organizations."),
			when(b.Moves == 0, "Already reaches these organizations."))
	case RemoveAccess:
		return cmp.Or(when(target.AllOrganizations, "Reaches all organizations. Choose “Selected organizations” on their page first."),
			when(b.Moves == 0, "Reaches none of these organizations."))
	case SendPasswordResets:
		return cmp.Or(when(target.Status == Suspended, "Suspended. Restore the account first."),
			when(target.Status == Invited, "Has not set a password yet. Resend the invitation instead."))
	case ResendInvitations:
		return cmp.Or(when(target.Status == Suspended, "Suspended. Restore the account first."),
			when(target.Status == Active, "Already has a password. Send a password reset instead."))
	}
	return ""
}

// when is the reason if it holds, and "" otherwise.
func when(holds bool, reason string) string {
	if holds {
		return reason
	}
	return ""
}
