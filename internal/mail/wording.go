package mail

import (
	"fmt"
	"strings"
	"time"
)

// wording is what a letter says, the same in its text and its HTML part.
type wording struct {
	Brand, Below string // whose portal it is, as a letterhead: "Analytical Hosting", "Multi-Tenant Portal"
	Subject      string
	Name         string   // whom it greets, may be empty
	Opening      []string // paragraphs
	Changes      []string // list items
	Link         string   // empty in a notice
	Button       string   // what the link is called in the HTML part
	Closing      []string // paragraphs
	Sender       string   // whose portal it is, in a line
}

// word says what the letter has to say. Its names are plain already.
func word(l Letter, link string) (wording, error) {
	w := wording{Name: l.Name, Brand: portalName, Sender: "The " + portalName}
	place, at := "the "+portalName, "on "
	switch {
	case l.Organization != "":
		place, at = l.Organization, "at "
		w.Brand, w.Sender = place, place
	case l.Provider != "":
		place = "the " + l.Provider + " " + portalName
		w.Brand, w.Below, w.Sender = l.Provider, portalName, "The "+l.Provider+" "+portalName
	}
	when := "on " + moment(l.At)
	// The address of whoever else did it is not the recipient's to know.
	if l.By == "" && l.From != "" {
		when += ", from " + l.From
	}
	// Users know no roles; who looks after them is their administrator.
	helper := "an Administrator with Billing"
	if l.User {
		helper = "your administrator"
	}
	surprise := "If you did not expect this, ask " + helper + "."
	notYou := "If this was not you, ask " + helper + " for help at once."
	if l.By != "" {
		notYou = surprise
	}
	moved := "From now on you log in with the new address."
	if l.User {
		moved = "From now on email goes to the new address, and the old one no longer logs you in."
	}
	account := "your account " + at + place
	opening := "Y" + account[1:]

	switch l.Kind {
	case Invitation:
		w.Subject = "Your invitation to " + place
		w.Opening = []string{
			did(l.By, "invited you to "+place, "You are invited to "+place) + " " + when + ".",
			"Set your password to begin:",
		}
		w.Link, w.Button = link, "Set your password"
		w.Closing = []string{
			validity(l) + " Then you log in with this email address and your password.",
			"If the link no longer works, ask " + helper + " to resend the invitation. If you did not expect this email, ignore it.",
		}
		if l.User {
			w.Subject = "Your account at " + place
			w.Opening[0] = did(l.By, "made an account for you at "+place, "An account was made for you at "+place) + " " + when + ". "
			if linkLike.MatchString(l.Username) {
				w.Opening[0] += "You log in with this email address."
			} else {
				w.Opening[0] += "Your username is " + l.Username + "."
			}
			w.Closing[0] = validity(l) + " Then the page leads you to where you log in. Keep that address for later. Your administrator knows it too."
		}
	case PasswordReset:
		w.Subject = "Set a new password for " + place
		w.Opening = []string{
			did(l.By, "asked for", "Someone asked for") + " a new password for " + account + " " + when + ".",
			"Set a new password:",
		}
		w.Link, w.Button = link, "Set a new password"
		w.Closing = []string{validity(l) + " Until you set a new password, your current one works.", surprise}
		if l.By == "" {
			w.Closing[1] = "If you did not ask for this, ignore this email. If it comes again, ask " + helper + "."
		}
	case PasswordChanged:
		w.Subject = "Your password for " + place + " was changed"
		w.Opening = []string{"The password of " + account + " was changed " + when + "."}
		w.Closing = []string{notYou}
	case AccountChanged:
		w.Subject = opening + " was changed"
		w.Opening = []string{did(l.By, "changed "+account, opening+" was changed") + " " + when + ":"}
		w.Closing = []string{notYou}
	case EmailChanged:
		w.Subject = "Your email address for " + place + " was changed"
		w.Opening = []string{did(l.By, "changed the email address of "+account, "The email address of "+account+" was changed") + " " + when + ":"}
		w.Closing = []string{
			moved + " Links in earlier emails no longer work. This email goes to both addresses.",
			notYou,
		}
	case NewLogin:
		w.Subject = "New login to " + place
		w.Opening = []string{"Someone logged in to " + account + " " + when + ", in a way that is new for you:"}
		w.Closing = []string{"If this was you, there is nothing to do.", notYou}
	case WrongCodes:
		w.Subject = "Wrong verification codes for " + place
		w.Opening = []string{"Someone entered the password of " + account + " and then a wrong verification code three times, the last " + when + "."}
		w.Closing = []string{
			"If this was you, there is nothing to do.",
			"If this was not you, someone knows your password. Set a new one with “Forgot password?” where you log in, and ask " + helper + " for help at once.",
		}
	case Locked:
		w.Subject = opening + " is locked"
		w.Opening = []string{opening + " was locked after too many wrong passwords, the last " + when + "."}
		w.Closing = []string{
			"To unlock it, set a new password with “Forgot password?” where you log in, or ask " + helper + ". Where you are logged in already, you stay so.",
			"If it was not you who entered them, ask " + helper + " for help.",
		}
	case Notices:
		w.wordNotices(l, account, moved, helper)
	case Test:
		w.Subject = "Test email from " + place
		w.Opening = []string{"Whoever operates " + place + " sent this test email " + when + "."}
		w.Closing = []string{"It arrived, so mail is set up. There is nothing to do.", surprise}
	default:
		return wording{}, fmt.Errorf("mail: a letter of an unknown kind %q", l.Kind)
	}
	for _, c := range l.Changes {
		w.Changes = append(w.Changes, c.sentence())
	}
	return w, nil
}

const portalName = "Multi-Tenant Portal"

// did says what somebody did, or what happened when nobody is named.
func did(by, what, happened string) string {
	if by == "" {
		return happened
	}
	return strings.TrimSpace(by + " " + what)
}

func (c Change) sentence() string {
	switch {
	case c.Before == "" && c.After == "":
		return c.What
	case c.Before == "":
		return c.What + ": " + c.After
	case c.After == "":
		return c.What + ": none (was " + c.Before + ")"
	}
	return c.What + ": " + c.After + " (was " + c.Before + ")"
}

// validity says how often and how long the link works.
func validity(l Letter) string {
	if l.ValidFor <= 0 {
		return "The link works once."
	}
	return fmt.Sprintf("The link works once and for %s, until %s.", span(l.ValidFor), moment(l.At.Add(l.ValidFor)))
}

// span returns d in whole hours, or in minutes when it has none.
func span(d time.Duration) string {
	n, unit := int(d.Hours()), "hour"
	if d%time.Hour != 0 {
		n, unit = int(d.Minutes()), "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}

func moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 MST") }

// Greeting is exported for the template alone.
func (w wording) Greeting() string {
	if w.Name == "" {
		return "Hello,"
	}
	return "Hello " + w.Name + ","
}
