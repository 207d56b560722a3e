package portal_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"mtp/internal/portal"
)

func TestEachKindOfBulkActionHasOneRow(t *testing.T) {
	source, err := os.ReadFile("bulk.go")
	if err != nil {
		t.Fatal(err)
	}
	var declared []portal.BulkKind
	for _, found := range regexp.MustCompile(`BulkKind += "([a-z-]+)"`).FindAllSubmatch(source, -1) {
		declared = append(declared, portal.BulkKind(found[1]))
	}
	slices.Sort(declared)
	if rows := slices.Sorted(slices.Values(portal.BulkKinds())); len(rows) == 0 || !slices.Equal(rows, declared) {
		t.Errorf("rows of %q, kinds %q", rows, declared)
	}
}
