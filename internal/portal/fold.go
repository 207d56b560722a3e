package portal

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"mtp/internal/digit"
)

// NameKey returns the form under which two names of organizations are the same:
// they may differ in what Key passes over and in how apostrophes, hyphens and
// spaces are written. The key of a key is the key itself.
func NameKey(s string) string { return signs(Key(signs(s))) }

// signs returns s with one apostrophe, one hyphen and one space for all that
// Unicode has. It comes before NFKC, which makes of some accents that stand alone a
// space and a mark, and after it, which makes hyphens of other signs.
func signs(s string) string {
	if ascii(s) {
		return strings.ReplaceAll(s, "`", "'")
	}
	return strings.Map(func(c rune) rune {
		switch {
		case strings.ContainsRune(apostrophes, c):
			return '\''
		case unicode.Is(unicode.Pd, c), strings.ContainsRune("−⁃˗➖", c):
			return '-'
		case c == '\u2800': // the space of Braille
			return ' '
		}
		return c
	}, s)
}

// apostrophes are what is typed, printed or copied for one: the quotation mark, the
// modifier letters that languages spell with, accents that stand alone and primes.
const apostrophes = "'`´‘’‛‚ʹʻʼʽʾʿˈˊˋ′‵՚׳ߴߵꞋꞌ❛❜＇｀´`᾽᾿῾΄"

// Fold returns the form in which names are searched: NameKey without the accents of
// Latin, Greek and Cyrillic letters, with the letters of English for those of Latin
// that are letters of their own, and with the digits 0 to 9 for those of every
// script. Marks of other scripts stay, since there they make another word.
func Fold(s string) string {
	if ascii(s) { // as most are, which is told much sooner
		return NameKey(s)
	}
	var b strings.Builder
	plain := false
	for _, c := range norm.NFD.String(NameKey(s)) {
		if unicode.Is(unicode.Mn, c) && plain {
			continue
		}
		plain = unicode.In(c, unicode.Latin, unicode.Greek, unicode.Cyrillic)
		if letters, own := english[c]; own {
			b.WriteString(letters)
		} else {
			b.WriteRune(c)
		}
	}
	return norm.NFC.String(digit.Plain(b.String()))
}

// english is how small Latin letters are written that are not another one with an
// accent, and so stay when accents are dropped: as the transform Latin-ASCII of
// Unicode's Common Locale Data Repository (CLDR) writes them, but for the e of
// Azerbaijan and Nigeria and the o of West Africa, which it leaves as they are; they
// are written as in passports (ICAO 9303, part 3, section 6) and like the open e.
var english = map[rune]string{
	'æ': "ae", 'œ': "oe", 'þ': "th", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ı': "i", 'ħ': "h", 'ŧ': "t", 'ŋ': "n", 'ĸ': "q",
	'ə': "e", 'ǝ': "e", 'ɛ': "e", 'ɔ': "o",
	'ɓ': "b", 'ƈ': "c", 'ɗ': "d", 'ɖ': "d", 'ƒ': "f", 'ɠ': "g", 'ɦ': "h", 'ƙ': "k", 'ɲ': "n", 'ƞ': "n", 'ƥ': "p", 'ɽ': "r", 'ʂ': "s",
	'ƭ': "t", 'ʈ': "t", 'ʋ': "v", 'ⱳ': "w", 'ƴ': "y", 'ȥ': "z",
	'ⱥ': "a", 'ƀ': "b", 'ȼ': "c", 'ɇ': "e", 'ǥ': "g", 'ɨ': "i", 'ɉ': "j", 'ɟ': "j", 'ȷ': "j", 'ƚ': "l", 'ⱡ': "l", 'ɫ': "l", 'ᵽ': "p",
	'ɍ': "r", 'ⱦ': "t", 'ʉ': "u", 'ɏ': "y", 'ƶ': "z", 'ⱨ': "h", 'ⱪ': "k", 'ⱬ': "z",
	'ꝁ': "k", 'ꝉ': "l", 'ꝋ': "o", 'ỻ': "ll", 'ỽ': "v", 'ỿ': "y",
}

// Order returns what names are sorted by, byte for byte: as they are folded, with
// the numbers in them by what they come to, of any length. Of names that differ in
// zeros before a number alone, the one without comes first.
func Order(name string) string {
	folded := Fold(name)
	if !strings.ContainsAny(folded, digits) {
		return folded
	}
	var b strings.Builder
	zeros := false
	for rest := folded; rest != ""; {
		at := strings.IndexAny(rest, digits)
		if at < 0 {
			at = len(rest)
		}
		b.WriteString(rest[:at])
		if rest = rest[at:]; rest == "" {
			break
		}
		number := rest[:len(rest)-len(strings.TrimLeft(rest, digits))]
		rest = rest[len(number):]
		worth := strings.TrimLeft(number, "0")
		zeros = zeros || worth != number && number != "0"
		b.WriteString(length(len(worth)) + worth)
	}
	if zeros {
		b.WriteString("\t" + folded) // below all that a longer name goes on with
	}
	return b.String()
}

const digits = "0123456789"

// length writes how many digits a number has so that fewer come first, whatever
// stands behind: a digit up to 8, and a 9 for each nine before that.
func length(n int) string { return strings.Repeat("9", n/9) + strconv.Itoa(n%9) }

// maxWords is how many words of a text are looked for; no text that somebody types
// has as many.
const maxWords = 100

// Words returns what is looked for to find a text that somebody types: its words as
// they are folded, in whatever order they stand in a name, the longest first. A comma is
// a space. A word that another one holds is not among them.
func Words(text string) []string {
	all := strings.FieldsFunc(Fold(text), func(c rune) bool { return c == ' ' || strings.ContainsRune(",،、﹐﹑", c) })
	all = all[:min(len(all), maxWords)]
	var words []string
	for i, word := range all {
		held := false
		for j, other := range all {
			held = held || i != j && strings.Contains(other, word) && (other != word || j < i)
		}
		if !held {
			words = append(words, word)
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return utf8.RuneCountInString(b) - utf8.RuneCountInString(a) })
	return words
}
