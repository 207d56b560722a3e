package billing

import (
	"unicode"

	"golang.org/x/text/unicode/norm"

	"mtp/internal/digit"
)

// CardRefused is why a text with the number of a card in it is not accepted.
const CardRefused = "This looks like the full number of a card. The portal never keeps one: enter the last four digits only."

// The length of a card's number.
const (
	shortestCard = 12
	longestCard  = 19
)

// LooksLikeCard reports whether the text holds what looks like the full number
// of a card: 12 to 19 digits of any script, with anything but letters between
// them, whose last digit checks the others. A text that is such a number but
// for a few letters counts as one too, and so does any row of digits that is
// longer than a number and may hide one.
func LooksLikeCard(text string) bool {
	var groups [][]byte // of the run of digits and separators that is looked at
	var every []byte
	var group []byte
	letters := 0
	end := func() {
		if len(group) > 0 {
			groups = append(groups, group)
			group = nil
		}
	}
	found := false
	for _, c := range norm.NFKC.String(text) {
		if d, ok := digit.Value(c); ok {
			group, every = append(group, d), append(every, d)
			continue
		}
		end()
		if unicode.IsLetter(c) {
			letters++
			found = found || holdsCard(groups)
			groups = nil
		}
	}
	end()
	return found || holdsCard(groups) || letters <= 4 && isCard(every)
}

// holdsCard reports whether some of the groups, one after the other, are a
// card's number.
func holdsCard(groups [][]byte) bool {
	for from := range groups {
		if len(groups[from]) > longestCard {
			return true
		}
		var number []byte
		for _, group := range groups[from:] {
			if number = append(number, group...); len(number) > longestCard {
				break
			}
			if isCard(number) {
				return true
			}
		}
	}
	return false
}

// isCard reports whether the digits are as many as a card's number has and pass
// its check (ISO/IEC 7812-1, annex B).
func isCard(digits []byte) bool {
	if len(digits) < shortestCard || len(digits) > longestCard {
		return false
	}
	sum := 0
	zeros := true
	for i, d := range digits {
		n := int(d)
		zeros = zeros && n == 0
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && !zeros
}
