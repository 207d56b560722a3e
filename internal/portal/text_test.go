package portal_test

import (
	"strings"
	"testing"
	"unicode"

	"mtp/internal/portal"
)

func TestCleanKeepsTheWordsAndTidiesTheSpaces(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		" \t\r\n ":                     "",
		"  Ada \t Lovelace\n":          "Ada Lovelace",
		"Ada\u00a0\u2028Lovelace":      "Ada Lovelace",
		"Zoe\u0308":                    "Zoë",
		"Ångström \u212bngstro\u0308m": "Ångström Ångström",
		"ﬁ ½ Ｗ":                        "ﬁ ½ Ｗ",
		"<script>":                     "<script>",
	} {
		if got := portal.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamesThatLookTheSameHaveOneKey(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"Acme", "ACME"},
		{"Acme Inc", " acme \u00a0inc "},
		{"Zoë", "ZOE\u0308"},
		{"Straße", "STRASSE"},
		{"Straße", "STRAẞE"},
		{"ΟΔΥΣΣΕΥΣ", "οδυσσευς"},
		{"ΐ", "Ϊ\u0301"},
		{"Ａcme", "Acme"},
		{"ﬁne", "FINE"},
		{"Acme", "Ac\u200bme"},
		{"Acme", "Acme\ufeff"},
		{"Acme", "A\u00adcme"},
		{"می\u200cخواهم", "میخواهم"},
		{"❤\ufe0f a", "❤ A"},
		{"o'brien@Example.COM", "O'Brien@example.com"},
	} {
		if a, b := portal.Key(tt.a), portal.Key(tt.b); a != b {
			t.Errorf("Key(%q) = %q, Key(%q) = %q", tt.a, a, tt.b, b)
		}
	}
}

func TestNamesThatDifferHaveTwoKeys(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"Zoë", "Zoe"},
		{"Acme", "Acme 2"},
		{"ab c", "a bc"},
		{"İ", "i"},
		{"ı", "i"},
		{"a.b@example.com", "ab@example.com"},
		{"a+b@example.com", "a@example.com"},
	} {
		if a, b := portal.Key(tt.a), portal.Key(tt.b); a == b {
			t.Errorf("Key(%q) = Key(%q) = %q", tt.a, tt.b, a)
		}
	}
}

func FuzzTheKeyOfAKeyIsTheKey(f *testing.F) {
	for _, tt := range nameCases {
		f.Add(tt.in)
	}
	f.Add("ǰ ΐ ẚ İ ﬃ ᾼ Ǆ")
	f.Add("O´B`r–i⁻e–n ŉ Ølł ٣² ⑩ \u2800x")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Cherokee, c) }) {
			t.Skip("x/text folds each case of Cherokee to the other")
		}
		if key := portal.Key(s); portal.Key(key) != key {
			t.Errorf("Key(%q) = %q, whose key is %q", s, key, portal.Key(key))
		}
		if key := portal.NameKey(s); portal.NameKey(key) != key || portal.NameKey(portal.Key(s)) != key && !strings.ContainsAny(s, "´`΄᾿῾᾽´") {
			t.Errorf("NameKey(%q) = %q, whose key is %q", s, key, portal.NameKey(key))
		}
		if fold := portal.Fold(s); portal.Fold(fold) != fold {
			t.Errorf("Fold(%q) = %q, whose fold is %q", s, fold, portal.Fold(fold))
		}
	})
}

func TestTextOfEnglishLettersIsKeyedAndFoldedAsAnyOther(t *testing.T) {
	for c := range rune(unicode.MaxASCII + 1) {
		for _, s := range []string{"a" + string(c), " Ada" + string(c) + string(c) + "LOVELACE\t", string(c) + "x"} {
			if got, want := portal.Key(s)+" é", portal.Key(s+" é"); got != want {
				t.Errorf("the key of %q is %q, and with another letter %q", s, got, want)
			}
			if got, want := portal.NameKey(s)+" é", portal.NameKey(s+" é"); got != want {
				t.Errorf("the key of the name %q is %q, and with another letter %q", s, got, want)
			}
			if got, want := portal.Fold(s)+" e", portal.Fold(s+" é"); got != want {
				t.Errorf("%q is folded to %q, and with another letter to %q", s, got, want)
			}
		}
	}
}
