package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"mtp/internal/blank"
	"mtp/internal/digit"
	"mtp/internal/fault"
)

// Table is what a file holds of the columns that were asked for.
type Table struct {
	Rows    []Row
	Missing []string // the optional columns that it lacks
	Unread  []string // the names of the other columns
}

// Row is one row: its cells in the order of the columns that were asked for, ""
// where it ends before them, and the line of the file where it begins.
type Row struct {
	Line     int
	Cells    []string
	Problems []string // why its cells are not what somebody wrote into them, in sentences
}

// invalid is the refusal of a file, in words for who chose it.
func invalid(text string, args ...any) error {
	return fault.New(fault.Invalid, fmt.Sprintf(text, args...))
}

// Read reads a CSV file with the required columns and, where it has them, the
// optional ones, in any order; a row's cells are in the order of both: UTF-8, or UTF-16
// with a byte order mark; separated by comma, semicolon or tab; lines that end in
// LF, CRLF or CR. Rows without any text are left out. A row of more cells than the
// first line has columns, and one with a cell that was probably cut, has a
// problem. A file that is anything else, lacks a column, has more than most rows, or a row of more cells than
// maxColumns, is refused with an Invalid fault in one sentence, without reading
// on. What Guard put before a cell is taken off again.
func Read(file []byte, required, optional []string, most int) (Table, error) {
	columns := slices.Concat(required, optional)
	text, err := decode(file)
	if err != nil {
		return Table{}, err
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	text, said := withoutPreface(text)
	if len(bytes.TrimFunc(text, blank.Is)) == 0 {
		return Table{}, invalid("The file is empty.")
	}
	r, head, err := begin(text, said, columns)
	if err != nil {
		return Table{}, err
	}
	t, places, err := header(head, columns, len(required))
	if err != nil {
		return t, err
	}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return t, unreadable(err)
		}
		cells = cells[:named(cells)]
		if len(cells) == 0 {
			continue
		}
		if len(t.Rows) == most {
			return t, invalid("The file has more than %s rows. Split it into smaller files.", digit.Grouped(most))
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line, Cells: make([]string, len(columns))}
		if len(cells) > len(head) {
			row.Problems = append(row.Problems, overfull(len(cells), len(head), r.Comma))
		}
		t.nameless(head, cells)
		for i, place := range places {
			if place >= 0 && place < len(cells) {
				if cut(cells[place]) {
					row.Problems = append(row.Problems, columns[i]+cutByExcel)
				}
				row.Cells[i] = unguarded(strings.Clone(cells[place]))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return t, invalid("The file has no rows below the names of its columns.")
	}
	return t, nil
}

// named counts the cells up to the last one with text in it.
func named(cells []string) int {
	for n := len(cells); n > 0; n-- {
		if blank.Trim(cells[n-1]) != "" {
			return n
		}
	}
	return 0
}

// nameless notes that columns without a name hold text.
func (t *Table) nameless(head, cells []string) {
	for i := range min(len(head), len(cells)) {
		if blank.Trim(head[i]) != "" || blank.Trim(cells[i]) == "" {
			continue
		}
		if column := fmt.Sprintf("column %d, which has no name", i+1); !slices.Contains(t.Unread, column) {
			t.Unread = append(t.Unread, column)
		}
	}
}

// overfull says that a line holds more cells than there are columns, as one does
// whose name was taken apart.
func overfull(cells, columns int, comma rune) string {
	sign := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[comma]
	return fmt.Sprintf("The line holds more cells than the first line has columns: %d, not %d. A name with a %s in it stands in quotation marks.", cells, columns, sign)
}

// The first line is what is read three times, once for each sign that may part
// it, and shown. Nobody's table has so many columns, but a file of nothing but
// commas would.
const (
	maxHead    = 64 << 10 // bytes
	maxColumns = 200
)

// begin finds the sign that parts the columns, the one with which the first line
// names most of them, of several the one that the file said, and returns a reader
// behind that line, and its cells up to the last one with text in it.
func begin(text []byte, said rune, columns []string) (*csv.Reader, []string, error) {
	var comma rune
	best := -1
	refused := invalid("The first line cannot be read as the names of at most %d columns, separated by comma, semicolon or tab.", maxColumns)
	for _, sign := range []rune{said, ',', ';', '\t'} {
		if sign == 0 {
			continue
		}
		line := tidied(bytes.Clone(text[:min(len(text), maxHead)]), sign)
		first := reader(line, sign)
		cells, err := first.Read()
		if err != nil {
			continue
		}
		if len(cells) > maxColumns || len(text) > maxHead && first.InputOffset() == int64(len(line)) {
			return nil, nil, refused
		}
		if n := known(cells, columns); n > best {
			best, comma = n, sign
		}
	}
	if best < 0 {
		return nil, nil, refused
	}
	text = tidied(text, comma)
	if line := wide(text, comma); line > 0 {
		return nil, nil, invalid("Line %d holds more than %d cells.", line, maxColumns)
	}
	r := reader(text, comma)
	head, err := r.Read()
	return r, slices.Clone(head[:named(head)]), err
}

// wide returns the line where the first row of more than maxColumns cells begins,
// 0 for none: the reader would hold all of its cells at once. Up to what the
// reader takes for an error, each quotation mark begins or ends what is quoted.
func wide(text []byte, comma rune) int {
	line, begins, cells, quoted := 1, 1, 1, false
	for _, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n':
			if line++; !quoted {
				begins, cells = line, 1
			}
		case rune(c) == comma && !quoted:
			if cells++; cells > maxColumns {
				return begins
			}
		}
	}
	return 0
}

func reader(text []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	return r
}

// decode returns the file as UTF-8 without a byte order mark.
func decode(file []byte) ([]byte, error) {
	text := file
	if bytes.HasPrefix(file, []byte("\xff\xfe")) || bytes.HasPrefix(file, []byte("\xfe\xff")) {
		if len(file)%2 != 0 {
			return nil, invalid("The file ends in the middle of a character. Save it again and try again.")
		}
		var err error
		if text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(file); err != nil {
			return nil, invalid("The file cannot be read as UTF-16. Save it as CSV in UTF-8.")
		}
	}
	text = bytes.TrimLeftFunc(text, blank.Unseen) // a second mark is there when a program took the first for text
	if !utf8.Valid(text) {
		return nil, invalid("The file is not text in UTF-8. Save it as CSV in UTF-8, in Excel “CSV UTF-8”, and try again.")
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, invalid("The file is not a CSV file: it is not text. Save it as CSV in UTF-8 and try again.")
	}
	return text, nil
}

// name is the name of a column as it is compared: without regard to case, to the
// kind of its spaces and to signs that cannot be seen.
func name(cell string) string {
	seen := strings.Map(func(c rune) rune {
		if blank.Unseen(c) {
			return -1
		}
		return c
	}, unguarded(blank.Trim(cell)))
	return strings.ToLower(strings.Join(strings.Fields(seen), " "))
}

// known counts the cells that name a column that is asked for.
func known(cells, columns []string) (n int) {
	for _, cell := range cells {
		if slices.ContainsFunc(columns, func(c string) bool { return name(c) == name(cell) }) {
			n++
		}
	}
	return n
}

// header finds the place of each column in the first line, of which the first ones
// are required, and the columns that are not asked for.
func header(head, columns []string, required int) (Table, []int, error) {
	var t Table
	places := make([]int, len(columns))
	var missing []string
	for i, column := range columns {
		places[i] = slices.IndexFunc(head, func(cell string) bool { return name(cell) == name(column) })
		switch {
		case places[i] >= 0:
		case i < required:
			missing = append(missing, column)
		default:
			t.Missing = append(t.Missing, column)
		}
	}
	if len(missing) == 1 {
		return t, nil, invalid("The first line has no column %s. %s", missing[0], holds(head))
	}
	if len(missing) > 1 {
		return t, nil, invalid("The first line has no columns %s. %s", strings.Join(missing, ", "), holds(head))
	}
	for i, cell := range head {
		at := slices.IndexFunc(columns, func(c string) bool { return name(c) == name(cell) })
		switch {
		case at < 0 && blank.Trim(cell) != "":
			t.Unread = append(t.Unread, blank.Trim(cell))
		case at >= 0 && places[at] != i:
			return t, nil, invalid("The first line names the column %s twice.", columns[at])
		}
	}
	return t, places, nil
}

// maxNamed is how many columns of a file are named, and maxNameShown how much of
// the name of each.
const maxNamed, maxNameShown = 10, 40

// holds says which columns the first line names, for who misspelt one or left the
// line out.
func holds(head []string) string {
	var names []string
	for _, cell := range head {
		if cell = blank.Trim(cell); cell == "" {
			continue
		}
		if letters := []rune(cell); len(letters) > maxNameShown {
			cell = string(letters[:maxNameShown]) + "…"
		}
		names = append(names, "“"+cell+"”")
	}
	if more := len(names) - maxNamed; more > 0 {
		names = append(names[:maxNamed], fmt.Sprintf("%d more", more))
	}
	switch n := len(names); n {
	case 0:
		return "It names none."
	case 1:
		return "It holds " + names[0] + "."
	default:
		return "It holds " + strings.Join(names[:n-1], ", ") + " and " + names[n-1] + "."
	}
}

// unreadable words what the library found wrong with a line.
func unreadable(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return err
	}
	return invalid("Line %d cannot be read: its quotation marks do not match. A mark within a cell is written twice.", p.StartLine)
}
