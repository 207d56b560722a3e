package sheet_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/sheet"
)

func TestNamesSurviveBeingOneCell(t *testing.T) {
	for _, names := range [][]string{
		nil, {"Acme"}, {"Acme", "Globex"}, {"A; B", "C"}, {`The "Best" Company`}, {`"`}, {"*"}, {"*", "Acme"}, {"; ;"}, {"=1+1", "'quoted'"}, {"شركة; ب", "Ünïcode"},
	} {
		got, all, err := sheet.Split(sheet.Join(names, false))
		if err != nil || all || !cmp.Equal(names, got) {
			t.Errorf("%q became %q, %t, %v by way of %q", names, got, all, err, sheet.Join(names, false))
		}
	}
	if _, all, err := sheet.Split(sheet.Join(nil, true)); err != nil || !all {
		t.Errorf("all became %t, %v", all, err)
	}
}

func TestNamesAreReadAsPeopleWriteThem(t *testing.T) {
	for cell, want := range map[string][]string{
		"":                   nil,
		" ; ;":               nil,
		"Acme;Globex":        {"Acme", "Globex"},
		" Acme ;  Globex ; ": {"Acme", "Globex"},
		"Acme; Acme":         {"Acme"},
		"Acme\nGlobex":       {"Acme", "Globex"},
		"\u200f\"דוד; שות\" \u200f; Acme\u200b": {"דוד; שות", "Acme"},
	} {
		if got, all, err := sheet.Split(cell); err != nil || all || !cmp.Equal(want, got) {
			t.Errorf("%q became %q, %t, %v", cell, got, all, err)
		}
	}
	if _, _, err := sheet.Split(`"Acme; Globex`); err == nil {
		t.Error("a mark without its other is read")
	}
	if _, _, err := sheet.Split(strings.Repeat(";", 4<<20)); err == nil {
		t.Error("millions of names are read")
	}
	var many []string
	for i := range 19_999 {
		many = append(many, strconv.Itoa(i))
	}
	if got, _, err := sheet.Split(sheet.Join(many, false)); err != nil || len(got) != len(many) {
		t.Errorf("%d of %d names are read: %v", len(got), len(many), err)
	}
}
