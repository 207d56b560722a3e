package sheet

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"mtp/internal/blank"
)

// withoutPreface returns the text without the lines that programs write above the
// names of the columns, each left empty so that the others keep their numbers, and
// the sign that parts the cells if one of them says so: "sep=;" of Excel and
// "#TYPE …" of PowerShell.
func withoutPreface(text []byte) (rest []byte, comma rune) {
	for lines := 0; ; lines++ {
		line, below, found := bytes.Cut(text, []byte("\n"))
		word := strings.ToLower(strings.TrimFunc(string(line[:min(len(line), maxNameShown)]), func(c rune) bool { return c == '"' || blank.Is(c) && c != '\t' }))
		sign, sep := strings.CutPrefix(word, "sep=")
		if !found || !sep && !strings.HasPrefix(word, "#type ") {
			return append(bytes.Repeat([]byte("\n"), lines), text...), comma
		}
		if c, _ := utf8.DecodeRuneInString(sign); sep && (c == ',' || c == ';' || c == '\t') {
			comma = c
		}
		text = below
	}
}

// tidied returns the text without the spaces, and the signs that cannot be seen,
// between a separator and a quotation mark that begins or ends a cell. It uses the
// memory of the text.
func tidied(text []byte, comma rune) []byte {
	const (
		begins = iota // a cell of which there are only spaces yet
		plain
		quoted
		ended // a quoted cell, with only spaces behind it
	)
	out, state, kept := text[:0], begins, 0 // kept is how far out goes without those spaces
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		sign := text[:size]
		text = text[size:]
		switch {
		case state == quoted:
			if c != '"' {
				break
			}
			if bytes.HasPrefix(text, sign) { // a mark within the cell
				out, text = append(out, '"'), text[1:]
				break
			}
			state, kept = ended, len(out)+1
		case c == comma || c == '\n':
			if state == ended {
				out = out[:kept]
			}
			state, kept = begins, len(out)+1
		case c == '"' && state == begins:
			out, state = out[:kept], quoted
		case state == plain, !blank.Is(c):
			state = plain
		}
		out = append(out, sign...)
	}
	if state == ended {
		out = out[:kept]
	}
	return out
}

// MaxCell is how many characters Excel keeps of a cell, counted as UTF-16 does: one
// outside of the first plane of Unicode counts as two.
const MaxCell = 32_767

// TooLong reports whether Guard makes of the cell one that Excel cuts, or that is
// taken for cut when it is read again.
func TooLong(cell string) bool { return excelLength(Guard(cell)[0]) >= MaxCell }

// cut reports whether the cell is as long as one that Excel has cut.
func cut(cell string) bool { return excelLength(cell) == MaxCell }

// cutByExcel is said of such a cell, behind the name of its column.
const cutByExcel = ": the cell holds exactly 32,767 characters, which is where Excel cuts a cell. What followed would be lost. Take the file from a program that keeps long cells, or leave the column out."

// excelLength counts the characters of a cell that is not plainly short.
func excelLength(cell string) (n int) {
	if len(cell) < MaxCell {
		return 0
	}
	for _, c := range cell {
		n += utf16.RuneLen(c)
	}
	return n
}
