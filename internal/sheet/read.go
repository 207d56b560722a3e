package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"mtp/internal/fault"
)

// Table is what a file holds of the columns that were asked for.
type Table struct {
	Rows   []Row
	Unread []string // the names of the other columns
}

// Row is one row: its cells in the order of the columns that were asked for, ""
// where it has none, and the line of the file where it begins.
type Row struct {
	Line  int
	Cells []string
}

// invalid is the refusal of a file, in words for who chose it.
func invalid(text string, args ...any) error {
	return fault.New(fault.Invalid, fmt.Sprintf(text, args...))
}

// Read reads a CSV file with the named columns in any order: UTF-8, or UTF-16
// with a byte order mark; parted by comma, semicolon or tab; lines that end in
// LF, CRLF or CR. Rows without any text are left out. A file that is anything
// else, lacks a column or has more than most rows is refused with an Invalid
// fault in one sentence, without reading on. What Guard put before a cell is
// taken off again.
func Read(file []byte, columns []string, most int) (Table, error) {
	text, err := decode(file)
	if err != nil {
		return Table{}, err
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	// A first line such as "sep=;" tells Excel what parts the cells.
	if line, rest, found := bytes.Cut(text, []byte("\n")); found && bytes.HasPrefix(line, []byte("sep=")) {
		text = append([]byte("\n"), rest...) // lines keep their numbers
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return Table{}, invalid("The file is empty.")
	}
	var r *csv.Reader
	var head []string
	best := -1
	for _, comma := range []rune{',', ';', '\t'} {
		candidate := csv.NewReader(bytes.NewReader(text))
		candidate.Comma, candidate.FieldsPerRecord, candidate.ReuseRecord = comma, -1, true
		cells, err := candidate.Read()
		if err != nil {
			continue
		}
		if n := known(cells, columns); n > best {
			best, r, head = n, candidate, slices.Clone(cells)
		}
	}
	if r == nil {
		return Table{}, invalid("The first line cannot be read as the names of columns, parted by comma, semicolon or tab.")
	}
	t, places, err := header(head, columns)
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
		if !slices.ContainsFunc(cells, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue
		}
		if len(t.Rows) == most {
			return t, invalid("The file has more than %s rows. Divide it into smaller ones.", thousands(most))
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line, Cells: make([]string, len(columns))}
		for i, place := range places {
			if place < len(cells) {
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

// decode returns the file as UTF-8 without a byte order mark.
func decode(file []byte) ([]byte, error) {
	text := file
	if bytes.HasPrefix(file, []byte("\xff\xfe")) || bytes.HasPrefix(file, []byte("\xfe\xff")) {
		if len(file)%2 != 0 {
			return nil, invalid("The file ends in the middle of a character. Save it once more and try again.")
		}
		var err error
		if text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(file); err != nil {
			return nil, invalid("The file cannot be read as UTF-16. Save it as CSV in UTF-8.")
		}
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return nil, invalid("The file is not text in UTF-8. Save it as CSV in UTF-8, in Excel “CSV UTF-8”, and try again.")
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, invalid("The file is not a CSV file: it holds what is no text. Save it as CSV in UTF-8 and try again.")
	}
	return text, nil
}

// name is the name of a column as it is compared.
func name(cell string) string {
	return strings.ToLower(strings.Join(strings.Fields(unguarded(cell)), " "))
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

// header finds the place of each column in the first line, and the columns that
// are not asked for.
func header(head, columns []string) (Table, []int, error) {
	var t Table
	places := make([]int, len(columns))
	var missing []string
	for i, column := range columns {
		places[i] = slices.IndexFunc(head, func(cell string) bool { return name(cell) == name(column) })
		if places[i] < 0 {
			missing = append(missing, column)
		}
	}
	if len(missing) == 1 {
		return t, nil, invalid("The first line lacks the column %s.", missing[0])
	}
	if len(missing) > 1 {
		return t, nil, invalid("The first line lacks the columns %s.", strings.Join(missing, ", "))
	}
	for i, cell := range head {
		at := slices.IndexFunc(columns, func(c string) bool { return name(c) == name(cell) })
		switch {
		case at < 0 && strings.TrimSpace(cell) != "":
			t.Unread = append(t.Unread, strings.TrimSpace(cell))
		case at >= 0 && places[at] != i:
			return t, nil, invalid("The first line holds the column %s twice.", columns[at])
		}
	}
	return t, places, nil
}

// unreadable words what the library found wrong with a line.
func unreadable(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return err
	}
	return invalid("Line %d cannot be read: its quotation marks do not match. A mark within a cell is written twice.", p.StartLine)
}

// thousands writes 10000 as "10,000".
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
