package credential

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Strength says in a few words, for somebody who is still typing, what
// CheckPassword will say: ok is true for exactly the passwords that may be
// set. The text never quotes the password and is empty for an empty one.
func Strength(password string, words ...string) (text string, ok bool) {
	if password == "" {
		return "", false
	}
	if !utf8.ValidString(password) {
		return "This has characters that cannot be read", false
	}
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case n < MinPassword:
		return fmt.Sprintf("Too short: %d of %d characters", n, MinPassword), false
	case n > MaxPassword:
		return fmt.Sprintf("Too long: %d of at most %d characters", n, MaxPassword), false
	}
	if reason := weakness(password, words); reason != "" {
		return "Easy to guess: " + reason, false
	}
	return "Good", true
}
