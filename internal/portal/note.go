package portal

import (
	"strings"
	"unicode/utf8"
)

// NoteProblem says what keeps a cleaned text of one line, such as a reference or
// a reason, from being used, or "".
func NoteProblem(text string) string {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, notPrintable):
		return "Use letters, digits, spaces and punctuation only."
	case utf8.RuneCountInString(text) > MaxName:
		return "Use at most 100 characters."
	}
	return ""
}

// EmailProblem says what keeps a trimmed email address from being used, or "".
func EmailProblem(email string) string { return emailProblem(email) }
