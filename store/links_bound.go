package store

import (
	"time"

	"mtp/internal/fault"
	"mtp/internal/mail"
)

// maxLinks is how many links one person is mailed within an hour, whoever asks.
// Strangers alone cannot use them up, since what they ask for ends at maxResets.
const maxLinks = 10

// mayMailLink refuses one more link to the person with the name when as many were
// mailed within an hour as it allows. A bulk action does not wait: it says that it left
// the person out.
func (t *tx) mayMailLink(administratorID, userID any, name string) error {
	var n int
	var oldest int64
	if err := t.scan(`SELECT COUNT(*), COALESCE(MIN(created_at), 0) FROM outbox WHERE `+ofPerson+` AND created_at > $3 AND `+wasMade("created_at", "$4")+` AND kind IN ($5, $6)`,
		[]any{administratorID, userID, t.now.Add(-time.Hour).UnixMilli(), t.millis(), string(mail.PasswordReset), string(mail.Invitation)}, &n, &oldest); err != nil || n < maxLinks {
		return err
	}
	wait := min(millisTime(oldest).Add(time.Hour).Sub(t.now), time.Hour)
	kind := fault.TooMany
	if t.by.JobID != "" {
		kind = fault.Rule
	}
	return &fault.Error{Kind: kind, Text: name + " was mailed ten links within an hour. Wait " + waitText(wait) + " and try again.", RetryAfter: wait}
}
