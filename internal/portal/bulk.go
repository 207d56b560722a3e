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

// The kinds.
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

// bulk is the row of one kind.
type bulk struct {
	kind BulkKind
	// pointless says why it does not apply to the target, "" when it does. The words
	// name nobody, so that those it holds for can be counted.
	pointless func(b Bulk, target Administrator) string
	// act decides as the single action does.
	act func(actor, target Administrator, census Census) (Administrator, error)
	// edit, instead of act, changes what a form about the target says.
	edit func(b Bulk, d *Draft)
}

// bulks are the kinds in the order in which they are offered.
var bulks = []bulk{
	{kind: SuspendAll, act: Suspend, pointless: func(_ Bulk, a Administrator) string { return when(a.Status == Suspended, "Already suspended.") }},
	{kind: RestoreAll, act: Restore, pointless: func(_ Bulk, a Administrator) string { return when(a.Status != Suspended, "Not suspended.") }},
	{kind: RequireMFAOfAll, edit: func(_ Bulk, d *Draft) { d.RequireMFA = true },
		pointless: func(_ Bulk, a Administrator) string { return when(a.RequireMFA, "MFA is already required.") }},
	{kind: ChangeRoles, edit: func(b Bulk, d *Draft) { d.Role = b.Role },
		pointless: func(b Bulk, a Administrator) string { return when(a.Role == b.Role, "Already has this role.") }},
	{kind: AddAccess, edit: changesAccess, pointless: func(b Bulk, a Administrator) string {
		return cmp.Or(when(a.AllOrganizations, "Already reaches all organizations."), when(b.Moves == 0, "Already reaches these organizations."))
	}},
	{kind: RemoveAccess, edit: changesAccess, pointless: func(b Bulk, a Administrator) string {
		return cmp.Or(when(a.AllOrganizations, "Reaches all organizations. Choose “Selected organizations” on their page first."),
			when(b.Moves == 0, "Reaches none of these organizations."))
	}},
	{kind: SendPasswordResets, act: unchanged(SendPasswordReset), pointless: func(_ Bulk, a Administrator) string {
		return cmp.Or(when(a.Status == Suspended, "Suspended. Restore the account first."),
			when(a.Status == Invited, "Has not set a password yet. Resend the invitation instead."))
	}},
	{kind: ResendInvitations, act: unchanged(ResendInvitation), pointless: func(_ Bulk, a Administrator) string {
		return cmp.Or(when(a.Status == Suspended, "Suspended. Restore the account first."),
			when(a.Status == Active, "Already has a password. Send a password reset instead."))
	}},
	{kind: DeleteAdministrators, act: DeleteAdministrator, pointless: func(Bulk, Administrator) string { return "" }},
}

func changesAccess(_ Bulk, d *Draft) { d.AccessChanges = true }

// when is the reason if it holds, and "" otherwise.
func when(holds bool, reason string) string {
	if holds {
		return reason
	}
	return ""
}

// unchanged is the decision about an action that leaves the target as it is.
func unchanged(decide func(actor, target Administrator) error) func(actor, target Administrator, _ Census) (Administrator, error) {
	return func(actor, target Administrator, _ Census) (Administrator, error) {
		return target, decide(actor, target)
	}
}

// BulkKinds returns every kind in the order in which they are offered.
func BulkKinds() []BulkKind {
	list := make([]BulkKind, len(bulks))
	for i, row := range bulks {
		list[i] = row.kind
	}
	return list
}

// row is the row of the kind, the zero one when there is none.
func (k BulkKind) row() bulk {
	for _, row := range bulks {
		if row.kind == k {
			return row
		}
	}
	return bulk{}
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
	row := b.Kind.row()
	if row.kind == "" {
		return target, fault.New(fault.Invalid, "There is no such bulk action.")
	}
	if why := row.pointless(b, target); why != "" {
		return target, fault.New(fault.Rule, why)
	}
	if row.act != nil {
		return row.act(actor, target, census)
	}
	return EditAdministrator(actor, target, b.Draft(target), census)
}

// Draft is what a form about the target says once a kind that is an edit has
// changed it.
func (b Bulk) Draft(target Administrator) Draft {
	d := target.Draft()
	b.Kind.row().edit(b, &d)
	return d
}
