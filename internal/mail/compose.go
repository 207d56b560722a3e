package mail

import (
	_ "embed"
	"errors"
	"html/template"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

//go:embed letter.html
var letterHTML string

var page = template.Must(template.New("letter").Funcs(template.FuncMap{"wrap": wrap}).Parse(letterHTML))

// unguarded is what an ID and a token may consist of: safe in a file name, in
// a header and in a URL.
var unguarded = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const (
	// longest is how many code points of a name or value are shown. A line
	// with one such word stays below the 998 octets of RFC 5322, even when each
	// of them takes five, as "&#34;" does.
	longest = 180
	// column is where lines are broken, so that a reply can quote them and stay
	// within the 78 of RFC 5322.
	column = 72
)

// Compose words the letter as a message with a text part, then an HTML part.
// The letter with a token holds one link in each, {baseURL}/set-password/{token},
// alone on its line in the text, and once more in words in the HTML; a notice
// holds none. Names from outside can
// neither break a header nor bring in markup or a link. from is an address, with
// or without a name; the provider's name takes that name's place. The date is
// now. Errors never tell an address or a token.
func Compose(l Letter, from, baseURL string) (*gomail.Msg, error) {
	if !unguarded.MatchString(l.ID) {
		return nil, errors.New("mail: the letter's id is empty or holds signs that a file name cannot")
	}
	if l.Kind.Linked() && !unguarded.MatchString(l.Token) {
		return nil, errors.New("mail: the letter's token is missing or malformed")
	}
	sender, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, errors.New("mail: the sender's address is malformed")
	}
	to, err := netmail.ParseAddress(l.To)
	if err != nil {
		return nil, errors.New("mail: the recipient's address is malformed")
	}
	if to.Address, err = asciiDomain(to.Address); err != nil {
		return nil, errors.New("mail: the domain of the recipient's address is none")
	}

	l = plainLetter(l)
	w, err := word(l, strings.TrimRight(baseURL, "/")+"/set-password/"+l.Token)
	if err != nil {
		return nil, err
	}
	var html strings.Builder
	if err := page.Execute(&html, w); err != nil {
		return nil, err
	}

	if l.Provider != "" {
		sender.Name = l.Provider
	}
	to.Name = l.Name
	// The library's own User-Agent holds a link.
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(sender)
	msg.ToMailAddress(to)
	msg.Subject(w.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(l.ID + sender.Address[strings.LastIndexByte(sender.Address, '@'):])
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	// Each other encoding of the library, "7bit" included, breaks the link's line.
	asIs := gomail.WithPartEncoding(gomail.NoEncoding)
	msg.SetBodyString(gomail.TypeTextPlain, w.text(), asIs)
	msg.AddAlternativeString(gomail.TypeTextHTML, strings.ReplaceAll(html.String(), "\n", "\r\n"), asIs)
	return msg, nil
}

// plainLetter returns l with every name and value in it made plain.
func plainLetter(l Letter) Letter {
	l.Name, l.Provider, l.Organization, l.By, l.From, l.Username = plain(l.Name), plain(l.Provider), plain(l.Organization), plain(l.By), plain(l.From), plain(l.Username)
	changes := make([]Change, len(l.Changes))
	for i, c := range l.Changes {
		changes[i] = Change{plain(c.What), plain(c.Before), plain(c.After)}
	}
	l.Changes = changes
	return l
}

// plain returns s as one line without what mail programs make a link of.
func plain(s string) string {
	return oneLine(strings.ReplaceAll(s, "://", ": "))
}

// oneLine returns s as one line of at most 180 code points: valid UTF-8 without
// control characters or signs that turn the writing direction.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest-1]) + "…"
	}
	return s
}

// wrap breaks the paragraph between words into lines of at most 72 code points,
// or of one word that is longer.
func wrap(paragraph string) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(paragraph) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0:
		case used+1+n > column:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	return b.String()
}
