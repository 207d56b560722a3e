// Package blank knows what shows as nothing: spaces of every kind, and the signs
// that programs leave in text without anybody seeing them.
package blank

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Unseen reports signs that are not drawn themselves, such as byte order marks,
// marks of direction and joiners.
func Unseen(c rune) bool {
	return unicode.In(c, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Is reports a space of any kind or an unseen sign.
func Is(c rune) bool { return unicode.IsSpace(c) || Unseen(c) }

// Trim returns s without spaces and unseen signs at its ends. What gives the sign
// before it another form stays: a variation selector, and a joiner behind a
// virama, with which names of India end.
func Trim(s string) string {
	s = strings.TrimLeftFunc(s, Is)
	seen := strings.TrimRightFunc(s, Is)
	c, size := utf8.DecodeRuneInString(s[len(seen):])
	before, _ := utf8.DecodeLastRuneInString(seen)
	if seen != "" && (unicode.Is(unicode.Variation_Selector, c) || unicode.Is(unicode.Join_Control, c) && virama(before)) {
		return s[:len(seen)+size]
	}
	return seen
}

func virama(c rune) bool { return norm.NFC.PropertiesString(string(c)).CCC() == 9 }
