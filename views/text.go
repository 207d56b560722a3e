package views

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// text is words in one of many cells or lines, escaped as those in braces are. Braces go
// by package fmt, which takes a third of the time in which fifty rows are drawn.
type text string

// Render writes the words.
func (t text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, templ.EscapeString(string(t)))
	return err
}
