package portal

import "unicode/utf8"

// NoteProblem says what keeps a cleaned text of one line, such as a reference or
// a reason, from being used, or "".
func NoteProblem(text string) string {
	switch {
	case unprintable(text) != "":
		return unprintable(text)
	case utf8.RuneCountInString(text) > MaxName:
		return "Use at most 100 characters."
	}
	return ""
}

// EmailProblem says what keeps a trimmed email address from being used, or "".
func EmailProblem(email string) string { return emailProblem(email) }
