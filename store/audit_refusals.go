package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"mtp/internal/credential"
	"mtp/internal/digit"
	"mtp/internal/fault"
)

const (
	// refusedAnew is for how long further refusals of one kind to one person are
	// counted before they are written.
	refusedAnew = time.Minute
	// mostRefused is how many persons and kinds are counted at once; those beyond are
	// counted together, by kind.
	mostRefused = 10_000
)

// refusals keeps the audit trail from growing without limit. The first refusal of a
// kind to a person is an entry. Those of the minute after it are counted and become one
// more entry. Who is not signed in counts as one person by the address and the account
// that was asked about.
type refusals struct {
	mu    sync.Mutex
	known map[refusal]*repeated
}

// refusal says what is refused to whom: to a person, or to an address that asked about
// an account.
type refusal struct {
	whom   string
	action Action
	about  string
}

// repeated is how often something was refused since its first entry, and the newest.
type repeated struct {
	since  time.Time
	times  int
	newest tx
	reason string
}

// over reports whether the minute has passed, or the clock stands before it.
func (r *repeated) over(now time.Time) bool {
	return !now.Before(r.since.Add(refusedAnew)) || now.Before(r.since)
}

// count counts a refusal and reports whether it came again, and so needs no entry of
// its own. A first one begins a minute, which forget takes back.
func (r *refusals) count(t *tx, action Action, about, reason string) (key refusal, again bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[refusal]*repeated{}
	}
	key = refusal{whom: t.by.person(), action: action}
	if key.whom == "" {
		key.whom, key.about = credential.AddressKey(t.by.Address), about
	}
	newest := tx{store: t.store, by: t.by, actor: t.actor, asUser: t.asUser, target: t.target, organization: t.organization}
	known := r.known[key]
	if known == nil && len(r.known) >= mostRefused {
		key = refusal{action: action}
		known, newest = r.known[key], tx{store: t.store}
	}
	if known == nil || known.times == 0 && known.over(t.now) {
		r.known[key] = &repeated{since: t.now}
		return key, false
	}
	known.times++
	known.newest, known.reason = newest, reason
	return key, true
}

// forget lets the next refusal be written, since the entry of the first one was not.
func (r *refusals) forget(key refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, key)
}

// keep puts back what take returned and could not be written.
func (r *refusals) keep(key refusal, unwritten *repeated) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.known[key]; known != nil {
		known.times += unwritten.times
		if known.reason == "" {
			known.newest, known.reason = unwritten.newest, unwritten.reason
		}
		return
	}
	r.known[key] = unwritten
}

// take returns what came again and whose minute is over, or all that came again. It
// forgets that, and what is over and did not come again.
func (r *refusals) take(now time.Time, all bool) (due map[refusal]*repeated) {
	r.mu.Lock()
	defer r.mu.Unlock()
	due = map[refusal]*repeated{}
	maps.DeleteFunc(r.known, func(key refusal, again *repeated) bool {
		if !all && !again.over(now) {
			return false
		}
		if again.times > 0 {
			due[key] = again
		}
		return true
	})
	return due
}

// refused writes the entry of a change that was refused, in a transaction of its own,
// since the refused one was undone. What is refused again within a minute is only
// counted, but each item of a job is an entry.
func (s *Store) refused(t *tx, action Action, cause error) error {
	reason := ""
	if f, ok := fault.Of(cause); ok {
		reason = f.Text
	}
	if t.by.JobID != "" {
		return s.writeRefused(t, action, reason)
	}
	key, again := s.refusals.count(t, action, "", reason)
	if again {
		return nil
	}
	err := s.writeRefused(t, action, reason)
	if err != nil {
		s.refusals.forget(key)
	}
	return err
}

// refuse writes the entry of what is refused in a change that stands, such as a
// failed sign-in that counts against the account; what is refused again within a
// minute is only counted. about tells apart what somebody who is not signed in asked
// about.
func (t *tx) refuse(action Action, about, reason string) error {
	key, again := t.store.refusals.count(t, action, about, reason)
	if again {
		return nil
	}
	t.counted = &key
	return t.write(action, Refused, reason, nil)
}

func (s *Store) writeRefused(t *tx, action Action, reason string) error {
	return s.db.Write(t.patience, func(tx *sql.Tx) error {
		t.Tx, t.spokenOf = tx, nil
		if _, err := t.exec(raiseRevision); err != nil {
			return err
		}
		return t.write(action, Refused, reason, nil)
	})
}

// WriteRefusals writes at each tick what was refused again in a minute that is over,
// until ctx ends. Close writes the rest. It calls failed with each error.
func (s *Store) WriteRefusals(ctx context.Context, tick <-chan time.Time, failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := s.writeRefusals(false); err != nil {
				failed(err)
			}
		}
	}
}

// writeRefusals writes an entry for each kind of refusal that came again. What cannot
// be written is kept for the next time.
func (s *Store) writeRefusals(all bool) (err error) {
	now := s.now()
	due := s.refusals.take(now, all)
	for _, key := range slices.SortedFunc(maps.Keys(due), func(a, b refusal) int {
		return cmp.Or(cmp.Compare(a.whom, b.whom), cmp.Compare(a.action, b.action))
	}) {
		again := due[key]
		t := again.newest
		t.ctx, t.now = context.Background(), now
		times := "once more"
		if again.times > 1 {
			times = digit.Grouped(again.times) + " times more"
		}
		if failed := s.writeRefused(&t, key.action, "Refused "+times+" within a minute, the last time: "+again.reason); failed != nil {
			err = errors.Join(err, failed)
			s.refusals.keep(key, again)
		}
	}
	return err
}
