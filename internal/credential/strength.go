package credential

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/matching"
	"golang.org/x/text/unicode/norm"

	"mtp/internal/fault"
)

// What a new password must be (NIST SP 800-63B-4, OWASP ASVS 5.0 6.2), in code
// points after NFC normalisation.
const (
	MinPassword = 15
	MaxPassword = 128
)

const (
	// scored is how much of a password zxcvbn sees; its time grows with the cube.
	scored = 64
	// enough is the lowest zxcvbn score, of 0 to 4, that is accepted.
	enough = 3
	// disguises is how many different signs that can stand for letters ("4", "@",
	// "$") are still tried out; zxcvbn tries their combinations, up to thousands.
	disguises = 8
)

// CheckPassword returns nil when the password may be set, or an Invalid fault
// about the fields "new_password" and "confirm_password". It must have 15 to
// 128 code points, none trimmed, and be hard to guess for someone who knows
// the words: the person's names, the email address, the provider's name. The
// portal's own names are always among them. The reasons never quote it.
func CheckPassword(password, confirm string, words ...string) error {
	var fields []fault.Field
	if reason := refusal(password, words); reason != "" {
		fields = append(fields, fault.Field{Name: "new_password", Text: reason})
	}
	if norm.NFC.String(password) != norm.NFC.String(confirm) {
		fields = append(fields, fault.Field{Name: "confirm_password", Text: "The two passwords differ. Enter the same password twice."})
	}
	return fault.Fields(fields)
}

func refusal(password string, words []string) string {
	if password == "" {
		return "Enter a new password."
	}
	if !utf8.ValidString(password) {
		return "This password has characters that cannot be read. Type it again."
	}
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case n < MinPassword:
		return "Use at least 15 characters. Four or more unrelated words work well."
	case n > MaxPassword:
		return "Use at most 128 characters."
	}
	if reason := weakness(password, words); reason != "" {
		return "This password is too easy to guess: " + reason + ". Four or more unrelated words work well."
	}
	return ""
}

// weakness says why the password is too easy to guess, or nothing when it is not.
func weakness(password string, words []string) string {
	folded := fold(password)
	unit := folded[:period(folded)]
	result := zxcvbn.PasswordStrength(unit, known(words), func(m match.Matcher) bool {
		return m.ID == matching.L33TMatcherName && disguised(unit) > disguises
	})
	switch {
	case result.Score >= enough:
		return ""
	case len(unit) < len(folded):
		return "it repeats the same characters"
	}
	return worst(result.MatchSequence, len(unit))
}

// worst words the kind of pattern that covers most of the password.
func worst(sequence []match.Match, length int) string {
	const personal = "personal"
	covered := map[string]int{}
	for _, m := range sequence {
		kind := m.Pattern
		if m.DictionaryName == "user_inputs" {
			kind = personal
		}
		covered[kind] += m.J - m.I + 1
	}
	reason, most := "it has too little variety", 0
	for _, p := range []struct{ kind, reason string }{
		{personal, "it contains a name or a word that belongs to you or to this portal"},
		{"dictionary", "it is made of common words, names or passwords"},
		{"repeat", "it repeats the same characters"},
		{"sequence", "it contains a sequence such as abcd or 1234"},
		{"spatial", "it follows keys that are next to each other"},
	} {
		if covered[p.kind] > most {
			reason, most = p.reason, covered[p.kind]
		}
	}
	if len(sequence) == 1 && sequence[0].Pattern == "dictionary" && covered["dictionary"] == length {
		return "it is a common password"
	}
	return reason
}

// known returns the words as zxcvbn shall find them: folded, whole and in parts.
// Parts below three letters would make every password look weak.
func known(words []string) []string {
	var found []string
	for _, w := range append([]string{"mtp", "multi-tenant portal"}, words...) {
		w = fold(w)
		parts := strings.FieldsFunc(w, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) })
		for _, part := range append(parts, w) {
			if len(part) >= 3 {
				found = append(found, part)
			}
		}
	}
	return found
}

// fold returns the beginning of s with each letter as one ASCII byte, since
// zxcvbn mixes up bytes and code points (it finds "ééééééééé" strong): letters
// lose their accents, all others become one of 31 stand-ins. That can only make
// a password look weaker than it is.
func fold(s string) string {
	out := make([]byte, 0, scored)
	for _, r := range norm.NFKD.String(firstRunes(s, scored)) {
		switch {
		case len(out) == scored:
			return string(out)
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case unicode.Is(unicode.Mn, r) && len(out) > 0 && out[len(out)-1] >= ' ':
		default:
			out = append(out, byte(1+r%31))
		}
	}
	return string(out)
}

// firstRunes returns the first n code points of s after NFC normalisation.
func firstRunes(s string, n int) string {
	s = norm.NFC.String(s)
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// period returns the length of the shortest beginning of s whose repetition
// gives s, or all of s when that is not repeated in full.
func period(s string) int {
	for p := 1; p <= len(s)/2; p++ {
		if s[p:] == s[:len(s)-p] {
			return p
		}
	}
	return len(s)
}

// disguised counts the different signs in s that zxcvbn may read as letters.
func disguised(s string) int {
	n := 0
	for _, sign := range "4@8({[<369!|170$5+%2" {
		if strings.ContainsRune(s, sign) {
			n++
		}
	}
	return n
}
