package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"mtp/internal/fault"
)

// mostTogether is how many changes share one commit, so that none waits long for
// those that came after it.
const mostTogether = 32

// writing is the changes that wait for the one connection that writes. Waiting for
// the disk takes longer than most changes, so those that wait are committed
// together: each but the first in a savepoint of its own, and answered once all are
// on disk.
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
	panicked any // with its stack
	done     chan struct{}

	begun, withdrawn bool
}

// together runs do in a transaction that begins with the write lock, and returns
// once it is on disk or undone. do must not commit, and must not wait for another
// change. Whoever is not begun with in time is refused; patient waits however
// long it takes.
func (s *Store) together(patient bool, do func(*sql.Tx) error) error {
	w := &queued{do: do, done: make(chan struct{})}
	if s.writing.first(w) {
		s.write(w, patient)
		if next := s.next(true); next != nil {
			go s.writeWaiting(next)
		}
	} else if !s.await(w, patient) {
		return tooManyChanges()
	}
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
}

// await waits until the change is answered. It reports false when that took too
// long, and the change was taken back.
func (s *Store) await(w *queued, patient bool) bool {
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
			return false
		}
		<-w.done
	}
	return true
}

// first reports whether nobody sees to changes, so that who brought this one does.
// Otherwise the change waits.
func (n *writing) first(w *queued) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.busy {
		n.waiting = append(n.waiting, w)
		return false
	}
	n.busy = true
	return true
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

// writeWaiting sees to the change and to those who wait, until there are none.
func (s *Store) writeWaiting(w *queued) {
	for ; w != nil; w = s.next(true) {
		s.write(w, true) // whoever brought it looks at the clock
	}
}

// write runs the change, and those that wait by then, in one transaction, and
// answers them once it is over.
func (s *Store) write(w *queued, patient bool) {
	some := []*queued{w}
	tx, end, err := s.begin(patient)
	if err == nil {
		// The first has nobody before it who would be lost with it.
		for s.writing.run(w, tx); err == nil && some[0].err == nil && len(some) < mostTogether; {
			if w = s.next(false); w == nil {
				break
			}
			some = append(some, w)
			err = s.writing.runApart(w, tx)
		}
		if err == nil && some[0].err == nil {
			err = tx.Commit()
		} else {
			tx.Rollback()
		}
		end()
	}
	for _, w := range some {
		if w.err == nil {
			w.err = err
		}
		close(w.done)
	}
}

// begin begins a transaction on the connection that writes, which end gives back.
func (s *Store) begin(patient bool) (tx *sql.Tx, end func() error, err error) {
	conn, err := s.toWrite(context.Background(), patient)
	if err != nil {
		return nil, nil, err
	}
	if tx, err = conn.BeginTx(context.Background(), nil); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return tx, conn.Close, nil
}

// toWrite returns the connection that writes. Who waits too long for it is refused,
// unless patient.
func (s *Store) toWrite(ctx context.Context, patient bool) (*sql.Conn, error) {
	if patient {
		return s.writer.Conn(ctx)
	}
	waiting, cancel := context.WithTimeout(ctx, s.writing.atMost)
	defer cancel()
	conn, err := s.writer.Conn(waiting)
	if err != nil && waiting.Err() != nil && ctx.Err() == nil {
		return nil, tooManyChanges()
	}
	return conn, err
}

// run runs one change.
func (n *writing) run(w *queued, tx *sql.Tx) {
	if !n.begin(w) {
		return
	}
	defer func() {
		if w.panicked = recover(); w.panicked != nil {
			w.panicked = fmt.Sprintf("%v\n%s", w.panicked, debug.Stack())
			w.err = fmt.Errorf("panic: %v", w.panicked)
		}
	}()
	w.err = w.do(tx)
}

// runApart runs one change in a savepoint, so that it is undone alone. Its error is
// that of the whole transaction, which the others are lost with.
func (n *writing) runApart(w *queued, tx *sql.Tx) error {
	if _, err := tx.Exec(`SAVEPOINT one`); err != nil {
		return err
	}
	if n.run(w, tx); w.err != nil {
		if _, err := tx.Exec(`ROLLBACK TO one`); err != nil {
			if code(w.err) != 0 { // why the database has undone all of it, as when it cannot be written
				return w.err
			}
			return err
		}
	}
	_, err := tx.Exec(`RELEASE one`)
	return err
}

// light runs a statement that need not outlive a loss of power: what a browser's
// session holds, and when something was last used. It is not waited for on disk.
func (s *Store) light(ctx context.Context, query string, args ...any) error {
	conn, err := s.toWrite(ctx, false)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx) // what has begun is finished, so that saves wait for the disk again
	if _, err := conn.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, query, args...)
	if _, back := conn.ExecContext(ctx, `PRAGMA synchronous = FULL`); back != nil {
		return conn.Raw(func(any) error { return driver.ErrBadConn }) // the next connection waits for the disk again
	}
	return err
}
