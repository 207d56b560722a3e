package web

import (
	"strings"

	"mtp/internal/portal"
	"mtp/store"
)

// jobWords holds one row for each kind of job: its name, as the buttons of lists say
// it; what it is called with those it is about in place of the # and the
// organizations in place of the @; what doing it comes to; and whether that mails.
var jobWords = map[portal.BulkKind]struct {
	name, title  string
	consequences []string
	mails        bool
}{
	portal.SuspendAll: {"Suspend", "Suspend #", []string{
		"They are logged out everywhere at once. Their emailed links stop working, and their API keys for good.",
		"They cannot log in until restored. Role and organization access stay as they are."}, false},
	portal.RestoreAll: {"Restore", "Restore #", []string{
		"They can log in again, with the same role and access. API keys that ended do not come back.",
		"Anyone who never set a password gets a new invitation."}, true},
	portal.RequireMFAOfAll: {"Require MFA", "Require MFA of #", []string{
		"Anyone who has not set up MFA does so at the next login, before anything else.",
		"Each gets an email about it."}, true},
	portal.ChangeRoles: {"Change role", "Change the role of #", []string{
		"The new role counts from their next click.",
		"Each gets an email about it."}, true},
	portal.AddAccess: {"Add organizations", "Give # access to @", []string{
		"They can launch these organizations from their next click.",
		"Each gets an email about it."}, true},
	portal.RemoveAccess: {"Remove organizations", "Take access to @ from #", []string{
		"They lose these organizations at their next click.",
		"Each gets an email about it."}, true},
	portal.SendPasswordResets: {"Send password reset", "Send a password reset to #", []string{
		"Each gets an email with a link to set a new password. Earlier links stop working.",
		"Until they set one, the old password works and sessions go on."}, true},
	portal.ResendInvitations: {"Resend invitation", "Resend the invitation of #", []string{
		"Each gets a new invitation. Earlier links stop working."}, true},
	portal.DeleteAdministrators: {"Delete", "Delete #", []string{
		"They are logged out everywhere at once. Their API keys, emailed links and second factors stop working for good.",
		"Their access to organizations is removed. Their email addresses can be used again.",
		"This cannot be undone."}, false},
	store.ImportAdministrators: {"Import administrators", "Import administrators", []string{
		"Everyone who is added gets an invitation. Everyone whose account changes gets an email about it.",
		"Each line is done completely or not at all."}, true},
	store.ImportOrganizations: {"Import organizations", "Import organizations", []string{
		"You have access to each organization that is added."}, false},
}

// imports reports whether the job is about the lines of a file.
func imports(j store.Job) bool {
	return j.Kind == store.ImportAdministrators || j.Kind == store.ImportOrganizations
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

// firstOf lists the first names of n.
func firstOf(names []string, n int) string {
	text := strings.Join(names, ", ")
	if more := n - len(names); more > 0 {
		text += " and " + number(more) + " more"
	}
	return text
}
