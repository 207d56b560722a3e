package portal_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

var seed = flag.Uint64("seed", rand.Uint64(), "what the model test starts its random operations from")

// operation is something that someone tries. It returns the target as it is
// afterwards.
type operation struct {
	name     string
	operator bool // done by a mailed link or on the machine: nobody acts
	try      func(w *world, actor, target portal.Administrator, c portal.Census) (portal.Administrator, error)
}

var operations = []operation{
	{"edit", false, func(w *world, actor, target portal.Administrator, c portal.Census) (portal.Administrator, error) {
		d := w.draft(target)
		after, err := portal.EditAdministrator(actor, target, d, c)
		if err == nil && d.AccessChanges {
			after.OrganizationCount++
		}
		return after, err
	}},
	{"suspend", false, func(_ *world, actor, target portal.Administrator, c portal.Census) (portal.Administrator, error) {
		return portal.Suspend(actor, target, c)
	}},
	{"restore", false, func(_ *world, actor, target portal.Administrator, c portal.Census) (portal.Administrator, error) {
		return portal.Restore(actor, target, c)
	}},
	{"delete", false, func(_ *world, actor, target portal.Administrator, c portal.Census) (portal.Administrator, error) {
		return portal.DeleteAdministrator(actor, target, c)
	}},
	{"send a reset", false, func(_ *world, actor, target portal.Administrator, _ portal.Census) (portal.Administrator, error) {
		return target, portal.SendPasswordReset(actor, target)
	}},
	{"resend the invitation", false, func(_ *world, actor, target portal.Administrator, _ portal.Census) (portal.Administrator, error) {
		return target, portal.ResendInvitation(actor, target)
	}},
	{"set a password", true, func(_ *world, _, target portal.Administrator, _ portal.Census) (portal.Administrator, error) {
		return portal.SetPassword(target)
	}},
	{"recover", true, func(_ *world, _, target portal.Administrator, _ portal.Census) (portal.Administrator, error) {
		return portal.Recover(target)
	}},
}

func TestRandomOperationsNeverBreakTheRules(t *testing.T) {
	const worlds, steps = 300, 300
	r := rand.New(rand.NewPCG(*seed, 0))
	done, refused := map[string]int{}, map[string]int{}
	kinds := map[fault.Kind]int{}
	count := func(name string, err error) {
		if err == nil {
			done[name]++
			return
		}
		refused[name]++
		f, ok := fault.Of(err)
		if !ok {
			t.Fatalf("seed %d: %s: an unexpected failure: %v", *seed, name, err)
		}
		kinds[f.Kind]++
	}
	for n := range worlds {
		w := newWorld(r)
		for step := range steps {
			var name, broken string
			var err error
			actor := w.actor()
			switch w.IntN(10) {
			case 0:
				name = "add"
				broken, err = w.add(actor)
			case 1, 2, 3, 4:
				kind := portal.BulkKinds()[w.IntN(len(portal.BulkKinds()))]
				name = "many: " + string(kind)
				broken = w.many(kind, actor, count)
			case 5:
				name = "import a line"
				broken, err = w.importLine(actor)
			default:
				op := operations[w.IntN(len(operations))]
				name = op.name
				broken, err = w.change(op, actor)
			}
			if broken == "" {
				broken = w.broken()
			}
			if broken != "" {
				t.Fatalf("%s\nworld %d, step %d: %s by %+v\nagain with: -args -seed %d", broken, n, step, name, actor, *seed)
			}
			if !strings.HasPrefix(name, "many") {
				count(name, err)
			}
		}
	}

	const often = 100
	all := append(operations, operation{name: "add"}, operation{name: "import a line"})
	for _, kind := range portal.BulkKinds() {
		all = append(all, operation{name: "many: " + string(kind)})
	}
	for _, op := range all {
		t.Logf("%-22s %5d done %5d refused", op.name, done[op.name], refused[op.name])
		if done[op.name] < often || refused[op.name] < often {
			t.Errorf("%s: done %d times and refused %d times, which tells too little", op.name, done[op.name], refused[op.name])
		}
	}
	for _, k := range []fault.Kind{fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Rule, fault.Stale, fault.Gone} {
		if kinds[k] < often {
			t.Errorf("refused with kind %d only %d times", k, kinds[k])
		}
	}
}

// add tries to add somebody, and says what about it broke a rule.
func (w *world) add(actor portal.Administrator) (broken string, err error) {
	d := w.draft(w.people[w.target(actor)])
	added, err := portal.Add(actor, d, w.census())
	switch {
	case err != nil:
		if added != (portal.Administrator{}) {
			return fmt.Sprintf("refused, and yet it returned %+v", added), err
		}
		return "", err
	case !mayChange(actor):
		return "added by one who may not", nil
	case added.Status != portal.Invited || added.HasPassword:
		return fmt.Sprintf("added as %+v", added), nil
	}
	added.ID = fmt.Sprint("p", len(w.people))
	w.people = append(w.people, added)
	return "", nil
}

// change tries the operation on somebody, and says what about it broke a rule.
func (w *world) change(op operation, actor portal.Administrator) (broken string, err error) {
	i := w.target(actor)
	before, census := w.people[i], w.census()
	after, err := op.try(w, actor, before, census)
	w.people[i] = after
	return w.wrong(op, actor, before, after, census, err), err
}

// wrong says what about one change broke a rule, "" when nothing did.
func (w *world) wrong(op operation, actor, before, after portal.Administrator, census portal.Census, err error) string {
	switch {
	case err != nil && after != before:
		return fmt.Sprintf("refused, and yet %+v became %+v", before, after)
	case err != nil:
		return ""
	case !op.operator && !mayChange(actor):
		return "done by one who may not"
	case before.Status == portal.Deleted:
		return fmt.Sprintf("%+v was deleted and became %+v", before, after)
	case before.Status == portal.Suspended && (after.Status == portal.Active || after.Status == portal.Invited) && !op.restores():
		return fmt.Sprintf("%+v was suspended and became %+v", before, after)
	case after.ID != before.ID:
		return fmt.Sprintf("%s became %s", before.ID, after.ID)
	case after != before && after.Version != before.Version+1:
		return fmt.Sprintf("changed from version %d to %d", before.Version, after.Version)
	case !op.operator && actor.ID == before.ID && (after.Role != before.Role || after.Status != before.Status ||
		after.AllOrganizations != before.AllOrganizations || after.OrganizationCount != before.OrganizationCount):
		return fmt.Sprintf("%+v made themselves %+v", before, after)
	}
	if counted := census.Count(before, -1).Count(after, 1); counted != w.census() {
		return fmt.Sprintf("the census is %+v and was counted as %+v", w.census(), counted)
	}
	return ""
}

// restores reports whether the operation may bring a suspended one back.
func (op operation) restores() bool { return op.name == "restore" || op.name == "recover" }
