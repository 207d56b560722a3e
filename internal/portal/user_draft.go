package portal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/internal/fault"
)

// UserDraft is what a form, or a line of a file, says about a user.
type UserDraft struct {
	FirstName string
	LastName  string
	Username  string
	Email     string
	Version   int64 // of the user when the form was opened
}

// FieldUsername is the field that forms post the username as.
const FieldUsername = "username"

// DraftOfUser is the draft of an untouched form.
func DraftOfUser(u User) UserDraft {
	return UserDraft{FirstName: u.FirstName, LastName: u.LastName, Username: u.Username, Email: u.Email, Version: u.Version}
}

// Checked returns the draft cleaned, or what is wrong with its fields.
func (d UserDraft) Checked() (UserDraft, error) {
	person, problems := Draft{FirstName: d.FirstName, LastName: d.LastName, Email: d.Email}.Person()
	d.FirstName, d.LastName, d.Email, d.Username = person.FirstName, person.LastName, person.Email, Clean(d.Username)
	if p := usernameProblem(d.Username); p != "" {
		at := len(problems)
		if at > 0 && problems[at-1].Name == FieldEmail {
			at-- // in the order of the form
		}
		problems = append(problems[:at:at], append([]fault.Field{{Name: FieldUsername, Text: p}}, problems[at:]...)...)
	}
	return d, fault.Fields(problems)
}

// onto returns the user with the draft's values.
func (d UserDraft) onto(u User) User {
	u.FirstName, u.LastName, u.Username, u.Email = d.FirstName, d.LastName, d.Username, d.Email
	return u
}

// usernameProblem says what keeps a cleaned username from being used, or "".
// Letters of every script may be in it, with the marks that belong to them; an
// @ may not, so that a username is never taken for somebody's address.
func usernameProblem(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case name == "":
		return "Enter a username."
	case strings.ContainsFunc(name, unicode.IsSpace):
		return "Leave the spaces out of the username."
	case strings.ContainsFunc(name, hidden):
		return holdsUnseen
	case strings.Contains(name, "@"):
		return "A username is not an email address: leave out what follows the @, and the @ too."
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(c rune) bool {
		return c == utf8.RuneError || !visible(c) && !unicode.IsMark(c) && !strings.ContainsRune("._-+", c)
	}):
		return "Use letters, digits and the signs . _ - + in the username."
	case utf8.RuneCountInString(name) > MaxName:
		return "Use at most 100 characters."
	case !visible(first):
		return "Begin the username with a letter or a digit."
	}
	return ""
}

// UsernameTaken is the refusal of a username that another user of the
// organization has.
func UsernameTaken() error {
	return fault.InField(FieldUsername, "Another user of this organization has this username. Usernames that differ only in case count as the same.")
}

// UserEmailTaken is the refusal of an address that another user of the
// organization has.
func UserEmailTaken() error {
	return fault.InField(FieldEmail, "Another user of this organization has this email address.")
}
