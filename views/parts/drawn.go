package parts

import (
	"context"
	"io"
	"sync"

	"github.com/a-h/templ"
)

// Drawn keeps how parts of pages looked, each by all that it shows, so that what is
// on many pages is drawn once: drawing takes longer than finding what to draw.
type Drawn[Shown comparable] struct {
	draw  func(Shown) templ.Component // of what is shown alone
	lock  sync.RWMutex
	parts map[Shown]string
}

// drawnKept is how many parts of a kind are kept. When there are more, all begin anew.
const drawnKept = 2_000

// DrawnOnce keeps how what is drawn by this looked.
func DrawnOnce[Shown comparable](draw func(Shown) templ.Component) *Drawn[Shown] {
	return &Drawn[Shown]{draw: draw, parts: map[Shown]string{}}
}

// Of is the parts that show these, one after the other.
func (d *Drawn[Shown]) Of(all ...Shown) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, shown := range all {
			if err := d.write(w, shown); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Drawn[Shown]) write(w io.Writer, shown Shown) error {
	part, err := d.part(shown)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, part)
	return err
}

func (d *Drawn[Shown]) part(shown Shown) (string, error) {
	d.lock.RLock()
	part, ok := d.parts[shown]
	d.lock.RUnlock()
	if ok {
		return part, nil
	}
	b := templ.GetBuffer()
	defer templ.ReleaseBuffer(b)
	if err := d.draw(shown).Render(context.Background(), b); err != nil {
		return "", err
	}
	part = b.String()
	d.lock.Lock()
	defer d.lock.Unlock()
	if len(d.parts) >= drawnKept {
		clear(d.parts)
	}
	d.parts[shown] = part
	return part, nil
}
