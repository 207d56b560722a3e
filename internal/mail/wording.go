package mail

import (
	"fmt"
	"strings"
	"time"
)

// wording is what a letter says, the same in its text and its HTML part.
type wording struct {
	Subject string
	Name    string   // whom it greets, may be empty
	Opening []string // paragraphs
	Changes []string // list items
	Link    string   // empty in a notice
	Button  string   // what the link is called in the HTML part
	Closing []string // paragraphs
}

// word says what the letter has to say. Its names are plain already.
func word(l Letter, link string) (wording, error) {
	place := "the Multi-Tenant Portal"
	if l.Provider != "" {
		place = "the " + l.Provider + " Multi-Tenant Portal"
	}
	if l.Organization != "" {
		place = l.Organization
	}
	by := ""
	if l.By != "" {
		by = " by " + l.By
	}
	when := by + " on " + moment(l.At)
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

	w := wording{Name: l.Name}
	switch l.Kind {
	case Invitation:
		w.Subject = "Your invitation to " + place
		w.Opening = []string{
			fmt.Sprintf("You were invited to %s%s on %s.", place, by, moment(l.At)),
			"Set your password to begin:",
		}
		w.Link, w.Button = link, "Set your password"
		w.Closing = []string{
			validity(l) + " After that you log in with this email address and your password.",
			"If the link no longer works, ask " + helper + " to resend the invitation. If you did not expect this mail, you can ignore it.",
		}
		if l.User {
			w.Subject = "Your account at " + place
			w.Opening[0] = fmt.Sprintf("An account at %s was made for you%s on %s. Your username is %s.", place, by, moment(l.At), l.Username)
			w.Closing[0] = validity(l) + " After that the page leads you on to where you log in. Keep its address: you log in there from now on. Your administrator knows it too."
		}
	case PasswordReset:
		w.Subject = "Set a new password for " + place
		w.Opening = []string{
			fmt.Sprintf("A new password for your account on %s was asked for%s.", place, when),
			"Set a new password:",
		}
		w.Link, w.Button = link, "Set a new password"
		w.Closing = []string{
			validity(l) + " Your present password stays until you set the new one.",
			surprise,
		}
		if l.By == "" {
			w.Closing[1] = "If you did not ask for this, you can ignore this mail. If it comes again, ask " + helper + "."
		}
	case PasswordChanged:
		w.Subject = "Your password was changed"
		w.Opening = []string{fmt.Sprintf("The password of your account on %s was changed%s.", place, when)}
		w.Closing = []string{notYou}
	case AccountChanged:
		w.Subject = "Your account was changed"
		w.Opening = []string{fmt.Sprintf("Your account on %s was changed%s:", place, when)}
		w.Closing = []string{notYou}
	case EmailChanged:
		moved := "From now on you log in with the new address."
		if l.User {
			moved = "From now on mail goes to the new address, and the old one no longer logs you in."
		}
		w.Subject = "Your email address was changed"
		w.Opening = []string{fmt.Sprintf("The email address of your account on %s was changed%s:", place, when)}
		w.Closing = []string{
			moved + " Links in earlier mails no longer work. This mail goes to both addresses.",
			notYou,
		}
	case Test:
		w.Subject = "Test mail from " + place
		w.Opening = []string{fmt.Sprintf("Whoever operates %s asked for this test mail on %s.", place, moment(l.At))}
		w.Closing = []string{"It arrived, so mail is set up. There is nothing to do.", surprise}
	default:
		return wording{}, fmt.Errorf("mail: a letter of an unknown kind %q", l.Kind)
	}
	for _, c := range l.Changes {
		w.Changes = append(w.Changes, c.sentence())
	}
	return w, nil
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

// text returns the text part: paragraphs of short lines, the link alone on its
// line, every line ended by CRLF.
func (w wording) text() string {
	paragraphs := append([]string{w.Greeting()}, w.Opening...)
	for i, p := range paragraphs {
		paragraphs[i] = wrap(p)
	}
	if w.Link != "" {
		paragraphs = append(paragraphs, w.Link)
	}
	if len(w.Changes) > 0 {
		var items []string
		for _, c := range w.Changes {
			items = append(items, wrap("- "+c))
		}
		paragraphs = append(paragraphs, strings.Join(items, "\n"))
	}
	for _, p := range w.Closing {
		paragraphs = append(paragraphs, wrap(p))
	}
	return strings.ReplaceAll(strings.Join(paragraphs, "\n\n")+"\n", "\n", "\r\n")
}

// Greeting is exported for the template alone.
func (w wording) Greeting() string {
	if w.Name == "" {
		return "Hello,"
	}
	return "Hello " + w.Name + ","
}
