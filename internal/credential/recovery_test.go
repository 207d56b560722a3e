package credential

import (
	"regexp"
	"strings"
	"testing"
)

func TestTenRecoveryCodesAreMadeAndNoneTwice(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		codes := NewRecoveryCodes()
		if len(codes) != 10 {
			t.Fatalf("%d codes", len(codes))
		}
		for _, code := range codes {
			if !regexp.MustCompile(`^[A-Z2-7]{5}-[A-Z2-7]{5}$`).MatchString(code) || seen[code] {
				t.Fatalf("code %q", code)
			}
			seen[code] = true
		}
	}
}

func TestARecoveryCodeIsFoundHoweverItIsTyped(t *testing.T) {
	const want = "ABCDEFG234"
	for _, typed := range []string{
		"ABCDE-FG234", "abcde-fg234", "ABCDEFG234", " AbCdE fG234\n", "A B C D E - F G 2 3 4",
		"abcde–fg234", "abcde\u2011fg234", "abcde\u2212fg234", "abcde\u00a0fg234",
	} {
		if PlainRecoveryCode(typed) != want {
			t.Errorf("%q is not the code", typed)
		}
	}
}

func TestAnotherRecoveryCodeIsAnother(t *testing.T) {
	const want = "ABCDEFG234"
	for _, typed := range []string{"", "-", "ABCDE-FG235", "ABCDE-FG23", "ABCDE-FG2344", "ABCDE_FG234", "ABCDE.FG234", strings.Repeat("A", 1e6), "\xff"} {
		if PlainRecoveryCode(typed) == want {
			t.Errorf("%.20q is taken for the code", typed)
		}
	}
}
