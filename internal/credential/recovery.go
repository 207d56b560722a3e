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

// HashRecoveryCode returns what to store and to look for in place of a code as
// it was typed: the SHA-256, in hex, of its letters and digits. Small letters,
// spaces and dashes of any kind, given or left out, make no difference.
func HashRecoveryCode(typed string) string {
	return HashToken(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed))
}
