package portal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mtp/internal/portal"
)

// world is a portal in memory. Whoever was deleted stays in it, to be picked
// as an actor or a target again.
type world struct {
	*rand.Rand
	people []portal.Administrator
}

// newWorld returns a portal right after set-up: with Ada alone.
func newWorld(r *rand.Rand) *world {
	return &world{r, []portal.Administrator{ada}}
}

// mayChange states rule 1 by hand.
func mayChange(actor portal.Administrator) bool {
	return actor.Status == portal.Active && actor.Role == portal.AdministratorWithBilling
}

// broken says which of the rules does not hold, or "". Active is counted here
// as the rules word it: set a password, not suspended, not deleted.
func (w *world) broken() string {
	for _, a := range w.people {
		if (a.Status == portal.Active) != (a.HasPassword && a.Status != portal.Suspended && a.Status != portal.Deleted) {
			return fmt.Sprintf("%+v is active and is not", a)
		}
	}
	switch c := w.census(); {
	case c.Admins == 0:
		return "rule 2: no active Admin"
	case c.Billing == 0:
		return "rule 2: nobody active has billing access"
	case c.WithBilling == 0:
		return "rule 3: no active Administrator with Billing"
	}
	return ""
}

// census counts by hand, without the domain's help.
func (w *world) census() portal.Census {
	var c portal.Census
	for _, a := range w.people {
		if a.Status != portal.Active {
			continue
		}
		switch a.Role.String() {
		case "Administrator with Billing":
			c.WithBilling++
			c.Admins++
			c.Billing++
		case "Administrator":
			c.Admins++
		case "Command Runner with Billing", "Billing Only":
			c.Billing++
		}
	}
	return c
}

// actor picks anyone, or half the time one who may change others: without
// that the worlds would stand still.
func (w *world) actor() portal.Administrator {
	if w.IntN(2) == 0 {
		for _, i := range w.Perm(len(w.people)) {
			if mayChange(w.people[i]) {
				return w.people[i]
			}
		}
	}
	return w.people[w.IntN(len(w.people))]
}

// target picks the index of anyone, the actor's more often than chance would.
func (w *world) target(actor portal.Administrator) int {
	if w.IntN(8) == 0 {
		return slices.Index(w.people, actor)
	}
	return w.IntN(len(w.people))
}

// draft returns the form of the administrator with random changes, now and
// then with one that cannot be accepted.
func (w *world) draft(a portal.Administrator) portal.Draft {
	return draftOf(a, func(d *portal.Draft) {
		for range w.IntN(3) {
			switch w.IntN(9) {
			case 0, 1, 2:
				d.Role = portal.Roles()[w.IntN(8)]
			case 3:
				d.AllOrganizations = !d.AllOrganizations
			case 4:
				d.AccessChanges = true
			case 5:
				d.APIAccess = !d.APIAccess
			case 6:
				d.Email = []string{"new@example.com", "not an address"}[w.IntN(2)]
			case 7:
				d.Version--
			case 8:
				d.Role = portal.NoRole
			}
		}
	})
}
