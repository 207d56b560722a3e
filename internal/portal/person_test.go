package portal_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"mtp/internal/blank"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

const unseenSign = "It holds a sign that cannot be seen. Type it by hand instead of pasting it."

// nameCases are names as someone might type them. A problem of "" means that
// the name is accepted.
var nameCases = []struct{ name, in, problem string }{
	{"a plain name", "Ada", ""},
	{"one letter", "X", ""},
	{"a digit", "4", ""},
	{"an apostrophe and a hyphen", "Mary-Jane O’Neil", ""},
	{"markup is only text", "<script>alert(1)</script>", ""},
	{"a formula is only text", "=1+1", ""},
	{"Chinese", "李", ""},
	{"Arabic with marks", "مُحَمَّد", ""},
	{"Hindi", "हिन्दी", ""},
	{"Persian with a joiner", "علی\u200cرضا", ""},
	{"an emoji beside a letter", "Ada ❤\ufe0f", ""},
	{"100 characters", strings.Repeat("ü", 100), ""},
	{"100 characters that were typed as 200", strings.Repeat("u\u0308", 100), ""},
	{"a line break becomes a space", "Ada\r\nLovelace", ""},
	{"nothing", "", "Enter"},
	{"only spaces", " \u00a0\t", "Enter"},
	{"101 characters", strings.Repeat("a", 101), "Use at most 100 characters."},
	{"10,000 characters", strings.Repeat("a", 10_000), "Use at most 100 characters."},
	{"only punctuation", "-.!?", "Use at least one letter or digit."},
	{"only an emoji", "❤\ufe0f", "Use at least one letter or digit."},
	{"only a mark", "\u0301", "Use at least one letter or digit."},
	{"only a joiner", "\u200d", "Enter"},
	{"a zero byte", "Ada\x00", unseenSign},
	{"an escape sequence", "Ada\x1b[31m", unseenSign},
	{"a later control character", "Ada\u009f", unseenSign},
	{"a bidi override", "Ada\u202egnilliB", unseenSign},
	{"a bidi isolate", "Ada\u2066 Lovelace", unseenSign},
	{"a zero width space", "Ad\u200ba", unseenSign},
	{"a soft hyphen", "Ad\u00ada", unseenSign},
	{"unseen signs around a name", "\ufeff\u202a Ada\u200b\u202c", ""},
	{"a Hebrew name that begins with a mark of direction", "\u200fדוד", ""},
	{"an Indian name that ends with a joiner", "\u0d05\u0d35\u0d28\u0d4d\u200d", ""},
	{"a letter that shows as nothing", "\u3164", "Enter"},
	{"a private character", "Ada\ue000", "Use letters, digits, spaces and punctuation only."},
	{"no character", "Ada\ufffe", "Use letters, digits, spaces and punctuation only."},
	{"broken UTF-8", "Ada\xff", "Use letters, digits, spaces and punctuation only."},
	{"the sign for a broken character", "Ada\ufffd", "Use letters, digits, spaces and punctuation only."},
}

func TestNames(t *testing.T) {
	for _, tt := range nameCases {
		t.Run(tt.name, func(t *testing.T) {
			d, problems := portal.Draft{FirstName: tt.in, LastName: tt.in, Email: "ada@example.com"}.Person()
			if d.FirstName != portal.Clean(tt.in) || d.LastName != portal.Clean(tt.in) {
				t.Errorf("cleaned to %q and %q", d.FirstName, d.LastName)
			}
			provider, providerProblems := portal.CheckProviderName(tt.in)
			organization, err := portal.CheckOrganizationName(tt.in)
			if tt.problem == "" {
				if problems != nil || providerProblems != nil || err != nil {
					t.Errorf("refused: %v, %v, %v", problems, providerProblems, err)
				}
				if provider != portal.Clean(tt.in) || organization != portal.Clean(tt.in) {
					t.Errorf("cleaned to %q and %q", provider, organization)
				}
				return
			}
			problems = append(problems, providerProblems...)
			if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid {
				problems = append(problems, f.Fields...)
			}
			var fields []string
			for _, p := range problems {
				fields = append(fields, p.Name)
				if !strings.HasPrefix(p.Text, tt.problem) {
					t.Errorf("%s: %q, want %q", p.Name, p.Text, tt.problem)
				}
			}
			if got := strings.Join(fields, " "); got != "first_name last_name provider_name name" {
				t.Errorf("fields with a problem: %s", got)
			}
		})
	}
}

func TestEmailAddresses(t *testing.T) {
	const (
		like   = "Enter an email address like name@example.com."
		long   = "This email address is too long."
		accent = "Use an address without accents or special letters. Write an international domain in its xn-- form."
	)
	label := strings.Repeat("d", 63)
	for _, tt := range []struct{ name, in, problem string }{
		{"a plain address", "ada@example.com", ""},
		{"capitals are kept", "Ada.Lovelace@Example.COM", ""},
		{"a plus", "ada+portal@example.com", ""},
		{"an apostrophe", "o'brien@example.com", ""},
		{"digits and signs", "1_a-b=c@mail.example-1.co.uk", ""},
		{"spaces around it", "  ada@example.com\r\n", ""},
		{"this machine", "ada@localhost", ""},
		{"an international domain in its ASCII form", "ada@xn--bcher-kva.example", ""},
		{"64 characters before the @", strings.Repeat("a", 64) + "@example.com", ""},
		{"254 characters", strings.Repeat("a", 58) + "@" + label + "." + label + "." + label + ".abc", ""},
		{"nothing", "", "Enter an email address."},
		{"only spaces", "  ", "Enter an email address."},
		{"no @", "ada.example.com", like},
		{"two @", "ada@home@example.com", like},
		{"nothing before the @", "@example.com", like},
		{"nothing after the @", "ada@", like},
		{"no dot in the domain", "ada@example", like},
		{"a dot at the end", "ada@example.com.", like},
		{"two dots", "ada@example..com", like},
		{"a dot at the start", ".ada@example.com", like},
		{"a dot before the @", "ada.@example.com", like},
		{"a hyphen at the start of the domain", "ada@-example.com", like},
		{"a hyphen at the end of a part", "ada@example-.com", like},
		{"an underscore in the domain", "ada@ex_ample.com", like},
		{"an address in brackets", "ada@[127.0.0.1]", like},
		{"a name with the address", "Ada <ada@example.com>", like},
		{"quotes", `"ada lovelace"@example.com`, like},
		{"a space inside", "ada lovelace@example.com", like},
		{"a line break inside", "ada@example.com\r\nBcc: all@example.com", like},
		{"a line feed before the @", "ada\n@example.com", like},
		{"a zero byte", "ada\x00@example.com", unseenSign},
		{"two addresses", "ada@example.com,bob@example.com", like},
		{"a part of 64 characters", "ada@" + strings.Repeat("d", 64) + ".com", like},
		{"an accent", "zoë@example.com", accent},
		{"an international domain", "ada@bücher.example", accent},
		{"a zero width space", "ada\u200b@example.com", unseenSign},
		{"unseen signs around it", "\ufeff\u202aada@example.com\u202c\u200b ", ""},
		{"broken UTF-8", "ada\xff@example.com", accent},
		{"65 characters before the @", strings.Repeat("a", 65) + "@example.com", long},
		{"255 characters", strings.Repeat("a", 59) + "@" + label + "." + label + "." + label + ".abc", long},
		{"300 characters", strings.Repeat("a", 288) + "@example.com", long},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, problems := portal.Draft{FirstName: "Ada", LastName: "Lovelace", Email: tt.in}.Person()
			if want := blank.Trim(tt.in); d.Email != want {
				t.Errorf("cleaned to %q, want %q", d.Email, want)
			}
			got := ""
			for _, p := range problems {
				if p.Name != portal.FieldEmail {
					t.Errorf("a problem of %s", p.Name)
				}
				got += p.Text
			}
			if got != tt.problem {
				t.Errorf("%q, want %q", got, tt.problem)
			}
		})
	}
}

func FuzzPersonNeverAcceptsAControlCharacterOrALineBreak(f *testing.F) {
	for _, tt := range nameCases {
		f.Add(tt.in, "ada@example.com")
	}
	f.Add("Ada", "ada@example.com\r\nBcc: all@example.com")
	f.Add("Ada\u2028Lovelace", "ada\u2029@example.com")
	f.Fuzz(func(t *testing.T, name, email string) {
		d, problems := portal.Draft{FirstName: name, LastName: name, Email: email}.Person()
		refused := map[string]bool{}
		for _, p := range problems {
			refused[p.Name] = true
		}
		for field, value := range map[string]string{portal.FieldFirstName: d.FirstName, portal.FieldLastName: d.LastName, portal.FieldEmail: d.Email} {
			if refused[field] {
				continue
			}
			if value == "" || !utf8.ValidString(value) || strings.ContainsFunc(value, func(c rune) bool {
				return unicode.IsControl(c) || c == '\u2028' || c == '\u2029'
			}) {
				t.Errorf("%s accepted %q", field, value)
			}
		}
		if again, _ := d.Person(); again != d {
			t.Errorf("cleaned twice: %+v, once: %+v", again, d)
		}
	})
}

func TestAHyphenOrADotAsALastNameStandsForNone(t *testing.T) {
	for _, tt := range []struct{ last, kept, name string }{
		{"-", "-", "Sukarno"}, {" . ", ".", "Sukarno"}, {"–", "-", "Sukarno"}, {"\u2011", "-", "Sukarno"}, {"X", "X", "Sukarno X"},
	} {
		d, problems := portal.Draft{FirstName: "Sukarno", LastName: tt.last, Email: "sukarno@example.com"}.Person()
		a, u := portal.Administrator{FirstName: d.FirstName, LastName: d.LastName}, portal.User{FirstName: d.FirstName, LastName: d.LastName}
		if problems != nil || d.LastName != tt.kept || a.Name() != tt.name || u.Name() != tt.name {
			t.Errorf("%q is kept as %q of %q, %v", tt.last, d.LastName, a.Name(), problems)
		}
	}
	for _, last := range []string{"", "--", "..", "-.", ",", "*"} {
		if _, problems := (portal.Draft{FirstName: "Sukarno", LastName: last, Email: "sukarno@example.com"}).Person(); len(problems) != 1 {
			t.Errorf("%q: %v", last, problems)
		}
	}
	if _, problems := (portal.Draft{FirstName: "-", LastName: "Sukarno", Email: "sukarno@example.com"}).Person(); len(problems) != 1 {
		t.Error("a hyphen is taken for a first name")
	}
}
