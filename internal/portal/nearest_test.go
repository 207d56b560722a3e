package portal_test

import (
	"strings"
	"testing"

	"mtp/internal/portal"
)

func TestTheNearestNameIsTheOneThatWasMeant(t *testing.T) {
	names := []string{"Contoso Leeds", "Contoso Leith", "Zürich Labs", "ACME", "Bay", strings.Repeat("x", portal.MaxName)}
	for wanted, want := range map[string]string{
		"Contso Leeds":           "Contoso Leeds", // a letter left out
		"Contoso  LEEDS Ltd":     "",              // four more
		"Contosso Leith":         "Contoso Leith", // one too many
		"Cnotoso Leeds":          "Contoso Leeds", // two swapped
		"zurich labs":            "Zürich Labs",   // without its accent
		"Zurch Lab":              "Zürich Labs",
		"Acne":                   "ACME", // one of four
		"Ashe":                   "",     // two of four
		"Boy":                    "Bay",
		"Fabrikam":               "",
		"":                       "",
		strings.Repeat("x", 101): "",
	} {
		if got := portal.Nearest(wanted, names); got != want {
			t.Errorf("%q: got %q, want %q", wanted, got, want)
		}
	}
	if got := portal.Nearest("Acme", nil); got != "" {
		t.Errorf("of no names it is %q", got)
	}
}
