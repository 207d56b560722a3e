package list

import (
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
)

// byName is a list in the order of a text and a number.
func byName(after, before string) Query {
	return New("things", Order{Columns: []string{"name", "id"}}, after, before)
}

func TestACursorLeadsToItsPlace(t *testing.T) {
	for _, values := range [][]any{{"", int64(0)}, {"Ö'\"\n", int64(-1)}, {strings.Repeat("ö", 1_000), int64(1 << 60)}} {
		cursor := Cursor(values, 51)
		for what, tt := range map[string]struct {
			after, before string
			backwards     bool
			where         string
		}{
			"the page after":  {cursor, "", false, "things WHERE (name, id) > ($1, $2)"},
			"the page before": {"", cursor, true, "things WHERE (name, id) < ($1, $2)"},
		} {
			q := byName(tt.after, tt.before)
			at, backwards, err := q.toPlace()
			if err != nil || at.From != 51 || backwards != tt.backwards || q.Matching() != tt.where {
				t.Errorf("%s: %+v, backwards %v, %s, %v", what, at, backwards, q.Matching(), err)
			}
			if diff := gocmp.Diff(values, q.Args()); diff != "" {
				t.Errorf("%s (-given +read):\n%s", what, diff)
			}
		}
	}
}

func TestACursorThatIsNoneIsRefused(t *testing.T) {
	good := Cursor([]any{"a", "b"}, 1)
	for what, bad := range map[string]string{
		"nothing encoded":         "x",
		"a sign of no encoding":   "!",
		"an object without parts": "e30",
		"too few values":          Cursor([]any{"a"}, 1),
		"too many values":         Cursor([]any{"a", "b", "c"}, 1),
		"a row before the first":  Cursor([]any{"a", "b"}, 0),
		"a row beyond all":        Cursor([]any{"a", "b"}, 1<<40+1),
		"a fraction":              Cursor([]any{"a", 1.5}, 1),
		"no value":                Cursor([]any{"a", nil}, 1),
		"a list":                  Cursor([]any{"a", []string{}}, 1),
		"far too long":            Cursor([]any{"a", strings.Repeat("b", maxCursor)}, 1),
	} {
		for _, q := range []Query{byName(bad, ""), byName("", bad)} {
			if _, err := q.ToPlace(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "from its beginning") || q.Conditions() != 0 {
				t.Errorf("%s: %v, %s", what, err, q.Matching())
			}
		}
		_, err := Of([]string{"a"}, bad, "", func(s string) []any { return []any{s, s} }, strings.ToUpper)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s, in memory: %v", what, err)
		}
	}
	q := byName(good, good)
	if _, err := q.ToPlace(); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "not for both") {
		t.Error(err)
	}
}
