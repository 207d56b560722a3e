package mail

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many code points of a name or value are shown. A line with one
// such word stays below the 998 octets of RFC 5322, even when each of them takes
// five, as "&#34;" does.
const longest = 180

// plainLetter returns l with every name and value in it made plain. Addresses stay
// whole: the client's, and an email address that was changed.
func plainLetter(l Letter) Letter {
	l.Name, l.Provider, l.Organization, l.By = plain(l.Name), plain(l.Provider), plain(l.Organization), plain(l.By)
	l.From, l.Username = oneLine(l.From), oneLine(l.Username)
	l.Changes = plainChanges(l.Changes)
	notices := make([]Notice, len(l.Notices))
	for i, n := range l.Notices {
		notices[i] = Notice{n.Kind, plain(n.By), oneLine(n.From), n.At, plainChanges(n.Changes)}
	}
	l.Notices = notices
	return l
}

func plainChanges(changes []Change) []Change {
	list := make([]Change, len(changes))
	for i, c := range changes {
		list[i] = plainChange(c)
	}
	return list
}

func plainChange(c Change) Change {
	what := plain(c.What)
	switch {
	case strings.Contains(what, "Email"):
		return Change{what, oneLine(c.Before), oneLine(c.After)}
	case what == "Username" && (linkLike.MatchString(c.Before + " " + c.After)):
		return Change{What: "The username was changed"} // with a space in it, it would be another
	}
	return Change{what, plain(c.Before), plain(c.After)}
}

// plain returns s as one line of which no mail program makes a link: a space
// stands behind each dot, colon and @ that joins two words, and between two
// slashes. "A/S" and "Inc." stay as they are; "www.evil.example/login" becomes
// "www. evil. example/login".
func plain(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range oneLine(s) {
		if joins(last, r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// joins reports whether a mail program may take two signs that stand side by side
// for a part of an address.
func joins(last, next rune) bool {
	switch last {
	case '.', '\u2024', '\u3002', '\ufe52', '\uff0e', '\uff61', ':', '\uff1a', '@', '\ufe6b', '\uff20':
		return next != ' ' && next != last && !strings.ContainsRune(",;!?-)]}'\"’”»…", next)
	case '/', '\\':
		return next == last
	}
	return false
}

// linkLike matches a word that a mail program may make a link of. One letter
// behind a dot is no domain: "ada.l" is a username as any other.
var linkLike = regexp.MustCompile(`[.\x{2024}\x{3002}\x{fe52}\x{ff0e}\x{ff61}]..|[:@]|//|\\\\`)

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
