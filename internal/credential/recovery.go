package credential

import (
	"crypto/rand"

	"mtp/internal/digit"
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
// hashed. Small letters, digits of another script, spaces, dashes and signs that
// are not drawn, given or left out, make no difference.
func PlainRecoveryCode(typed string) string { return digit.Code(typed) }
