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

// rarest returns what finds the rarest three letters of each half of a text of four
// letters or more: few rows hold both and not the rest. To ask for all of them
// takes long when the others are common.
func (w wordIndex) rarest(ctx context.Context, q querier, letters []rune) (string, error) {
	parts := make([]string, len(letters)-2)
	for i := range parts {
		parts[i] = string(letters[i : i+3])
	}
	common := map[string]int{}
	if err := eachRow(ctx, q, `SELECT l.letters, l.n FROM json_each($1) asked CROSS JOIN `+w.table+`_letters l ON l.letters = asked.value`, []any{jsonList(parts)}, func(row scanner) error {
		var part string
		var n int
		err := row.Scan(&part, &n)
		common[part] = n
		return err
	}); err != nil {
		return "", err
	}
	rarest := func(half []string) string {
		return phrase(slices.MinFunc(half, func(a, b string) int { return cmp.Compare(common[a], common[b]) }))
	}
	half := len(parts) / 2
	return rarest(parts[:half]) + " AND " + rarest(parts[half:]), nil
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
