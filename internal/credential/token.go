package credential

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// NewToken returns a secret for one link: 26 capital letters and digits of
// RFC 4648 base32, at least 128 random bits.
func NewToken() string { return rand.Text() }

// tokenLength is how many letters and digits a token has.
const tokenLength = 26

// ReadToken returns the token that a link's end begins with, however a mail
// program or a copy changed it: in small letters, or with a full stop, a bracket
// or anything else behind it. whole is false when letters were lost.
func ReadToken(text string) (token string, whole bool) {
	text = strings.ToUpper(text)
	end := strings.IndexFunc(text, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '2' || r > '7') })
	if end < 0 {
		end = len(text)
	}
	return text[:min(end, tokenLength)], end >= tokenLength
}

// HashToken returns what to store in place of the token: its SHA-256 in hex.
// A token is random enough to need no salt and no slow hash.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
