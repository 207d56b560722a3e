package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
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
	busy    bool // somebody sees to those who wait
}

// queued is one change, which is undone when do fails.
type queued struct {
	do       func(*sql.Tx) error
	err      error
	panicked any
	done     chan struct{}
}

// together runs do in a transaction that begins with the write lock, and returns
// once it is on disk or undone. do must not commit, and must not wait for another
// change.
func (s *Store) together(do func(*sql.Tx) error) error {
	w := &queued{do: do, done: make(chan struct{})}
	s.writing.mu.Lock()
	s.writing.waiting = append(s.writing.waiting, w)
	if !s.writing.busy {
		s.writing.busy = true
		go s.writeWaiting()
	}
	s.writing.mu.Unlock()
	<-w.done
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
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
			if err = w.run(tx); err == nil && len(some) < mostTogether {
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
func (w *queued) run(tx *sql.Tx) error {
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
	conn, err := s.writer.Conn(ctx)
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
