package sheet

import (
	"errors"
	"io"
	"strings"

	"mtp/internal/blank"
	"mtp/internal/digit"
)

// everything stands for all there is, where a cell holds a list of names.
const everything = "*"

// Join writes names into one cell, parted by semicolons; all is written as "*". A
// name that would be read as something else stands in quotation marks, as a cell
// does in a line.
func Join(names []string, all bool) string {
	if all {
		return everything
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = name
		if name == everything || strings.ContainsAny(name, `;"`) || blank.Trim(name) != name {
			quoted[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, "; ")
}

// maxNames is how many names a cell may hold.
const maxNames = 20_000

// Split reads the names of a cell that Join or a person wrote, each once and
// trimmed. It returns an error when the quotation marks do not match, and when
// there are more than maxNames.
func Split(cell string) (names []string, all bool, err error) {
	if blank.Trim(cell) == everything {
		return nil, true, nil
	}
	if strings.Count(cell, ";") >= maxNames {
		return nil, false, invalid("The cell holds more than %s names.", digit.Grouped(maxNames))
	}
	r := reader(tidied([]byte(cell), ';'), ';')
	seen := map[string]bool{}
	for {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			return names, false, nil
		}
		if err != nil {
			return nil, false, invalid("The quotation marks do not match. A mark within a name is written twice, and the name stands in marks.")
		}
		for _, name := range line {
			if name = blank.Trim(name); name != "" && !seen[name] {
				names, seen[name] = append(names, name), true
			}
		}
	}
}
