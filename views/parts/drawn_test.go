package parts

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestAPartIsDrawnOnceAndOnlySoManyAreKept(t *testing.T) {
	times := 0
	parts := DrawnOnce(func(n int) templ.Component {
		times++
		return Text(strconv.Itoa(n) + "<")
	})
	show := func(all ...int) string {
		var b strings.Builder
		if err := parts.Of(all...).Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got := show(1, 2, 1); got != "1&lt;2&lt;1&lt;" || times != 2 {
		t.Errorf("%q, drawn %d times", got, times)
	}
	for n := range 2*drawnKept + 7 {
		if got := show(n); got != strconv.Itoa(n)+"&lt;" {
			t.Fatalf("%d is shown as %q", n, got)
		}
		if len(parts.html) > drawnKept {
			t.Fatalf("%d are kept", len(parts.html))
		}
	}
}
