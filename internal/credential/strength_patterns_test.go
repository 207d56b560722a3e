package credential

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/matching"
	"github.com/ccojocar/zxcvbn-go/scoring"
)

func TestThePatternsAreThoseThatZxcvbnFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{
		"password", "Charlie", "SMITH", "lovelace", "p@ssw0rd", "4dm1n", "p4$$|", "7!1", "horse", "correct", "Qwerty", "zxcvbnm,./", "poiuy", "7894561230", "aoeui",
		"aaaa", "1111", "AbAbAb", "xXxX", "abcdef", "zyxw", "cba!", "987654", "210", "HIJK", "1990", "12/31/1999", "1-2-85", "2015.05.17", "31_12_05", "311299", "19991231", "31121999", "20260101", "1815",
	}
	const signs = "abcxyzABCXYZ0123456789 !@#$%^&*()-_=+[]{}|\\;:'\",.<>/?`~\x01\x1f"
	for range 4000 {
		var b strings.Builder
		for range 1 + random.IntN(4) {
			if random.IntN(3) > 0 {
				b.WriteString(parts[random.IntN(len(parts))])
			}
			for range random.IntN(5) {
				b.WriteByte(signs[random.IntN(len(signs))])
			}
		}
		password := b.String()[:min(b.Len(), scored)]
		words := known([]string{"Ada Lovelace", "ada@example.com"})
		want := zxcvbn.PasswordStrength(password, words, func(m match.Matcher) bool {
			return m.ID == matching.L33TMatcherName && disguised(password) > disguises
		})
		got := scoring.MinimumEntropyMatchSequence(password, patterns(password, words))
		if got.Entropy != want.Entropy || got.Score != want.Score {
			t.Fatalf("%q: %v bits and a score of %d, zxcvbn finds %v and %d:\n%v\n%v", password, got.Entropy, got.Score, want.Entropy, want.Score, got.MatchSequence, want.MatchSequence)
		}
	}
}
