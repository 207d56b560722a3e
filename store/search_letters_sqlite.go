package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
)

// match returns what the index is asked for to find the folded text, "" when no
// row holds it, and whether it finds nothing else.
func (w wordIndex) match(ctx context.Context, q querier, folded string) (match string, exact bool, err error) {
	letters := []rune(folded)
	switch {
	case len(letters) < 3:
		match, err = w.begin(ctx, q, folded)
		return match, true, err
	case len(letters) == 3:
		return phrase(folded), true, nil
	}
	match, err = w.rarest(ctx, q, letters)
	return match, false, err
}

// rarest returns what finds the rarest three letters of each of two parts of a text of
// four letters or more: few rows hold both and not the rest. To ask for all of them
// takes long when the others are common. The parts are words where there are some,
// since who holds the beginning of a word mostly holds its end.
func (w wordIndex) rarest(ctx context.Context, q querier, letters []rune) (string, error) {
	letters = letters[:min(len(letters), 64)] // which tell enough of a longer one
	threes := make([]string, len(letters)-2)
	for i := range threes {
		threes[i] = string(letters[i : i+3])
	}
	common := map[string]int{}
	if err := eachRow(ctx, q, `SELECT l.letters, l.n FROM json_each($1) asked CROSS JOIN `+w.table+`_letters l ON l.letters = asked.value`, []any{jsonList(threes)}, func(row scanner) error {
		var three string
		var n int
		err := row.Scan(&three, &n)
		common[three] = n
		return err
	}); err != nil {
		return "", err
	}
	rarer := func(a, b string) int { return cmp.Compare(common[a], common[b]) }
	var first, second string
	part := func(end, at int) {
		a, b := slices.MinFunc(threes[:end], rarer), slices.MinFunc(threes[at:], rarer)
		if first == "" || max(common[a], common[b]) < max(common[first], common[second]) {
			first, second = a, b
		}
	}
	for at := 1; at < len(threes); at++ {
		if c := letters[at]; !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsDigit(c) {
			end := at - 2 // none that reaches into the next word
			if end < 1 {
				end = at
			}
			part(end, at)
		}
	}
	if first == "" {
		part(len(threes)/2, len(threes)/2)
	}
	return phrase(first) + " AND " + phrase(second), nil
}

// begin returns what finds the one or two letters: each three of the index that
// begin with them, of any organization.
func (w wordIndex) begin(ctx context.Context, q querier, letters string) (string, error) {
	words, err := textsIn(ctx, q, `SELECT term FROM `+w.table+`_search_words WHERE term >= $1 AND term < $2`, letters, letters+string(unicode.MaxRune))
	for i, word := range words {
		words[i] = phrase(word)
	}
	return strings.Join(words, " OR "), err
}

// phrase is the text as the index of letters is asked for it.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
