package web

import (
	"strings"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// jobWords holds one row for each kind of job.
var jobWords = map[portal.BulkKind]struct {
	name         string   // as the buttons of lists say it
	title        string   // with those it is about in place of the # and the organizations in place of the @
	consequences []string // of doing it
	mails        bool
	rows         [2]string // of an import: what one line and many are called; "" for no import
}{
	portal.SuspendAll: {name: "Suspend", title: "Suspend #", consequences: []string{
		"They are logged out everywhere at once. Their emailed links stop working, and their API keys for good.",
		"They cannot log in until restored. Role and organization access stay as they are."}},
	portal.RestoreAll: {name: "Restore", title: "Restore #", consequences: []string{
		"They can log in again, with the same role and access. API keys that ended do not come back.",
		"Anyone who never set a password gets a new invitation."}, mails: true},
	portal.RequireMFAOfAll: {name: "Require MFA", title: "Require MFA of #", consequences: []string{
		"Anyone who has not set up MFA does so at the next login, before anything else.",
		"Each gets an email about it."}, mails: true},
	portal.ChangeRoles: {name: "Change role", title: "Change the role of #", consequences: []string{
		"The new role counts from their next click.",
		"Each gets an email about it."}, mails: true},
	portal.AddAccess: {name: "Add organizations", title: "Give # access to @", consequences: []string{
		"They can launch these organizations from their next click.",
		"Each gets an email about it."}, mails: true},
	portal.RemoveAccess: {name: "Remove organizations", title: "Take access to @ from #", consequences: []string{
		"They lose these organizations at their next click.",
		"Each gets an email about it."}, mails: true},
	portal.SendPasswordResets: {name: "Send password reset", title: "Send a password reset to #", consequences: []string{
		"Each gets an email with a link to set a new password. Earlier links stop working.",
		"Until they set one, the old password works and sessions go on."}, mails: true},
	portal.ResendInvitations: {name: "Resend invitation", title: "Resend the invitation of #", consequences: []string{
		"Each gets a new invitation. Earlier links stop working."}, mails: true},
	portal.DeleteAdministrators: {name: "Delete", title: "Delete #", consequences: []string{
		"They are logged out everywhere at once. Their API keys, emailed links and second factors stop working for good.",
		"Their access to organizations is removed. Their email addresses can be used again.",
		"This cannot be undone."}},
	store.ImportAdministrators: {rows: [2]string{"row", "rows"}, name: "Import administrators", title: "Import administrators", consequences: []string{
		"Everyone who is added gets an invitation. Everyone whose account changes gets an email about it.",
		"Each line is done completely or not at all."}, mails: true},
	store.ImportOrganizations: {rows: [2]string{"row", "rows"}, name: "Import organizations", title: "Import organizations", consequences: []string{
		"You have access to each organization that is added."}},
	store.ImportUsers: {rows: [2]string{"user", "users"}, name: "Import users", title: "Import users", consequences: []string{
		"Everyone whose account changes gets an email about it.",
		"Each line is done completely or not at all."}, mails: true},
}

// imports reports whether the job is about the lines of a file.
func imports(j store.Job) bool { return jobWords[j.Kind].rows[0] != "" }

// mails reports whether the job may send emails: users whom an import adds may go
// without.
func mails(j store.Job) bool {
	return jobWords[j.Kind].mails && (j.Kind != store.ImportUsers || j.Invites || j.Affected > j.Creates)
}

// jobList is the list of those that the job is about.
func jobList(j store.Job) parts.Link {
	switch j.Kind {
	case store.ImportOrganizations:
		return parts.Link{Name: "Organizations", Href: "/organizations"}
	case store.ImportUsers:
		return parts.Link{Name: "Users", Href: usersPath(j.In)}
	}
	return parts.Link{Name: "Administrators", Href: "/administrators"}
}

// jobTitle says what the job does, and to how many.
func jobTitle(j store.Job) string {
	whom := "administrators"
	if n := j.Affected; n > 0 {
		whom = counted(n, "administrator", "administrators")
	} else if j.State == store.JobChoosing && j.Items > 0 {
		whom = counted(j.Items, "administrator", "administrators")
	}
	which := "organizations"
	switch {
	case j.Organizations == 1 && len(j.Names) == 1:
		which = j.Names[0]
	case j.Organizations > 0:
		which = counted(j.Organizations, "organization", "organizations")
	}
	return strings.NewReplacer("#", whom, "@", which).Replace(jobWords[j.Kind].title)
}

var jobStates = map[store.JobState]string{store.JobRunning: "Running", store.JobDone: "Done", store.JobStopped: "Stopped"}

// progress says how far a running job is.
func progress(n store.Tally) string {
	text := number(n.Done+n.Failed) + " of " + number(n.Affected) + " done"
	if n.Failed > 0 {
		text = number(n.Done+n.Failed) + " of " + number(n.Affected) + " tried, " + number(n.Failed) + " refused"
	}
	return text
}

// came says what came of a job.
func came(j store.Job) string {
	refused, skipped := j.Failed, j.Skipped
	if imports(j) {
		refused, skipped = j.Failed+j.Skipped, 0
	}
	text := number(j.Done) + " done"
	for _, part := range []struct {
		n    int
		what string
	}{{refused, "refused"}, {j.Left, "not tried"}, {skipped, "skipped"}, {j.Unchanged, "unchanged"}} {
		if part.n > 0 {
			text += ", " + number(part.n) + " " + part.what
		}
	}
	return text
}

// itemResult says what comes, or came, of an item.
func itemResult(j store.Job, i store.JobItem) string {
	switch {
	case i.Result == store.Done:
		return "Done"
	case i.Result == store.Refused:
		return "Refused"
	case i.Fate == store.IsRefused && imports(j):
		return "Refused"
	case i.Fate == store.IsRefused:
		return "Skipped"
	case i.Fate == store.StaysAsIs:
		return "Unchanged"
	case i.Fate == "":
		return "Selected"
	case j.State == store.JobRunning:
		return "Waiting"
	case j.State == store.JobStopped:
		return "Not tried"
	case i.Fate == store.WillCreate:
		return "New"
	case imports(j):
		return "Changed"
	}
	return "Affected"
}
