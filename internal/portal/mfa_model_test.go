package portal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"mtp/internal/portal"
)

// mfaWorld is a portal of a few people, what they hold and where they have
// come in their sign-ins. Each gives the right password.
type mfaWorld struct {
	*rand.Rand
	people   []portal.Administrator
	holds    []bool // a device or a recovery code of the factor that is on
	sessions [][]portal.Stage
}

// census counts the world's active administrators.
func (w *mfaWorld) census() (c portal.Census) {
	for _, a := range w.people {
		c = c.Count(a, 1)
	}
	return c
}

// enter lets the person sign in as far as it goes, with the domain's decisions
// alone, and reports whether they get in.
func (w *mfaWorld) enter(i int) bool {
	a := &w.people[i]
	stage := portal.FirstStage(*a)
	switch stage {
	case portal.CodeAsked:
		if !w.holds[i] {
			return false
		}
	case portal.EnrolmentDue:
		if portal.EnrolMFA(*a, stage) != nil {
			return false
		}
		a.MFAOn, w.holds[i] = true, true
	}
	return true
}

var mfaOperations = map[string]func(w *mfaWorld, actor, i int) bool{
	"require": func(w *mfaWorld, actor, i int) bool {
		after, err := portal.EditAdministrator(w.people[actor], w.people[i], draftOf(w.people[i], func(d *portal.Draft) { d.RequireMFA = !d.RequireMFA }), w.census())
		w.people[i] = after
		return err == nil
	},
	"sign in": func(w *mfaWorld, _, i int) bool {
		if w.people[i].Status != portal.Active {
			return false
		}
		w.sessions[i] = append(w.sessions[i], portal.FirstStage(w.people[i]))
		return true
	},
	"give a code": func(w *mfaWorld, _, i int) bool { return w.advance(i, portal.CodeAsked, w.holds[i]) },
	"enrol": func(w *mfaWorld, _, i int) bool {
		for n, was := range w.sessions[i] {
			if portal.EnrolMFA(w.people[i], was) == nil && (!w.people[i].MFAOn || w.holds[i]) {
				w.people[i].MFAOn, w.holds[i], w.sessions[i][n] = true, true, portal.Complete
				return true
			}
		}
		return false
	},
	"turn off": func(w *mfaWorld, _, i int) bool {
		if !slices.Contains(w.sessions[i], portal.Complete) || !w.holds[i] || portal.TurnOffMFA(w.people[i]) != nil {
			return false
		}
		w.people[i].MFAOn, w.holds[i] = false, false
		return true
	},
	"reset": func(w *mfaWorld, actor, i int) bool {
		if portal.ResetMFA(w.people[actor], w.people[i]) != nil {
			return false
		}
		w.people[i].MFAOn, w.holds[i], w.sessions[i] = false, false, nil
		return true
	},
	"lose everything": func(w *mfaWorld, _, i int) bool {
		lost := w.holds[i]
		w.holds[i] = false
		return lost
	},
	"log out": func(w *mfaWorld, _, i int) bool { w.sessions[i] = nil; return true },
	"suspend": func(w *mfaWorld, actor, i int) bool {
		after, err := portal.Suspend(w.people[actor], w.people[i], w.census())
		if w.people[i] = after; err == nil {
			w.sessions[i] = nil
		}
		return err == nil
	},
	"restore": func(w *mfaWorld, actor, i int) bool {
		after, err := portal.Restore(w.people[actor], w.people[i], w.census())
		w.people[i] = after
		return err == nil
	},
}

// advance completes a sign-in of the person that waits at the stage.
func (w *mfaWorld) advance(i int, at portal.Stage, can bool) bool {
	for n, was := range w.sessions[i] {
		if can && was != portal.Complete && portal.StageNow(w.people[i], was) == at {
			w.sessions[i][n] = portal.Complete
			return true
		}
	}
	return false
}

// shutOut says who is required to have MFA, cannot set it up and cannot sign
// in, and whom nobody can help; or "".
func (w *mfaWorld) shutOut() string {
	for i, a := range w.people {
		if a.Status != portal.Active {
			continue
		}
		alone := &mfaWorld{people: slices.Clone(w.people), holds: slices.Clone(w.holds)}
		if alone.enter(i) {
			continue
		}
		if w.people[i].MFAOn && !w.holds[i] { // lost: somebody who gets in resets it
			helped := false
			for j, helper := range w.people {
				if j != i && helper.Role == portal.AdministratorWithBilling && helper.Status == portal.Active && alone.enter(j) {
					if portal.ResetMFA(alone.people[j], alone.people[i]) == nil {
						alone.people[i].MFAOn, helped = false, alone.enterAfterReset(i)
						break
					}
				}
			}
			if !helped { // or whoever holds the machine
				recovered, err := portal.Recover(alone.people[i])
				recovered.MFAOn = false // which recovering clears
				alone.people[i] = recovered
				helped = err == nil && alone.enterAfterReset(i)
			}
			if helped {
				continue
			}
		}
		return fmt.Sprintf("%+v is shut out", a)
	}
	return ""
}

func (w *mfaWorld) enterAfterReset(i int) bool {
	w.holds[i] = false
	return w.enter(i)
}

// stuck says which sign-in waits for something that cannot be given, or "".
func (w *mfaWorld) stuck() string {
	for i, a := range w.people {
		for _, was := range w.sessions[i] {
			now := portal.StageNow(a, was)
			switch {
			case now == portal.CodeAsked && !a.MFAOn:
				return fmt.Sprintf("%+v is asked for a code of a factor that is off", a)
			case now == portal.EnrolmentDue && portal.EnrolMFA(a, was) != nil:
				return fmt.Sprintf("%+v must set up MFA and may not", a)
			case now == portal.Complete && was != portal.Complete && (a.RequireMFA || a.MFAOn):
				return fmt.Sprintf("%+v got in without a factor", a)
			}
		}
	}
	return ""
}

func TestNobodyIsRequiredToHaveMFAWhoCanNeitherSetItUpNorSignIn(t *testing.T) {
	names := []string{}
	for name := range mfaOperations {
		names = append(names, name)
	}
	slices.Sort(names)
	r := rand.New(rand.NewPCG(*seed, 1))
	done := map[string]int{}
	for world := range 1200 {
		w := &mfaWorld{Rand: r, holds: make([]bool, 3), sessions: make([][]portal.Stage, 3)}
		for i, role := range []portal.Role{portal.AdministratorWithBilling, portal.AdministratorWithBilling, portal.Manager} {
			w.people = append(w.people, portal.Administrator{ID: fmt.Sprint(i), FirstName: "P", LastName: fmt.Sprint(i), Email: fmt.Sprintf("p%d@example.com", i),
				Role: role, Status: portal.Active, HasPassword: true, Version: 1})
		}
		for step := range 120 {
			name, actor, i := names[r.IntN(len(names))], r.IntN(3), r.IntN(3)
			// Who acts is signed in.
			if slices.Contains([]string{"require", "reset", "suspend", "restore"}, name) && !slices.Contains(w.sessions[actor], portal.Complete) {
				continue
			}
			if mfaOperations[name](w, actor, i) {
				done[name]++
			}
			for _, wrong := range []string{w.stuck(), w.shutOut()} {
				if wrong != "" {
					t.Fatalf("%s\nworld %d, step %d: %s of %d by %d\nagain with: -args -seed %d", wrong, world, step, name, i, actor, *seed)
				}
			}
		}
	}
	for _, name := range names {
		t.Logf("%-16s %5d done", name, done[name])
		if done[name] < 100 {
			t.Errorf("%s: done only %d times, which tells too little", name, done[name])
		}
	}
}
