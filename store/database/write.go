package database

import (
	"context"
	"database/sql"
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
	busy    bool // a goroutine is doing changes
}

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

// Patient is the patience of a change that waits however long it takes.
const Patient time.Duration = 0

// Write runs do in a transaction that no other change overlaps, and returns once it is
// on disk or undone: do's error undoes it. A change that has not begun within the
// patience is refused as Unavailable. do must not commit, and must not wait for another
// change. A panic in do undoes it too, and is passed on with its stack as text.
func (db *DB) Write(patience time.Duration, do func(*sql.Tx) error) error {
	w := &queued{do: do, done: make(chan struct{})}
	if db.writing.first(w) {
		db.write(w, patience)
		if next := db.next(true); next != nil {
			go db.writeWaiting(next)
		}
	} else if !db.await(w, patience) {
		return tooManyChanges()
	}
	if w.panicked != nil {
		panic(w.panicked)
	}
	return w.err
}

// WriteOne runs one statement as a change of its own, however long that takes.
func (db *DB) WriteOne(ctx context.Context, query string, args ...any) error {
	return db.Write(Patient, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// await waits until the change is answered. It reports false when that took too
// long, and the change was taken back.
func (db *DB) await(w *queued, patience time.Duration) bool {
	var over <-chan time.Time
	if patience != Patient {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-w.done:
	case <-over:
		if db.writing.withdraw(w) {
			return false
		}
		<-w.done
	}
	return true
}

// first reports whether no goroutine is doing changes, so that the caller does this
// one. Otherwise it waits with the others.
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

// withdraw takes the change back unless it has begun.
func (n *writing) withdraw(w *queued) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	w.withdrawn = !w.begun
	return w.withdrawn
}

// begin reports whether the change was not withdrawn. From then on it cannot be.
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

// next takes the first change that waits, nil when there is none. last says that the
// caller then does no more changes.
func (db *DB) next(last bool) *queued {
	db.writing.mu.Lock()
	defer db.writing.mu.Unlock()
	if len(db.writing.waiting) == 0 {
		db.writing.busy = !last
		return nil
	}
	w := db.writing.waiting[0]
	db.writing.waiting = db.writing.waiting[1:]
	return w
}

// writeWaiting does the change and then those that wait, until there are none.
func (db *DB) writeWaiting(w *queued) {
	for ; w != nil; w = db.next(true) {
		db.write(w, Patient) // whoever brought it looks at the clock
	}
}

// write runs the change, and those that wait by then, in one transaction, and
// answers them once it is over.
func (db *DB) write(w *queued, patience time.Duration) {
	some := []*queued{w}
	tx, end, err := db.begin(patience)
	if err == nil {
		// The first needs no savepoint: no change before it could be lost with it.
		for db.writing.run(w, tx); err == nil && some[0].err == nil && len(some) < mostTogether; {
			if w = db.next(false); w == nil {
				break
			}
			some = append(some, w)
			err = db.writing.runApart(w, tx)
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
func (db *DB) begin(patience time.Duration) (tx *sql.Tx, end func() error, err error) {
	conn, err := db.toWrite(context.Background(), patience)
	if err != nil {
		return nil, nil, err
	}
	if tx, err = conn.BeginTx(context.Background(), nil); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return tx, conn.Close, nil
}

// toWrite returns the connection that writes, or refuses when that takes longer than
// the patience.
func (db *DB) toWrite(ctx context.Context, patience time.Duration) (*sql.Conn, error) {
	if patience == Patient {
		return db.writer.Conn(ctx)
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := db.writer.Conn(waiting)
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

// runApart runs one change in a savepoint, so that its failure undoes nothing else.
// When runApart returns an error, the whole transaction is lost.
func (n *writing) runApart(w *queued, tx *sql.Tx) error {
	if _, err := tx.Exec(`SAVEPOINT one`); err != nil {
		return err
	}
	if n.run(w, tx); w.err != nil {
		if _, err := tx.Exec(`ROLLBACK TO one`); err != nil {
			if code(w.err) != 0 { // for this the database undid all, as when it cannot be written
				return w.err
			}
			return err
		}
	}
	_, err := tx.Exec(`RELEASE one`)
	return err
}
