package credential

import (
	"regexp"
	"testing"
)

func TestTokensAreLongAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := NewToken()
		if !regexp.MustCompile(`^[A-Z2-7]{26}$`).MatchString(token) || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
}

func TestATokenIsStoredAsItsSHA256(t *testing.T) {
	// The first example of FIPS 180-2, appendix B.
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := HashToken("abc"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
