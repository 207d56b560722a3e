// Package digit reads digits as people type them, whatever script they are of,
// and writes numbers as people read them.
package digit

import (
	"strconv"
	"strings"
	"unicode"

	"mtp/internal/blank"
)

// Value returns what a decimal digit of any script stands for, and false for
// every other sign.
func Value(c rune) (value byte, ok bool) {
	if '0' <= c && c <= '9' {
		return byte(c - '0'), true
	}
	// Scripts list their ten digits in order, beginning with zero.
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	return 0, false
}

// Plain returns s with each decimal digit as one of 0 to 9 and all else as it was.
func Plain(s string) string {
	return strings.Map(func(c rune) rune {
		if d, ok := Value(c); ok {
			return rune('0' + d)
		}
		return c
	}, s)
}

// Code returns a code as it was typed or copied in the one form that is
// compared: in capital letters and the digits 0 to 9, without spaces, dashes
// and signs that are not drawn.
func Code(typed string) string {
	return strings.Map(func(c rune) rune {
		if d, ok := Value(c); ok {
			return rune('0' + d)
		}
		if blank.Is(c) || unicode.Is(unicode.Dash, c) {
			return -1
		}
		if c >= 'Ａ' && c <= 'ｚ' { // of full width, as the keyboards of East Asia type them
			c -= 'Ａ' - 'A'
		}
		return unicode.ToUpper(c)
	}, typed)
}

// Grouped writes 1234 as "1,234".
func Grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
