package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/store"
)

// saved leads on from a form that was saved, and says in a line what changed, and
// after it more. A form that changed nothing gets a notice, which is no success.
func (s *server) saved(c echo.Context, location, what string, out store.Outcome, more string) error {
	if len(out.Changes) == 0 {
		return leave(c, location, heldTold, what+" stays as before: nothing changed.")
	}
	words := make([]string, len(out.Changes))
	for i, f := range out.Changes {
		words[i] = changeWords(f)
	}
	return s.done(c, location, what+" is saved: "+strings.Join(words, ", ")+"."+more)
}

// alsoCame says what else saving somebody came to, each sentence after a space.
func (s *server) alsoCame(c echo.Context, out store.Outcome) string {
	text := ""
	if out.EmailChanged {
		text += " The old and the new address each get an email about it."
	}
	if out.Links > 0 {
		text += " The link emailed to the old address no longer works."
	}
	text += ended(store.Outcome{Keys: out.Keys})
	if out.Letter != "" {
		text += " " + s.mailed(c, out, "invitation")
	}
	if out.MFARequired {
		text += " Require MFA takes effect at the next login."
	}
	return text
}

// handful is how many organizations a line still names.
const handful = 5

// changeWords are a change in the middle of a sentence, in the words of the form and
// of the activity: "role Help Desk → Manager".
func changeWords(f store.FieldChange) string {
	if words, ok := store.AccessWords(f); ok {
		how, names, _ := strings.Cut(words, ": ")
		if how = lowered(how); names == "" || strings.Count(names, "; ") >= handful {
			return how
		}
		return how + " (" + names + ")"
	}
	switch f.Field {
	case "Require MFA":
		if f.After == "On" {
			return "MFA required"
		}
		return "MFA not required"
	case "API access":
		return f.Field + " " + lowered(f.After)
	case "Mailing address", "Billing address": // too long for a line
		return lowered(f.Field)
	}
	field := lowered(f.Field)
	if f.Field == "Administrator Email Address" || f.Field == "User Email" {
		field = "email"
	}
	switch {
	case f.Before == "":
		return field + " " + f.After
	case f.After == "":
		return field + " removed"
	}
	return field + " " + f.Before + " → " + f.After
}

func lowered(words string) string { return strings.ToLower(words) }
