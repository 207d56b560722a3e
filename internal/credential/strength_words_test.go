package credential

import (
	"strings"
	"testing"
)

func TestStrengthSaysInFewWordsWhatTheCheckWillSay(t *testing.T) {
	for name, tt := range map[string]struct{ password, text string }{
		"nothing":                  {"", ""},
		"nine characters":          {"vqkzjwmhx", "Too short: 9 of 15 characters"},
		"letters, not bytes":       {"山川湖海", "Too short: 4 of 15 characters"},
		"one too many":             {"plain wooden kettle orbit " + strings.Repeat("ж", 103), "Too long: 129 of at most 128 characters"},
		"bytes that are not UTF-8": {"plain wooden kettle \xff", "This has characters that cannot be read"},
		"a common password":        {"passwordpassword1", "Easy to guess: it is made of common words, names or passwords"},
		"one's own name":           {"AdaLovelace1815", "Easy to guess: it contains a name or a word that belongs to you or to this portal"},
		"unrelated words":          {"plain wooden kettle orbit", "Good"},
	} {
		t.Run(name, func(t *testing.T) {
			text, ok := Strength(tt.password, ada...)
			if text != tt.text {
				t.Errorf("says %q, not %q", text, tt.text)
			}
			if err := CheckPassword(tt.password, tt.password, ada...); ok != (err == nil) {
				t.Errorf("says ok %v, the check says %v", ok, err)
			}
		})
	}
}
