// Package mail words the portal's letters and delivers them. The outbox that
// keeps them until then is a table of the store.
package mail

import (
	"strings"
	"time"
)

// Kind says what a letter is about.
type Kind string

// The kinds. Invitation and PasswordReset carry a link, the others are notices
// without one.
const (
	Invitation      Kind = "invitation"
	PasswordReset   Kind = "password-reset"
	PasswordChanged Kind = "password-changed"
	AccountChanged  Kind = "account-changed"
	EmailChanged    Kind = "email-changed" // to the old and to the new address
	NewLogin        Kind = "new-login"     // in a way that the account was not used before
	WrongCodes      Kind = "wrong-codes"   // after a right password
	Locked          Kind = "account-locked"
	Notices         Kind = "notices" // several of those above
	Test            Kind = "test"    // asked for by the operator, to see whether mail arrives
)

var kinds = map[Kind]string{
	Invitation:      "Invitation",
	PasswordReset:   "Password reset",
	PasswordChanged: "Notice of a changed password",
	AccountChanged:  "Notice of a changed account",
	EmailChanged:    "Notice of a changed email address",
	NewLogin:        "Notice of a new login",
	WrongCodes:      "Notice of wrong verification codes",
	Locked:          "Notice of a locked account",
	Notices:         "Several notices",
	Test:            "Test email",
}

// Words says what the letter is about, for people: "Password reset".
func (k Kind) Words() string {
	if words, ok := kinds[k]; ok {
		return words
	}
	return string(k)
}

// Linked reports whether letters of the kind carry a link.
func (k Kind) Linked() bool { return k == Invitation || k == PasswordReset }

// Notice reports whether letters of the kind tell somebody what happened to their
// account.
func (k Kind) Notice() bool {
	switch k {
	case PasswordChanged, AccountChanged, EmailChanged, NewLogin, WrongCodes, Locked:
		return true
	}
	return false
}

// Letter is one mail before it is worded. As JSON it is a row of the outbox;
// the token is not part of that, since it is sealed apart.
type Letter struct {
	ID             string // unique, of ASCII letters, digits, "-" and "_"; names the file and the Message-ID
	Kind           Kind
	To             string        // the recipient's address
	Name           string        // the recipient's full name
	Provider       string        // the provider's name, may be empty
	Organization   string        // name of the organization that the recipient belongs to; empty for the portal's administrators
	OrganizationID string        // of the same
	User           bool          // the recipient is a user of the organization, not an administrator
	Username       string        // of a user
	By             string        // full name of who did it; empty when it was the recipient or the operator
	From           string        // client address it was done from, may be empty; told only to who did it
	At             time.Time     // when it was done
	Token          string        `json:"-"` // of Invitation and PasswordReset, of the same letters as ID
	ValidFor       time.Duration // how long the link works
	Changes        []Change      // of AccountChanged, EmailChanged and NewLogin
	Notices        []Notice      `json:",omitempty"` // of Notices, oldest first
}

// Notice is one of several that a letter of the kind Notices tells, with the
// fields that a letter of its own would have.
type Notice struct {
	Kind    Kind
	By      string
	From    string
	At      time.Time
	Changes []Change
}

// Gathered returns the letter with one notice as one of several that others can
// join.
func (l Letter) Gathered() Letter {
	l.Notices = []Notice{{l.Kind, l.By, l.From, l.At, l.Changes}}
	l.Kind, l.By, l.From, l.Changes = Notices, "", "", nil
	return l
}

// Change is one thing that is different now. An empty Before or After means
// that there was or is none; with both empty, What says it all.
type Change struct{ What, Before, After string }

// FileName returns the name of the letter's file, such as
// "20261123-140503-invitation-<id>.eml", its time in UTC. It is the same each
// time the letter is sent.
func FileName(l Letter) string {
	return l.At.UTC().Format("20060102-150405") + "-" + string(l.Kind) + "-" + l.ID + ".eml"
}

// IDOf returns the ID of the letter whose file has the name, "" when FileName
// makes no such name.
func IDOf(name string) string {
	at, rest, _ := strings.Cut(strings.TrimSuffix(name, ".eml"), "-")
	clock, rest, _ := strings.Cut(rest, "-")
	for k := range kinds {
		if id, ok := strings.CutPrefix(rest, string(k)+"-"); ok && name == at+"-"+clock+"-"+string(k)+"-"+id+".eml" {
			return id
		}
	}
	return ""
}
