package credential

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// NewToken returns a secret for one link: 26 capital letters and digits of
// RFC 4648 base32, at least 128 random bits.
func NewToken() string { return rand.Text() }

// HashToken returns what to store in place of the token: its SHA-256 in hex.
// A token is random enough to need no salt and no slow hash.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
