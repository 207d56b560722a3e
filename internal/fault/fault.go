// Package fault names the kinds of failure that are expected, with text that
// is safe to show to the person who caused them. Every other error is the
// program's own fault and is shown as one fixed sentence.
package fault

import (
	"errors"
	"time"
)

// Kind says what went wrong, and so which answer fits.
type Kind int

// The kinds. The zero Kind is an unexpected failure.
const (
	Unexpected      Kind = iota
	Invalid              // the input cannot be accepted as it is
	Unauthenticated      // nobody is signed in, or the session has ended
	Forbidden            // the role does not allow it
	NotFound             // there is no such thing, or it is out of reach
	Rule                 // a rule of the portal would be broken
	Stale                // something changed since the form was opened
	Gone                 // a link that was used, replaced or has expired
	TooMany              // too many attempts or too much at once; later it may work
	Unavailable          // the database cannot be written, for example on a full disk
)

// Error is an expected failure. Text and Fields may be shown to anyone who
// could cause it; Err is for the log alone.
type Error struct {
	Kind   Kind
	Text   string
	Fields []Field
	Err    error
	// RetryAfter is how long to wait after TooMany; 0 when it is not known.
	RetryAfter time.Duration
}

// Field is what is wrong with one field of a form.
type Field struct {
	Name string // as the form posts it
	Text string
}

// New returns an error of the kind with the text.
func New(kind Kind, text string) *Error { return &Error{Kind: kind, Text: text} }

// InField returns an Invalid error about one field.
func InField(name, text string) *Error {
	return &Error{Kind: Invalid, Text: text, Fields: []Field{{name, text}}}
}

// Fields returns an Invalid error about the fields, or nil when there are none.
func Fields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: fields[0].Text, Fields: fields}
}

// Error returns the text, followed by the cause when there is one.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Text + ": " + e.Err.Error()
	}
	return e.Text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Of returns the expected failure inside err, and false when it is unexpected.
func Of(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is reports whether err is an expected failure of the kind.
func Is(err error, kind Kind) bool {
	e, ok := Of(err)
	return ok && e.Kind == kind
}
