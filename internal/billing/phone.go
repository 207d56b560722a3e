package billing

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mtp/internal/digit"
	"mtp/internal/portal"
)

// longestInternational is how many digits a number after a + has at most
// (ITU-T E.164). The number of a card has mostly more.
const longestInternational = 15

// extension is what follows the number of a switchboard: "ext. 12", "x12", "#12".
var extension = regexp.MustCompile(`(?i)[ ,;]*(?:\bext(?:ension|n)?\.?|x|#)[ :=]*([0-9]{1,7})$`)

// cleanPhone returns a phone number as it was typed or copied with plain digits,
// hyphens and spaces, without signs that are not drawn.
func cleanPhone(typed string) string {
	typed = strings.Map(func(c rune) rune {
		switch {
		case unicode.In(c, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
			return -1
		case unicode.Is(unicode.Dash, c):
			return '-'
		}
		return c
	}, digit.Plain(norm.NFKC.String(typed)))
	typed = portal.Clean(typed)
	if len(typed) > 4 && strings.EqualFold(typed[:4], "tel:") {
		typed = strings.TrimSpace(typed[4:])
	}
	return typed
}

// PhoneLooksLikeCard reports whether a phone number could be the full number of
// a card. One that begins with + and has at most 15 digits is a phone number.
func PhoneLooksLikeCard(phone string) bool {
	phone = cleanPhone(phone)
	if number := extension.ReplaceAllString(phone, ""); international(number) && digitsIn(number) <= longestInternational {
		return false
	}
	// What begins an extension must not hide a card's number.
	return LooksLikeCard(phone) || LooksLikeCard(extension.ReplaceAllString(phone, " $1"))
}

func international(number string) bool { return strings.HasPrefix(strings.TrimLeft(number, "( "), "+") }

// digitsIn counts those of a cleaned number.
func digitsIn(number string) (n int) {
	for _, c := range number {
		if '0' <= c && c <= '9' {
			n++
		}
	}
	return n
}

// phoneProblem says what keeps a cleaned phone number from being used, or "".
func phoneProblem(phone string) string {
	number := extension.ReplaceAllString(phone, "")
	switch {
	case phone == "":
		return ""
	case PhoneLooksLikeCard(phone):
		return CardRefused + " If it is a phone number, begin it with + and the country code."
	case strings.ContainsFunc(number, func(c rune) bool { return !strings.ContainsRune("0123456789+ ()-./", c) }):
		return "Use digits, spaces and + ( ) - . / only, then ext. and an extension if there is one."
	case digitsIn(number) < 4 || digitsIn(number) > 20:
		return "Enter a phone number of 4 to 20 digits, or leave this empty."
	}
	return ""
}
