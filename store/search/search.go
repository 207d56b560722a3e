// Package search finds rows by words of their search text: those rows whose text holds
// each word, in any order. There are two ways to find them, and they find the same.
//
// By the index of letters: the index knows of each three letters in a row which rows
// hold them. It is asked for letters of the words, and what it finds is looked at. This
// is quick for what few rows hold.
//
// Along the list: the rows are looked at one after the other in the order of the list,
// until there are enough for a page. This is quick for what many rows hold.
//
// Narrow, for a whole list, asks the index. NarrowPage, for one page, chooses: it goes
// along the list when the text is held by more rows than Tuning's few, or is too short
// for the index; when that does not fill the page soon, it asks the index after all,
// and gathers and sorts what the index finds.
package search

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mtp/internal/portal"
	"mtp/store/database"
	"mtp/store/list"
)

// Index is the index of letters of a table's rows: each of them has a search id there.
// The ids of one organization's rows, or of the portal's own, are a range.
type Index struct {
	table string // its index of letters is named after it
	row   string // the table's name in a list's query
}

// The indexes there are.
var (
	Users          = Index{table: "users", row: "u"}
	Administrators = Index{table: "administrators", row: "a"}
)

// Tuning is by how many rows a way is chosen. It changes how quickly rows are found,
// never which.
type Tuning struct {
	Whole   int // rows of a list that are all looked at for one or two letters, and counted
	Ahead   int // times few that are looked at along the list for one or two letters before the index is asked
	Further int // times few for more letters, of which it is known that they are common
	Counted int // how far what is common is counted
	Rare    int // up to how many rows are always gathered and sorted; more of long lists
}

// Usual is what was measured to be quickest with 100,000 administrators and users.
var Usual = Tuning{Whole: 2_000, Ahead: 5, Further: 15, Counted: 1_000, Rare: 300}

// few is how many matching rows, among the rows of a list, are gathered and sorted more
// quickly than a page of them is found along the list. The more match, the sooner that
// is. To gather one row takes about as long as to look at four.
func (t Tuning) few(rows int) int {
	return max(t.Rare, int(math.Sqrt(float64(rows)*list.PageSize/4)))
}

// Unsearchable reports whether the words hold what no search text does.
func Unsearchable(words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.ContainsFunc(word, unicode.IsControl) })
}

// short reports whether the index of letters cannot be asked for the word itself.
func short(word string) bool { return utf8.RuneCountInString(word) < 3 }

// Narrow narrows the whole list to the rows whose search text holds the words of the
// text.
func (x Index) Narrow(q *list.Query, text string) {
	words := portal.Words(text)
	if len(words) == 0 || Unsearchable(words...) || short(words[0]) {
		x.Along(q, text)
		return
	}
	end := slices.IndexFunc(words, short)
	if end < 0 {
		end = len(words)
	}
	var phrases []string
	for _, word := range words[:end] {
		phrases = append(phrases, Phrase(word))
	}
	x.byLetters(q, strings.Join(phrases, " AND "), 0, math.MaxInt64)
	x.holding(q, words[end:])
}

// Along is Narrow by the way along the list.
func (x Index) Along(q *list.Query, text string) {
	if words := portal.Words(text); Unsearchable(words...) {
		q.Where("FALSE")
	} else {
		x.holding(q, words)
	}
}

func (x Index) holding(q *list.Query, words []string) { holding(q, x.row+".search_text", words) }

// holding narrows the rows to those in which the column holds each of the words.
func holding(q *list.Query, column string, words []string) {
	for _, word := range words {
		q.Where(`INSTR(`+column+`, ?) > 0`, word)
	}
}

// byLetters narrows the list to what the index of letters finds in the range. The
// index comes first: CROSS JOIN keeps the order.
func (x Index) byLetters(q *list.Query, match string, lowest, highest int64) {
	q.From(fmt.Sprintf("%s_search w CROSS JOIN %[1]s %[2]s INDEXED BY %[1]s_words ON %[2]s.search_id = w.rowid", x.table, x.row))
	q.Where(x.table+`_search MATCH ? AND w.rowid BETWEEN ? AND ?`, match, lowest, highest)
}

// OnlyNumbers makes the list that of the table's rows with these row ids.
func (x Index) OnlyNumbers(q *list.Query, numbers []int64) {
	q.Becomes("", nil)
	q.From(fmt.Sprintf("json_each(?) found CROSS JOIN %s %s ON %[2]s.rowid = found.value", x.table, x.row), database.List(numbers))
}

// NarrowPage narrows the list to the rows of its page whose search text holds the words
// of the text, and finds out how many there are in the whole list. The list is of all
// rows of the organization, or of the portal for "", unless it is filtered.
func (x Index) NarrowPage(ctx context.Context, db database.Querier, q *list.Query, t Tuning, organizationID, text string, filtered bool) error {
	words := portal.Words(text)
	if len(words) == 0 || Unsearchable(words...) {
		x.Along(q, text)
		return nil
	}
	p := page{Index: x, db: db, q: q, t: t, words: words, filtered: filtered}
	if err := p.measure(ctx, organizationID); err != nil {
		return err
	}
	return p.narrow(ctx, organizationID == "")
}
