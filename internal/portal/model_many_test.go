package portal_test

import (
	"cmp"
	"errors"
	"fmt"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// many does one thing to several, as a preview and then for good, and says what
// about it broke a rule: each by itself, and that the preview told the truth.
func (w *world) many(kind portal.BulkKind, actor portal.Administrator, count func(name string, err error)) (broken string) {
	b := portal.Bulk{Kind: kind, Role: portal.Roles()[w.IntN(8)], Moves: w.IntN(8)}
	op := operation{name: "many"}
	if kind == portal.RestoreAll {
		op.name = "restore"
	}
	chosen := w.Perm(len(w.people))[:1+w.IntN(min(6, len(w.people)))]
	census := w.census()
	var shown []error
	for _, i := range chosen {
		before := w.people[i]
		after, err := b.Decide(actor, before, census)
		census = census.Count(before, -1).Count(after, 1)
		shown = append(shown, err)
	}
	for n, i := range chosen {
		before, now := w.people[i], w.census()
		for _, a := range w.people { // the transaction reads the actor anew
			if a.ID == actor.ID {
				actor = a
			}
		}
		after, err := b.Decide(actor, before, now)
		count("many: "+string(kind), err)
		if err == nil && kind.MovesAccess() {
			after.OrganizationCount += b.Moves
		}
		w.people[i] = after
		if (err == nil) != (shown[n] == nil) || err != nil && err.Error() != shown[n].Error() {
			return fmt.Sprintf("the preview of %+v said %v, and then it was %v", before, shown[n], err)
		}
		if broken := cmp.Or(w.wrong(op, actor, before, after, now, err), w.broken()); broken != "" {
			return broken
		}
	}
	return ""
}

// importLine does what a line of a file does: it adds somebody, or edits, and then
// suspends or restores, all or nothing.
func (w *world) importLine(actor portal.Administrator) (broken string, err error) {
	if w.IntN(3) == 0 {
		return w.add(actor)
	}
	i := w.target(actor)
	before, census := w.people[i], w.census()
	after, err := portal.EditAdministrator(actor, before, w.draft(before), census)
	op := operation{name: "edit"}
	if err == nil && w.IntN(2) == 0 {
		turn := portal.Suspend
		if before.Status == portal.Suspended {
			turn, op.name = portal.Restore, "restore"
		}
		edited := after
		after, err = turn(actor, edited, census.Count(before, -1).Count(edited, 1))
		if after.Version > edited.Version {
			after.Version = edited.Version // two changes of one line
		}
	}
	if err != nil {
		after = before
	}
	w.people[i] = after
	var f *fault.Error
	if err != nil && !errors.As(err, &f) {
		return "an unexpected failure", err
	}
	return w.wrong(op, actor, before, after, census, err), err
}
