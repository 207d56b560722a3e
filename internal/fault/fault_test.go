package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
)

func TestAFailureIsRecognisedHoweverDeepItIsWrapped(t *testing.T) {
	inner := fault.New(fault.Stale, "Someone changed it.")
	for _, err := range []error{inner, fmt.Errorf("save: %w", inner), errors.Join(io.EOF, fmt.Errorf("save: %w", inner))} {
		f, ok := fault.Of(err)
		if !ok || f != inner {
			t.Errorf("Of(%v) = %v, %v", err, f, ok)
		}
		if !fault.Is(err, fault.Stale) || fault.Is(err, fault.Rule) {
			t.Errorf("%v is not of its kind alone", err)
		}
	}
}

func TestEveryOtherErrorIsUnexpected(t *testing.T) {
	for _, err := range []error{nil, io.EOF, fmt.Errorf("read: %w", io.EOF)} {
		if f, ok := fault.Of(err); ok || f != nil {
			t.Errorf("Of(%v) = %v", err, f)
		}
		for k := fault.Unexpected; k <= fault.TooMany; k++ {
			if fault.Is(err, k) {
				t.Errorf("%v is of kind %d", err, k)
			}
		}
	}
}

func TestTheCauseIsForTheLogAndNotInTheText(t *testing.T) {
	err := &fault.Error{Kind: fault.Gone, Text: "This link no longer works.", Err: io.ErrUnexpectedEOF}
	if got, want := err.Error(), "This link no longer works.: unexpected EOF"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got := fault.New(fault.Gone, "This link no longer works.").Error(); got != err.Text {
		t.Errorf("without a cause: %q", got)
	}
}

func TestProblemsOfFieldsAreInvalid(t *testing.T) {
	name := fault.Field{Name: "first_name", Text: "Enter a first name."}
	email := fault.Field{Name: "email", Text: "Enter an email address."}
	for _, tt := range []struct {
		name string
		err  error
		want *fault.Error
	}{
		{"one field", fault.InField(name.Name, name.Text), &fault.Error{Kind: fault.Invalid, Text: name.Text, Fields: []fault.Field{name}}},
		{"two fields, with the words of the first", fault.Fields([]fault.Field{name, email}), &fault.Error{Kind: fault.Invalid, Text: name.Text, Fields: []fault.Field{name, email}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := fault.Of(tt.err)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoProblemsAreNoError(t *testing.T) {
	for _, fields := range [][]fault.Field{nil, {}} {
		if err := fault.Fields(fields); err != nil {
			t.Errorf("got %#v", err)
		}
	}
}
