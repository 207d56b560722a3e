package store

import (
	"fmt"
	"sync"
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// atOnce runs all and returns their errors.
func atOnce(all ...func() error) []error {
	errs := make([]error, len(all))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, do := range all {
		wg.Go(func() {
			<-start
			errs[i] = do()
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func TestOfTwoWhoRemoveEachOtherExactlyOneSucceeds(t *testing.T) {
	const rounds = 25
	for name, remove := range map[string]func(s *Store, by, whom By, d portal.Draft) error{
		"by another role": func(s *Store, by, whom By, d portal.Draft) error {
			d.Role = portal.Manager
			_, err := s.EditAdministrator(ctx, by, whom.AdministratorID, d, nil)
			return err
		},
		"by suspending": func(s *Store, by, whom By, d portal.Draft) error {
			_, err := s.SuspendAdministrator(ctx, by, whom.AdministratorID)
			return err
		},
		"by deleting": func(s *Store, by, whom By, d portal.Draft) error {
			_, err := s.DeleteAdministrator(ctx, by, whom.AdministratorID, d.Email)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newPortal(t)
			other := h.open() // as another process would
			bea := h.add("Bea", portal.AdministratorWithBilling)
			for round := range rounds {
				adaForm, beaForm := h.form(h.ada, nil), h.form(bea, nil)
				second := h.Store
				if round%2 == 1 {
					second = other
				}
				errs := atOnce(
					func() error { return remove(h.Store, h.ada, bea, beaForm) },
					func() error { return remove(second, bea, h.ada, adaForm) },
				)
				if (errs[0] == nil) == (errs[1] == nil) {
					t.Fatalf("round %d: %v and %v", round, errs[0], errs[1])
				}
				for _, err := range errs {
					if err != nil && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unauthenticated) {
						t.Errorf("round %d: refused with %v", round, err)
					}
				}
				if c, err := readCensus(ctx, h.db, "", upToTwo); err != nil || c.WithBilling != 1 {
					t.Fatalf("round %d: census %+v, %v", round, c, err)
				}
				h.exec(`UPDATE administrators SET status = 'active', role = 'administrator-with-billing', password_hash = '!'`)
			}
		})
	}
}

func TestOfEightWhoSaveTheSameFormOneWins(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.Manager)
	for round := range 5 {
		form := h.form(bob, nil)
		var all []func() error
		for i := range 8 {
			d := form
			d.LastName = fmt.Sprintf("Writer %d of %d", i, round)
			all = append(all, func() error {
				_, err := h.EditAdministrator(ctx, h.ada, bob.AdministratorID, d, nil)
				return err
			})
		}
		won, name := 0, ""
		for i, err := range atOnce(all...) {
			if err == nil {
				won, name = won+1, fmt.Sprintf("Writer %d of %d", i, round)
			} else if !fault.Is(err, fault.Stale) {
				t.Errorf("writer %d: %v", i, err)
			}
		}
		if a := h.who(bob); won != 1 || a.LastName != name || a.Version != form.Version+1 {
			t.Errorf("%d won, %+v", won, a)
		}
	}
}

func TestALinkThatIsUsedTwiceAtOnceWorksOnce(t *testing.T) {
	h := newPortal(t)
	_, token := h.link(invitation)
	use := func() error {
		_, err := h.SetPassword(ctx, By{}, token, nextPassphrase, nextPassphrase)
		return err
	}
	errs := atOnce(use, use)
	if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.Gone) && !fault.Is(errs[1], fault.Gone) {
		t.Errorf("%v and %v", errs[0], errs[1])
	}
}

func TestAFormThatIsSubmittedTwiceAtOnceIsDoneOnce(t *testing.T) {
	h := newPortal(t)
	for round := range 10 {
		form := h.ada
		form.FormID = fmt.Sprint("f", round)
		add := func() error { _, err := h.AddOrganization(ctx, form, fmt.Sprint("Acme ", round)); return err }
		for _, err := range atOnce(add, add, add) {
			h.must(err)
		}
	}
	if n := h.number(`SELECT COUNT(*) FROM organizations`); n != 10 {
		t.Errorf("%d organizations", n)
	}
}

func TestOneAddressIsGivenOnceAtOnce(t *testing.T) {
	h := newPortal(t)
	add := func() error { _, err := h.AddAdministrator(ctx, h.ada, draft("Bob", portal.Manager), nil); return err }
	won := 0
	for _, err := range atOnce(add, add, add, add) {
		if err == nil {
			won++
		} else if !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	}
	if won != 1 || h.number(`SELECT COUNT(*) - MAX(seq) FROM audit`) != 0 {
		t.Errorf("%d added", won)
	}
}
