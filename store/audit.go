package store

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"mtp/internal/portal"
	"mtp/store/database"
)

// The actions, in the order in which filters offer them.
const (
	SignedIn               Action = "session.signed-in"
	SignedOut              Action = "session.signed-out"
	ResetRequested         Action = "password.reset-requested"
	PasswordSet            Action = "password.set"
	PasswordChanged        Action = "password.changed"
	PasswordAccepted       Action = "session.password-accepted"
	SecondFactor           Action = "session.second-factor"
	MFATurnedOn            Action = "mfa.turned-on"
	MFATurnedOff           Action = "mfa.turned-off"
	MFAReset               Action = "mfa.reset"
	RecoveryCodesMade      Action = "mfa.recovery-codes-made"
	APIKeyMade             Action = "api-key.made"
	SessionsEnded          Action = "session.others-ended"
	NameChanged            Action = "administrator.renamed-self"
	AccountLocked          Action = "administrator.locked"
	AdministratorUnlock    Action = "administrator.unlocked"
	UserLocked             Action = "user.locked"
	AdministratorAdded     Action = "administrator.added"
	AdministratorEdited    Action = "administrator.edited"
	AdministratorSuspend   Action = "administrator.suspended"
	AdministratorRestore   Action = "administrator.restored"
	AdministratorDelete    Action = "administrator.deleted"
	ResetSent              Action = "administrator.password-reset-sent"
	InvitationSent         Action = "administrator.invitation-sent"
	LetterSentAgain        Action = "administrator.mail-sent-again"
	AdministratorRecover   Action = "administrator.recovered"
	OrganizationAdded      Action = "organization.added"
	OrganizationRenamed    Action = "organization.renamed"
	OrganizationLaunched   Action = "organization.launched"
	UserAdded              Action = "user.added"
	UserEdited             Action = "user.edited"
	UserSuspended          Action = "user.suspended"
	UserRestored           Action = "user.restored"
	UserDeleted            Action = "user.deleted"
	UserUnlocked           Action = "user.unlocked"
	UserResetSent          Action = "user.password-reset-sent"
	UsersExported          Action = "users.exported"
	UsersPreviewed         Action = "users.import-previewed" // until imports of users became bulk actions, as the next
	UsersImported          Action = "users.imported"
	AdministratorsExported Action = "administrators.exported"
	OrganizationsExported  Action = "organizations.exported"
	JobPrepared            Action = "bulk.prepared"
	JobStarted             Action = "bulk.started"
	JobStoppedEarly        Action = "bulk.stopped"
	JobEnded               Action = "bulk.ended"
	JobExported            Action = "bulk.exported"
	PortalSetUp            Action = "portal.set-up"
	PortalSeeded           Action = "portal.seeded"
	ActivityExported       Action = "activity.exported"
	PermissionDenied       Action = "permission.denied"

	BillingInformationEdited Action = "billing-information.edited"
	PaymentMethodAdded       Action = "payment-method.added"
	PaymentMethodEdited      Action = "payment-method.edited"
	PaymentMethodDefault     Action = "payment-method.made-default"
	PaymentMethodDeleted     Action = "payment-method.deleted"
	AccountExported          Action = "account.exported"
	PriceSet                 Action = "price.set"
	InvoiceIssued            Action = "invoice.issued"
	InvoiceVoided            Action = "invoice.voided"
	PaymentRecorded          Action = "payment.recorded"
	PaymentVoided            Action = "payment.voided"
	UsageRecounted           Action = "usage.recounted"
)

var actions = []struct {
	action Action
	words  string
}{
	{SignedIn, "Log in"},
	{SignedOut, "Log out"},
	{ResetRequested, "Ask for a password reset"},
	{PasswordSet, "Set a password by an emailed link"},
	{PasswordChanged, "Change own password"},
	{PasswordAccepted, "Enter the password, verification code due"},
	{SecondFactor, "Enter a verification code"},
	{MFATurnedOn, "Turn on MFA"},
	{MFATurnedOff, "Turn off MFA"},
	{MFAReset, "Reset MFA"},
	{RecoveryCodesMade, "Make new recovery codes"},
	{APIKeyMade, "Generate an API key"},
	{SessionsEnded, "Log out other sessions"},
	{NameChanged, "Change own name"},
	{AccountLocked, "Lock administrator after wrong passwords"},
	{AdministratorUnlock, "Unlock administrator"},
	{UserLocked, "Lock user after wrong passwords"},
	{AdministratorAdded, "Add administrator"},
	{AdministratorEdited, "Edit administrator"},
	{AdministratorSuspend, "Suspend administrator"},
	{AdministratorRestore, "Restore administrator"},
	{AdministratorDelete, "Delete administrator"},
	{ResetSent, "Send password reset email"},
	{InvitationSent, "Resend invitation"},
	{LetterSentAgain, "Send undelivered mail again"},
	{AdministratorRecover, "Recover administrator on the machine"},
	{OrganizationAdded, "Add organization"},
	{OrganizationRenamed, "Rename organization"},
	{OrganizationLaunched, "Launch organization"},
	{UserAdded, "Add user"},
	{UserEdited, "Edit user"},
	{UserSuspended, "Suspend user"},
	{UserRestored, "Restore user"},
	{UserDeleted, "Delete user"},
	{UserUnlocked, "Unlock user"},
	{UserResetSent, "Send user a password reset email"},
	{UsersExported, "Export users"},
	{UsersPreviewed, "Preview an import of users"},
	{UsersImported, "Import users"},
	{AdministratorsExported, "Export administrators"},
	{OrganizationsExported, "Export organizations"},
	{JobPrepared, "Prepare a bulk action"},
	{JobStarted, "Start a bulk action"},
	{JobStoppedEarly, "Stop a bulk action"},
	{JobEnded, "Finish a bulk action"},
	{JobExported, "Export the result of a bulk action"},
	{PortalSetUp, "Set up the portal"},
	{PortalSeeded, "Fill the portal with sample data"},
	{ActivityExported, "Export activity"},
	{BillingInformationEdited, "Edit billing information"},
	{PaymentMethodAdded, "Add payment method"},
	{PaymentMethodEdited, "Edit payment method"},
	{PaymentMethodDefault, "Make payment method the default"},
	{PaymentMethodDeleted, "Delete payment method"},
	{AccountExported, "Export invoices or usage"},
	{PriceSet, "Set price"},
	{InvoiceIssued, "Issue invoice"},
	{InvoiceVoided, "Void invoice"},
	{PaymentRecorded, "Record payment"},
	{PaymentVoided, "Void payment"},
	{UsageRecounted, "Count usage again"},
	{PermissionDenied, "Refused by role"},
}

// Actions returns every action in the order in which filters offer them.
func Actions() []Action {
	list := make([]Action, len(actions))
	for i, a := range actions {
		list[i] = a.action
	}
	return list
}

// Words says what was done, for people: "Suspend administrator".
func (a Action) Words() string {
	for _, known := range actions {
		if known.action == a {
			return known.words
		}
	}
	return string(a)
}

// Results of audit entries.
const (
	Done    = "done"
	Refused = "refused"
)

// record writes the audit entry of the transaction's change.
func (t *tx) record(action Action, changes ...FieldChange) error {
	return t.write(action, Done, "", changes)
}

// write adds an entry to the audit trail, with names as they are now.
func (t *tx) write(action Action, result, reason string, changes []FieldChange) error {
	kind, actor := t.actorOf()
	if changes == nil {
		changes = []FieldChange{}
	}
	encoded, err := json.Marshal(changes)
	if err != nil {
		return err
	}
	in, err := t.concerned()
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email,
			action, target_kind, target_id, target_name, organization_id, organization_name, result, reason, changes, search_text, job_id)
		VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM audit), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		t.millis(), t.by.RequestID, t.by.Address, kind, actor.id, actor.name, actor.email,
		string(action), t.target.kind, t.target.id, t.target.name, in.ID, in.Name, result, reason, string(encoded),
		portal.Fold(strings.Join([]string{actor.name, actor.email, action.Words(), t.target.name, t.target.email, in.Name, t.by.Address, t.by.RequestID}, "\n")), t.by.JobID)
	if err != nil {
		return err
	}
	of := t.spokenOf
	if t.spokenOf = nil; in.ID != "" {
		of = append(of, in.ID)
	}
	return t.link(of)
}

// operatorName is what whoever holds the machine is called.
const operatorName = "Operator on the machine"

// actorOf says who acts, as entries of the audit trail name them.
func (t *tx) actorOf() (kind string, actor struct{ id, name, email string }) {
	switch {
	case t.by.Operator:
		kind, actor.name = "operator", operatorName
	case t.actor.ID != "":
		kind, actor.id, actor.name, actor.email = "administrator", t.actor.ID, t.actor.Name(), t.actor.Email
	case t.asUser.ID != "":
		kind, actor.id, actor.name, actor.email = "user", t.asUser.ID, t.asUser.Name(), t.asUser.Email
	default:
		kind = "nobody"
	}
	return kind, actor
}

// concerned returns the organization that the transaction is about: the one worked in,
// else the target's, else the actor's own. It is the zero one for the portal.
func (t *tx) concerned() (portal.Organization, error) {
	switch {
	case t.target.kind == "organization":
		return portal.Organization{ID: t.target.id, Name: t.target.name}, nil
	case t.organization.ID != "":
		return t.organization, nil
	}
	o := portal.Organization{ID: cmp.Or(t.target.organizationID, t.actor.OrganizationID)}
	if o.ID == "" {
		return o, nil
	}
	return o, t.scan(`SELECT name FROM organizations WHERE id = $1`, []any{o.ID}, &o.Name)
}

// linkOrganizations lets the latest entry be found by each organization of the list.
var linkOrganizations = `INSERT INTO audit_organizations (organization_id, audit_seq) SELECT spoken.value, (SELECT MAX(seq) FROM audit) FROM ` + database.Values("$1") + ` spoken`

// link lets the entry that was just written be found by the organizations.
func (t *tx) link(ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	_, err := t.exec(linkOrganizations, database.List(ids))
	return err
}

// speakOfJob lets the next entry be found by the organizations that the job is about.
func (t *tx) speakOfJob(id string) error {
	ids, err := database.All[string](t.ctx, t, `SELECT organization_id FROM job_organizations WHERE job_id = $1`, id)
	t.spokenOf = append(t.spokenOf, ids...)
	return err
}
