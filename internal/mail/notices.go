package mail

import (
	"slices"
	"strings"
)

// wordNotices says what a letter with several notices has to say about the account.
func (w *wording) wordNotices(l Letter, account, moved, helper string) {
	w.Subject = "Notices about " + account
	w.Opening = []string{"Several things happened to " + account + ". Their notices come in one email:"}
	for _, n := range l.Notices {
		w.Changes = append(w.Changes, moment(n.At)+": "+n.sentence())
	}
	has := func(k Kind) bool {
		return slices.ContainsFunc(l.Notices, func(n Notice) bool { return n.Kind == k })
	}
	if has(EmailChanged) {
		w.Closing = append(w.Closing, moved+" Links in earlier emails no longer work.")
	}
	if has(Locked) {
		w.Closing = append(w.Closing, "To unlock the account, set a new password with “Forgot password?” where you log in, or ask "+helper+".")
	}
	if has(WrongCodes) {
		w.Closing = append(w.Closing, "If the wrong verification codes were not yours, someone knows your password. Set a new one with “Forgot password?” where you log in.")
	}
	w.Closing = append(w.Closing, "If you did not expect one of these, ask "+helper+" for help at once.")
}

// sentence says what a notice among others tells, without its time.
func (n Notice) sentence() string {
	var details []string
	for _, c := range n.Changes {
		details = append(details, c.sentence())
	}
	list, from := strings.Join(details, "; "), ""
	if n.By == "" && n.From != "" {
		from = ", from " + n.From
	}
	switch n.Kind {
	case PasswordChanged:
		return did(n.By, "changed the password", "The password was changed") + from + "."
	case EmailChanged:
		return did(n.By, "changed the email address", "The email address was changed") + from + ". " + list
	case NewLogin:
		return "Someone logged in" + from + ", in a way that is new for you. " + list
	case WrongCodes:
		return "Someone entered the password and then a wrong verification code three times" + from + "."
	case Locked:
		return "The account was locked after too many wrong passwords" + from + "."
	}
	return did(n.By, "changed the account", "The account was changed") + from + ". " + list
}
