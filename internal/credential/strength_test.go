package credential

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"mtp/internal/fault"
)

var ada = []string{"Ada", "Lovelace", "ada.lovelace@engine.example", "Analytical Hosting"}

func TestAGoodPasswordIsAccepted(t *testing.T) {
	for name, password := range map[string]string{
		"unrelated words":                  "plain wooden kettle orbit",
		"15 random letters":                "vqkzjwmhxtbrpnd",
		"15 Chinese characters":            "山川湖海风云雷电草木虫鱼鸟兽人",
		"Cyrillic words":                   "тихий лесной чайник орбита",
		"Hindi words":                      "पानी लकड़ी केतली कक्षा धूप",
		"accented letters, decomposed":     "cafe\u0301 zzyzx brume plâtre",
		"spaces at both ends":              "  plain wooden kettle  ",
		"exactly 128 code points":          "plain wooden kettle orbit " + strings.Repeat("ж", 102),
		"a sentence with the person in it": "Ada rows nine green boats uphill",
		"every sign that can hide letters": "4@8({[<369!|170$5+%2 kjhqz",
	} {
		t.Run(name, func(t *testing.T) {
			if err := CheckPassword(password, password, ada...); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestABadPasswordIsRefusedWithItsReason(t *testing.T) {
	for name, tc := range map[string]struct{ password, reason string }{
		"nothing":                           {"", "Enter a new password"},
		"14 code points":                    {"vqkzjwmhxtbrpn", "at least 15"},
		"14 code points, 15 before NFC":     {"vqkzjwmhxtbre\u0301n", "at least 15"},
		"14 Chinese characters in 42 bytes": {"山川湖海风云雷电草木虫鱼鸟兽", "at least 15"},
		"129 code points":                   {"plain wooden kettle orbit " + strings.Repeat("ж", 103), "at most 128"},
		"10,000 characters":                 {strings.Repeat("plain wooden", 834), "at most 128"},
		"bytes that are not UTF-8":          {"plain wooden kettle \xff", "cannot be read"},
		"one letter":                        {"aaaaaaaaaaaaaaaaaa", "repeats"},
		"one accented letter":               {"éééééééééééééééééé", "repeats"},
		"one Chinese character":             {"密密密密密密密密密密密密密密密密", "repeats"},
		"three letters over and over":       {"xyqxyqxyqxyqxyqxy", "repeats"},
		"the alphabet":                      {"abcdefghijklmnopq", "sequence"},
		"digits in order":                   {"01234567890123456", "sequence"},
		"a row of keys":                     {"zxcvbnm,./';lkjhg", "keys"},
		"a password twice":                  {"passwordpassword1", "common"},
		"a password in disguise":            {"p@$$w0rdP@ssw0rd", "common"},
		"a password in wide letters":        {"ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ１", "common"},
		"accents on a common password":      {"pásswörd pàssword!", "common"},
		"the person's own name":             {"AdaLovelace1815", "belongs to you"},
		"the person's address":              {"ada.lovelace@engine.example", "belongs to you"},
		"the provider's name":               {"analyticalhosting!", "belongs to you"},
		"the product's name":                {"multi-tenant portal", "belongs to you"},
		"a weak beginning of 64":            {strings.Repeat("a", 64) + "vqkzjwmhxtbrpnd", "repeats"},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckPassword(tc.password, tc.password, ada...)
			f, ok := fault.Of(err)
			if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "new_password" {
				t.Fatalf("got %+v", err)
			}
			if text := f.Fields[0].Text; !strings.Contains(text, tc.reason) {
				t.Errorf("reason %q does not say %q", text, tc.reason)
			}
		})
	}
}

func TestTheConfirmationMustBeTheSamePassword(t *testing.T) {
	const good = "caf\u00e9 wooden kettle orbit"
	if err := CheckPassword(good, "cafe\u0301 wooden kettle orbit"); err != nil {
		t.Errorf("decomposed letters: %v", err)
	}
	for _, confirm := range []string{"", good + " ", strings.ToUpper(good)} {
		f, _ := fault.Of(CheckPassword(good, confirm))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != "confirm_password" {
			t.Errorf("confirmed by %q: %+v", confirm, f)
		}
	}
	f, _ := fault.Of(CheckPassword("short", "other"))
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	if diff := cmp.Diff([]string{"new_password", "confirm_password"}, names); diff != "" {
		t.Errorf("both wrong (-want +got):\n%s", diff)
	}
}

// BenchmarkCheckPassword shows that no password takes long to check: scoring is
// bounded in length and in how many disguised letters it tries.
func BenchmarkCheckPassword(b *testing.B) {
	for name, password := range map[string]string{
		"four words":                    "plain wooden kettle orbit",
		"10,000 characters":             strings.Repeat("plain wooden", 834),
		"every sign that hides letters": "qjx" + strings.Repeat("4@8({[<369 1!|70$5+%2", 5),
		"eight signs that hide letters": "qjx" + strings.Repeat("4@({[<1!", 12),
		"10,000 combining marks":        "a" + strings.Repeat("\u0301", 10_000),
		"letters that expand":           strings.Repeat("\ufdfa", 128),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = CheckPassword(password, password, ada...)
			}
		})
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("plain wooden kettle orbit", "Ada")
	f.Add("p@$$w0rd 4@8({[<369!|170$5+%2", "")
	f.Add("密密密密密密密密密密密密密密密", "密")
	f.Add("ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ", "İ")
	f.Add("11/11/1991 and 1991-11-11 \xff", "1991")
	f.Fuzz(func(t *testing.T, password, word string) {
		err := CheckPassword(password, password, word)
		n := utf8.RuneCountInString(norm.NFC.String(password))
		if err == nil && (n < MinPassword || n > MaxPassword || !utf8.ValidString(password)) {
			t.Errorf("accepted %d code points: %q", n, password)
		}
		if err != nil && n >= MinPassword && strings.Contains(err.Error(), password) {
			t.Errorf("%q quotes the password", err)
		}
	})
}
