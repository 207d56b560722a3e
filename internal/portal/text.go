package portal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"mtp/internal/blank"
)

// MaxName is the longest first name, last name, organization name or provider
// name, in code points.
const MaxName = 100

// maxEmail is the longest address that fits a mail's envelope, in octets
// (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const maxEmail = 254

// ascii reports whether s has no letters but those that English has.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// Clean returns s in Unicode's NFC with runs of white space made one space, and
// neither spaces nor signs that cannot be seen at its ends.
func Clean(s string) string {
	return strings.Join(strings.Fields(blank.Trim(norm.NFC.String(s))), " ")
}

// Key returns the form under which two addresses or usernames are the same: they
// may differ in case, in white space, in how their characters are composed and
// in characters that are not seen. The key of a key is the key itself.
func Key(s string) string {
	if ascii(s) { // as most are, which is told much sooner
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	seen := strings.Map(func(c rune) rune {
		if blank.Unseen(c) {
			return -1
		}
		return c
	}, norm.NFKC.String(s))
	return norm.NFC.String(cases.Fold().String(Clean(seen)))
}

// nameProblem says what keeps a cleaned name from being used, or "".
func nameProblem(name, what string) string {
	switch {
	case name == "":
		return "Enter " + what + "."
	case unprintable(name) != "":
		return unprintable(name)
	case utf8.RuneCountInString(name) > MaxName:
		return "Use at most 100 characters."
	case !strings.ContainsFunc(name, visible):
		return "Use at least one letter or digit."
	}
	return ""
}

// holdsUnseen is the refusal of a text with such a sign in its middle, where it
// may change what is read.
const holdsUnseen = "It holds a sign that cannot be seen. Type it by hand instead of pasting it."

// unprintable says which characters a cleaned text has to do without, or "": those
// that cannot be seen or change the direction of the text around them, with which
// a name could pose as another, and private ones. The joiners stay, since Persian
// and Indian names are spelled with them.
func unprintable(text string) string {
	switch {
	case strings.ContainsFunc(text, func(c rune) bool {
		return hidden(c) && !unicode.In(c, unicode.Join_Control, unicode.Variation_Selector)
	}):
		return holdsUnseen
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool {
		return c == utf8.RuneError || unicode.In(c, unicode.Co, unicode.Noncharacter_Code_Point)
	}):
		return "Use letters, digits, spaces and punctuation only."
	}
	return ""
}

// hidden reports what is not drawn, spaces apart.
func hidden(c rune) bool {
	return blank.Unseen(c) || unicode.IsControl(c) && !unicode.IsSpace(c)
}

func visible(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }

// emailProblem says what keeps a trimmed address from being used, or "". It
// accepts addresses of letters, digits and the usual signs (RFC 5322 dot-atom);
// whether one receives mail is learned from the invitation.
func emailProblem(email string) string {
	const like = "Enter an email address like name@example.com."
	local, domain, found := strings.Cut(email, "@")
	switch {
	case email == "":
		return "Enter an email address."
	case len(email) > maxEmail || len(local) > 64:
		return "This email address is too long."
	case strings.ContainsFunc(email, hidden):
		return holdsUnseen
	case strings.ContainsFunc(email, func(c rune) bool { return c > unicode.MaxASCII }):
		return "Use an address without accents or special letters. Write an international domain in its xn-- form."
	case !found || !dotAtom(local, "!#$%&'*+-/=?^_`{|}~"):
		return like
	case !strings.Contains(domain, ".") && !strings.EqualFold(domain, "localhost"), !dotAtom(domain, "-"):
		return like
	}
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return like
		}
	}
	return ""
}

// dotAtom reports whether s is made of non-empty parts, parted by dots, of
// ASCII letters, digits and the other signs.
func dotAtom(s, other string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || strings.ContainsFunc(part, func(c rune) bool {
			letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
			return !letter && !('0' <= c && c <= '9') && !strings.ContainsRune(other, c)
		}) {
			return false
		}
	}
	return true
}

// OnOff returns "On" or "Off", the words for every setting that can be turned on.
func OnOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}
