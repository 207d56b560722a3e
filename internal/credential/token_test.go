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

func TestATokenIsReadWhateverAMailProgramMadeOfItsLink(t *testing.T) {
	const token = "ABCDEFGHIJKLMNOPQRSTUVW234"
	for _, behind := range []string{"", ".", ">", "/", " ", "%20", ")", "\"", "'>", ".)", "&gt;", "\u200b", "/)", "\u00a0"} {
		for _, text := range []string{token, "abcdefghijklmnopqrstuvw234"} {
			if got, whole := ReadToken(text + behind); got != token || !whole {
				t.Errorf("%q: %q, %v", text+behind, got, whole)
			}
		}
	}
	for _, text := range []string{"", "A", token[:25], token[:25] + ".", token[:12] + "=" + token[12:], "."} {
		if _, whole := ReadToken(text); whole {
			t.Errorf("%q passes for whole", text)
		}
	}
}
