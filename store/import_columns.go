package store

import (
	"strings"

	"mtp/internal/blank"
	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/internal/portal"
)

// cell is what stands in a column of a line, nil where the file has no such
// column. field is what forms call it.
type cell struct {
	field, column string
	value         *string
	problem       string // instead of what a form says of the field, "" for that
}

// refusalText is why an item was refused, in sentences.
func refusalText(f *fault.Error, cells ...cell) string {
	return strings.Join(refusalTexts(f, cells...), " ")
}

// refusalTexts are why an item was refused. Of a line of a file they speak by the names
// of its columns: nobody was asked to enter or choose anything.
func refusalTexts(f *fault.Error, cells ...cell) []string {
	if len(f.Fields) == 0 {
		return []string{f.Text}
	}
	var texts []string
	for _, p := range f.Fields {
		text := p.Text
		for _, c := range cells {
			switch {
			case c.field != p.Name:
			case c.problem != "":
				text = c.problem
			case c.value == nil:
				text = "The file has no column " + c.column + "."
			case blank.Trim(*c.value) == "":
				text = c.column + " is empty."
				if c.field == portal.FieldLastName {
					text += " Write - for a person with one name."
				}
			default:
				text = c.column + ": " + p.Text
			}
		}
		texts = append(texts, text)
	}
	return texts
}

// roleCell is the cell that names the role.
func (r AdministratorRow) roleCell() cell {
	c := cell{field: portal.FieldRole, column: "Role"}
	if r.UnknownRole != "" {
		c.problem = portal.RoleProblem(r.UnknownRole)
	}
	if r.Role != nil {
		name := r.Role.String()
		c.value = &name
	}
	return c
}

// MaxImport is how many rows one file may hold.
const MaxImport = 10_000

// tooMany refuses a file of more rows than one import may have.
func tooMany(rows int) error {
	if rows > MaxImport {
		return fault.New(fault.Invalid, "The file has more than "+digit.Grouped(MaxImport)+" rows. Split it into smaller files.")
	}
	return nil
}
