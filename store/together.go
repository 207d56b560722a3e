package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
	"time"

	"mtp/internal/fault"
)

// mostTogether is how many changes share one commit, so that none waits long for
// those that came after it.
const mostTogether = 32

// writing is the changes that wait for the one connection that writes. Waiting for
// the disk takes longer than most changes, so those that wait are committed
// together: each in a savepoint of its own, and answered once all are on disk.
type writing struct {
	mu      sync.Mutex
	waiting []*queued
	busy    bool          // somebody sees to those who wait
	atMost  time.Duration // a person waits for those before
}

// patience is how long a person's change waits for those before it, unless a test
// has less.
const patience = 10 * time.Second

// tooManyChanges is the answer to a change that waited too long for others.
func tooManyChanges() error {
	return fault.New(fault.Unavailable, "So much is being saved that this had to wait too long. Nothing was changed. Go back and save it again in a few seconds.")
}

// queued is one change, which is undone when do fails.
type queued struct {
	do       func(*sql.Tx) error
	err      error
	panicked any
	done     chan struct{}

	begun, withdrawn bool
}

// together runs do in a transaction that begins with the write lock, and returns
// once it is on disk or undone. do must not commit, and must not wait for another
// change. Whoever is not begun with in time is refused; patient waits however
// long it takes.
func (s *Store) together(patient bool, do func(*sql.Tx) error) error {
	w := &queued{do: do, done: make(chan struct{})}
	s.writing.mu.Lock()
	s.writing.waiting = append(s.writing.waiting, w)
	if !s.writing.busy {
		s.writing.busy = true
		go s.writeWaiting()
	}
	s.writing.mu.Unlock()
	var over <-chan time.Time
	if !patient {
		timer := time.NewTimer(s.writing.atMost)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-w.done:
	case <-over:
		if s.writing.withdraw(w) {
			return tooManyChanges()
		}
		<-w.done
	}
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
}

// withdraw takes the change back unless it was begun with.
func (n *writing) withdraw(w *queued) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.withdrawn = !w.begun
	return w.withdrawn
}

// begin reports whether the change is still wanted, which from then on it is.
func (n *writing) begin(w *queued) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.begun = !w.withdrawn
	return w.begun
}

// number returns how many changes wait.
func (n *writing) number() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.waiting)
}

// next takes the first change that waits; nil when there is none.
func (s *Store) next(last bool) *queued {
	s.writing.mu.Lock()
	defer s.writing.mu.Unlock()
	if len(s.writing.waiting) == 0 {
		s.writing.busy = !last
		return nil
	}
	w := s.writing.waiting[0]
	s.writing.waiting = s.writing.waiting[1:]
	return w
}

// writeWaiting sees to those who wait until there are none.
func (s *Store) writeWaiting() {
	for w := s.next(true); w != nil; w = s.next(true) {
		var some []*queued
		tx, err := s.writer.BeginTx(context.Background(), nil)
		for err == nil && w != nil {
			some = append(some, w)
			if err = s.writing.run(w, tx); err == nil && len(some) < mostTogether {
				w = s.next(false)
			} else {
				break
			}
		}
		switch {
		case len(some) == 0:
			some = []*queued{w}
		case err == nil:
			err = tx.Commit()
		default:
			tx.Rollback()
		}
		for _, w := range some {
			if w.err == nil {
				w.err = err
			}
			close(w.done)
		}
	}
}

// run runs one change in a savepoint. Its error is that of the whole transaction,
// which the others would be lost with.
func (n *writing) run(w *queued, tx *sql.Tx) error {
	if !n.begin(w) {
		return nil
	}
	if _, err := tx.Exec(`SAVEPOINT one`); err != nil {
		return err
	}
	func() {
		defer func() {
			if w.panicked = recover(); w.panicked != nil {
				w.err = fmt.Errorf("panic: %v", w.panicked)
			}
		}()
		w.err = w.do(tx)
	}()
	if w.err != nil {
		if _, err := tx.Exec(`ROLLBACK TO one`); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`RELEASE one`)
	return err
}

// light runs a statement that need not outlive a loss of power: what a browser's
// session holds, and when something was last used. It is not waited for on disk.
func (s *Store) light(ctx context.Context, query string, args ...any) error {
	waiting, cancel := context.WithTimeout(ctx, s.writing.atMost)
	defer cancel()
	conn, err := s.writer.Conn(waiting)
	if err != nil && waiting.Err() != nil && ctx.Err() == nil {
		return tooManyChanges()
	}
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, query, args...)
	if _, back := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA synchronous = FULL`); back != nil {
		return conn.Raw(func(any) error { return driver.ErrBadConn }) // the next connection waits for the disk again
	}
	return err
}
