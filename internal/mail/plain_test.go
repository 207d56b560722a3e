package mail

import (
	"mime"
	"regexp"
	"strings"
	"testing"
)

func TestNamesAreWrittenSoThatNoMailProgramMakesALink(t *testing.T) {
	for name, want := range map[string]string{
		"www.evil.example/login":       "www. evil. example/login",
		"evil.example":                 "evil. example",
		"WWW.EVIL.EXAMPLE":             "WWW. EVIL. EXAMPLE",
		"https://evil.example/?a=b.c":  "https: / /evil. example/?a=b. c",
		"mailto:eve@evil.example":      "mailto: eve@ evil. example",
		"//evil.example":               "/ /evil. example",
		`\\evil\share`:                 `\ \evil\share`,
		"evil。example":                 "evil。 example",
		"evil．example｡com":             "evil． example｡ com",
		"evil․example":                 "evil․ example",
		"www.☃.example":                "www. ☃. example",
		"www.\u200bevil.example":       "www. \u200bevil. example",
		"evil..example":                "evil.. example",
		"192.0.2.1/login":              "192. 0. 2. 1/login",
		"localhost:8080":               "localhost: 8080",
		"www.evil.example./login":      "www. evil. example. /login",
		"A/S":                          "A/S",
		"Maersk A/S":                   "Maersk A/S",
		"J.R. Tolkien":                 "J. R. Tolkien",
		"Dr. Ada Lovelace":             "Dr. Ada Lovelace",
		"Acme, Inc.":                   "Acme, Inc.",
		"Acme (Inc.), Leeds":           "Acme (Inc.), Leeds",
		"J.-P. Sartre":                 "J.-P. Sartre",
		"O’Reilly & Söhne":             "O’Reilly & Söhne",
		"3 organizations: Acme; Co. B": "3 organizations: Acme; Co. B",
		"":                             "",
	} {
		if got := plain(name); got != want {
			t.Errorf("%q is written %q, not %q", name, got, want)
		}
	}
}

// linkifier finds what eager mail programs make a link of: a scheme, "www.", a
// word with a dot in it, an address, a share. The link of a letter is not counted.
var linkifier = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:[^\s]|//|\\\\|www[.．。｡․]\S|[\p{L}\p{N}_-][.．。｡․]\p{L}{2}|\S@\S`)

func linkified(t *testing.T, l Letter) []string {
	t.Helper()
	got := compose(t, l)
	body := got.html[strings.Index(got.html, "<main>"):]
	words := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")
	subject, err := new(mime.WordDecoder).DecodeHeader(got.header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	all := strings.NewReplacer(baseURL+"/set-password/"+token, "", "&amp;", "&", "&#39;", "'", "&#43;", "+").Replace(subject + "\n" + got.text + "\n" + words)
	return linkifier.FindAllString(regexp.MustCompile(`\d\d:\d\d`).ReplaceAllString(all, ""), -1)
}

func TestNoLetterHoldsALinkThatANameMakes(t *testing.T) {
	for _, bad := range []string{
		"www.evil.example/login", "evil.example", "https://evil.example/", "//evil.example", `\\evil\share`, "eve@evil.example", "mailto:eve", "evil。example", "evil．example",
		strings.Repeat("evil.example/", 40),
	} {
		for _, k := range allKinds {
			for _, user := range []bool{false, true} {
				l := letter(k)
				l.Name, l.By, l.Provider, l.From = bad, bad, bad, ""
				if user {
					l.User, l.Organization, l.Username = true, bad, bad
				}
				if k != EmailChanged && len(l.Changes) > 0 {
					l.Changes = []Change{{"Organizations added", "", "2 organizations: " + bad + "; " + bad}, {"Username", bad, "uma"}, {bad, bad, bad}}
				}
				for i := range l.Notices {
					l.Notices[i].By, l.Notices[i].From, l.Notices[i].Changes = bad, "", []Change{{"Organizations added", "", "1 organization: " + bad}}
				}
				if k == EmailChanged {
					l.Changes = nil
				}
				if found := linkified(t, l); len(found) > 0 {
					t.Errorf("%s, %q: %q", k, bad, found)
				}
			}
		}
	}
}

func TestAddressesStayWholeInLetters(t *testing.T) {
	l := letter(EmailChanged)
	l.By, l.From = "", "2001:db8::7"
	l.Changes = []Change{{"User Email", "j.r@old.example", "j.r@new.example"}}
	got := flat(compose(t, l).text)
	for _, want := range []string{"from 2001:db8::7:", "User Email: j.r@new.example (was j.r@old.example)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in: %s", want, got)
		}
	}
}

func TestAUsernameThatLooksLikeALinkIsNotWritten(t *testing.T) {
	for username, shown := range map[string]bool{
		"ada": true, "ada.l": true, "ada_l-2": true,
		"ada.li": false, "ada.lovelace": false, "www.evil.example": false, "ada@evil": false,
	} {
		l := letter(Invitation)
		l.User, l.Organization, l.Username = true, "Acme", username
		got := flat(compose(t, l).text)
		if want := "Your username is " + username + "."; strings.Contains(got, want) != shown {
			t.Errorf("%s: %s", username, got)
		}
		if want := "You log in with this email address."; strings.Contains(got, want) == shown {
			t.Errorf("%s: %s", username, got)
		}
	}
}
