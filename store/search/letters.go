package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/store/database"
)

// match returns the query that finds the words by the index, "" when no row holds them.
// exact says that it finds no other rows. The longest word comes first.
func (x Index) match(ctx context.Context, db database.Querier, words []string) (match string, exact bool, err error) {
	switch {
	case short(words[0]):
		return x.beginning(ctx, db, words)
	case len(words) == 1 && utf8.RuneCountInString(words[0]) == 3:
		return Phrase(words[0]), true, nil
	}
	match, err = x.rarest(ctx, db, words)
	return match, false, err
}

// beginning is match for words of one or two letters. It asks for the first two of
// them, but not for a single letter beside another word: nearly every row holds it.
func (x Index) beginning(ctx context.Context, db database.Querier, words []string) (match string, exact bool, err error) {
	var asked []string
	for i, word := range words[:min(len(words), 2)] {
		if i > 0 && utf8.RuneCountInString(word) < 2 {
			break
		}
		begins, err := x.begin(ctx, db, word)
		if begins == "" {
			return "", true, err
		}
		asked = append(asked, "("+begins+")")
	}
	return strings.Join(asked, " AND "), len(asked) == len(words), nil
}

// rarest returns the query for the rarest three letters in each of two parts of the
// words. Few rows hold both and not the rest. To ask for all letters takes long when
// some are common. The parts are two words if two have three letters or more, since a
// row that holds the beginning of a word mostly holds its end.
func (x Index) rarest(ctx context.Context, db database.Querier, words []string) (string, error) {
	var all []string
	of := make([][]string, 0, len(words)) // of each word
	for _, word := range words {
		threes := lettersOf(word)
		if len(threes) == 0 || len(all) >= tellingLetters {
			break
		}
		of, all = append(of, threes), append(all, threes...)
	}
	common := map[string]int{}
	if err := database.EachRow(ctx, db, `SELECT l.letters, l.n FROM json_each($1) asked CROSS JOIN `+x.table+`_letters l ON l.letters = asked.value`, []any{database.List(all)}, func(row database.Row) error {
		var three string
		var n int
		err := row.Scan(&three, &n)
		common[three] = n
		return err
	}); err != nil {
		return "", err
	}
	rarer := func(a, b string) int { return cmp.Compare(common[a], common[b]) }
	if len(of) > 1 {
		rarest := make([]string, len(of))
		for i, threes := range of {
			rarest[i] = slices.MinFunc(threes, rarer)
		}
		slices.SortStableFunc(rarest, rarer)
		return Phrase(rarest[0]) + " AND " + Phrase(rarest[1]), nil
	}
	threes, letters := of[0], []rune(words[0])
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
	switch {
	case len(threes) == 1:
		return Phrase(threes[0]), nil
	case first == "":
		part(len(threes)/2, len(threes)/2)
	}
	return Phrase(first) + " AND " + Phrase(second), nil
}

// tellingLetters is how many letters of a longer text are asked for.
const tellingLetters = 64

// lettersOf returns each three letters in a row of the word.
func lettersOf(word string) []string {
	letters := []rune(word)
	var threes []string
	for i := range min(len(letters), tellingLetters) - 2 {
		threes = append(threes, string(letters[i:i+3]))
	}
	return threes
}

// begin returns the query for one or two letters: for each three letters of the index
// that begin with them, in any organization.
func (x Index) begin(ctx context.Context, db database.Querier, letters string) (string, error) {
	words, err := database.All[string](ctx, db, `SELECT term FROM `+x.table+`_search_words WHERE term >= $1 AND term < $2`, letters, letters+string(unicode.MaxRune))
	for i, word := range words {
		words[i] = Phrase(word)
	}
	return strings.Join(words, " OR "), err
}

// Phrase is the query that asks the index of letters for the text.
func Phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
