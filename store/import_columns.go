package store

import (
	"strings"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// cell is what stands in a column of a line, nil where the file has no such
// column. field is what forms call it.
type cell struct {
	field, column string
	value         *string
}

// refusalText is why an item was refused, in sentences; of a line of a file by
// the names of its columns, since nobody who made one was asked to enter or
// choose anything.
func refusalText(f *fault.Error, cells ...cell) string {
	if len(f.Fields) == 0 {
		return f.Text
	}
	var texts []string
	for _, p := range f.Fields {
		text := p.Text
		for _, c := range cells {
			switch {
			case c.field != p.Name:
			case c.value == nil:
				text = "The file has no column " + c.column + "."
			case strings.TrimSpace(*c.value) == "":
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
	return strings.Join(texts, " ")
}

// roleCell is the cell that names the role.
func roleCell(r *portal.Role) *string {
	if r == nil {
		return nil
	}
	name := r.String()
	return &name
}
