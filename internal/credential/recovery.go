package credential

import (
	"crypto/rand"
	"strings"
	"unicode"
)

// recoveryCodes is how many codes a person gets at once.
const recoveryCodes = 10

// NewRecoveryCodes returns ten codes such as "ABCDE-FG234", each of 50 random
// bits in capital letters and digits of RFC 4648 base32.
func NewRecoveryCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		text := rand.Text()
		codes[i] = text[:5] + "-" + text[5:10]
	}
	return codes
}

// PlainRecoveryCode returns a code as it was typed in the one form that is
// hashed: its letters and digits. Small letters, spaces and dashes of any kind,
// given or left out, make no difference.
func PlainRecoveryCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}
