package store

import (
	"strings"

	"mtp/internal/digit"
	"mtp/internal/portal"
)

// Outcome is what a change led to, most often to an administrator or a user.
type Outcome struct {
	ID       string
	Name     string
	Email    string
	Status   portal.Status
	Letter   string // file name of the mail to the person, "" when none was written
	Sessions int    // sessions that ended
	Links    int    // mailed links that stopped working
	Keys     int    // API keys that stopped working
	Access   int    // organizations that it could reach, when it was deleted
	UserOf   string // id of the organization that a user belongs to; "" for an administrator

	// What was saved that was otherwise before. Organizations in it are a number to
	// those who do not manage organizations.
	Changes []FieldChange

	EmailChanged bool // the old and the new address are told
	MFARequired  bool // which it was not before
	KeyMissing   bool // API access is on, and there is no key
}

// outcome is the Outcome about the administrator.
func outcome(a portal.Administrator) Outcome {
	return Outcome{ID: a.ID, Name: a.Name(), Email: a.Email, Status: a.Status}
}

// Ended says in sentences what ended with a change, such as "2 sessions ended. 1 API
// key stopped working for good."; it is "" when nothing did.
func (o Outcome) Ended() string {
	var sentences []string
	for _, e := range []struct {
		n               int
		one, many, what string
	}{
		{o.Sessions, "session", "sessions", "ended."},
		{o.Links, "open link", "open links", "stopped working."}, // emailed, or printed by a recovery,
		{o.Keys, "API key", "API keys", "stopped working for good."},
	} {
		switch {
		case e.n == 1:
			sentences = append(sentences, "1 "+e.one+" "+e.what)
		case e.n > 1:
			sentences = append(sentences, digit.Grouped(e.n)+" "+e.many+" "+e.what)
		}
	}
	return strings.Join(sentences, " ")
}

// endings lists for the audit trail what stopped working with a change.
func (o Outcome) endings() []FieldChange {
	var list []FieldChange
	list = changed(list, "Sessions", digit.Grouped(o.Sessions), "0")
	list = changed(list, "Open emailed links", digit.Grouped(o.Links), "0")
	if o.Keys > 0 {
		list = append(list, FieldChange{"API key", "In use", "Void"})
	}
	return list
}
