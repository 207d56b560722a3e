package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"mtp/internal/credential"
	"mtp/internal/digit"
	"mtp/internal/fault"
	"mtp/store/database"
)

const (
	// refusedAnew is for how long further refusals of one kind to one person are
	// counted before they are written.
	refusedAnew = time.Minute
	// mostOfOne is how many kinds of refusals to one person are told apart within the
	// minute; those beyond are told apart by their action alone.
	mostOfOne = 50
	// mostOfStrangers is how many kinds of refusals to those who are not signed in are
	// told apart within the minute; those beyond are counted together, by action.
	mostOfStrangers = 1_000
)

// refusals keeps the audit trail from growing without limit. The first refusal of a
// kind is an entry. Those of the minute after it are counted and become one more entry.
// A kind is who asked, for which action, and about what. Who is not signed in asks as
// the network of the address.
type refusals struct {
	mu    sync.Mutex
	known map[refusal]*repeated
	of    map[string]int // kinds that are known of each person, and of all strangers under ""
}

// refusal is a kind of refusals.
type refusal struct {
	person, address string // who asked: one of both; neither for strangers beyond the most
	action          Action
	about           string // "" for those beyond the most
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

// kind returns which kind a refusal is.
func (r *refusals) kind(t *tx, action Action, about string) refusal {
	key := refusal{person: t.by.person(), action: action,
		about: strings.Join([]string{about, t.target.kind, t.target.id, t.target.name, t.organization.ID}, "\n")}
	if key.person != "" {
		if r.known[key] == nil && r.of[key.person] >= mostOfOne {
			key.about = ""
		}
		return key
	}
	if key.address = credential.AddressKey(t.by.Address); r.known[key] == nil && r.of[""] >= mostOfStrangers {
		return refusal{action: action}
	}
	return key
}

// count counts a refusal and reports whether it needs no entry of its own. One that
// does begins a minute, and forget takes that back.
func (r *refusals) count(t *tx, action Action, about, reason string) (key refusal, again bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known, r.of = map[refusal]*repeated{}, map[string]int{}
	}
	key = r.kind(t, action, about)
	known := r.known[key]
	if known == nil || known.times == 0 && known.over(t.now) {
		if known == nil {
			r.of[key.person]++
		}
		r.known[key] = &repeated{since: t.now}
		return key, false
	}
	known.times++
	known.newest = tx{store: t.store, by: t.by, actor: t.actor, asUser: t.asUser, target: t.target, organization: t.organization}
	known.reason = reason
	return key, true
}

// forget lets the next refusal be written, since the entry of the first one was not.
func (r *refusals) forget(key refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, key)
	r.less(key)
}

// less notes that a kind is known no more.
func (r *refusals) less(key refusal) {
	if r.of[key.person]--; r.of[key.person] <= 0 {
		delete(r.of, key.person)
	}
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
	r.of[key.person]++
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
		r.less(key)
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
	if t.patience == database.Patient { // an item of a job
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
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.address, b.address), cmp.Compare(a.action, b.action), cmp.Compare(a.about, b.about))
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
