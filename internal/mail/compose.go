package mail

import (
	_ "embed"
	"errors"
	"html/template"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

//go:embed letter.html
var letterHTML string

var page = template.Must(template.New("letter").Funcs(template.FuncMap{"wrap": wrap}).Parse(letterHTML))

// unguarded is what an ID and a token may consist of: safe in a file name, in
// a header and in a URL.
var unguarded = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// column is where lines are broken, so that a reply can quote them and stay
// within the 78 of RFC 5322.
const column = 72

// Compose words the letter as a message with a text part, then an HTML part.
// The letter with a token holds one link in each, {baseURL}/set-password/{token},
// alone on its line in the text, and once more in words in the HTML; a notice
// holds none. Names from outside can
// neither break a header nor bring in markup, nor does a mail program make a link
// of one. from is an address, with
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
