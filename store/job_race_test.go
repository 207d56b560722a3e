package store

import (
	"errors"
	"fmt"
	"testing"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

// Whatever meets whatever: each item ends once, what it says is what happened,
// and the rules hold.
func TestJobsImportsAndSingleEditsMeet(t *testing.T) {
	const rounds, count = 4, 24
	for round := range rounds {
		h := newPortal(t)
		other := h.open() // as another process would
		bea := h.add("Bea", portal.AdministratorWithBilling)
		orgs := []string{h.organization("Ant"), h.organization("Bee")}
		var people []By
		for i := range count {
			people = append(people, h.add(fmt.Sprintf("P%02d", i), portal.Roles()[i%8]))
		}
		var ids []string
		start := func(s *Store, by By, kind portal.BulkKind, choose func(id string) error) func() error {
			id, err := s.NewJob(ctx, by, kind, all())
			h.must(err)
			if choose != nil {
				h.must(choose(id))
			}
			ids = append(ids, id)
			return func() error {
				if _, err := s.StartJob(ctx, by, id, 0); err != nil {
					return err
				}
				return s.RunJob(ctx, id)
			}
		}
		imported := func(s *Store, by By) func() error {
			var rows []AdministratorRow
			for i := range count {
				row := AdministratorRow{Line: i + 2, Email: fmt.Sprintf("p%02d@example.com", i), Role: to(portal.HelpDesk), Organizations: to([]string{"Bee"})}
				rows = append(rows, row)
			}
			rows = append(rows, newcomer(count+2, "Nia"))
			id, err := s.PreviewAdministrators(ctx, by, rows, "")
			h.must(err)
			ids = append(ids, id)
			return func() error {
				if _, err := s.StartJob(ctx, by, id, 0); err != nil {
					return err
				}
				return s.RunJob(ctx, id)
			}
		}
		edit := func(s *Store, by By, from int) func() error {
			return func() error {
				for i := from; i < count; i += 2 {
					a, err := findAdministrator(ctx, s.db, byID, people[i].AdministratorID)
					if err != nil {
						return err
					}
					d := a.Draft()
					d.LastName, d.Role = fmt.Sprintf("Edited %d", i), portal.Manager
					if _, err := s.EditAdministrator(ctx, by, a.ID, d, Changes{"+" + orgs[i%2]}); err != nil {
						if _, expected := fault.Of(err); !expected {
							return err
						}
					}
				}
				return nil
			}
		}
		errs := atOnce(
			start(h.Store, h.ada, portal.SuspendAll, nil),
			start(other, bea, portal.ChangeRoles, func(id string) error { return other.ChooseRole(ctx, bea, id, portal.HelpDesk) }),
			start(h.Store, h.ada, portal.AddAccess, func(id string) error { return h.ChooseOrganizations(ctx, h.ada, id, Changes{"+?"}) }),
			start(other, bea, portal.RemoveAccess, func(id string) error { return other.ChooseOrganizations(ctx, bea, id, Changes{"+" + orgs[0]}) }),
			start(other, bea, portal.RequireMFAOfAll, nil),
			start(h.Store, h.ada, portal.RestoreAll, nil),
			start(h.Store, h.ada, portal.ChangeRoles, func(id string) error {
				errs := atOnce( // of two choices at once one is previewed
					func() error { return h.ChooseRole(ctx, h.ada, id, portal.ReadOnlyRole) },
					func() error { return other.ChooseRole(ctx, h.ada, id, portal.BillingOnly) })
				return errors.Join(errs...)
			}),
			imported(h.Store, h.ada), imported(other, bea),
			edit(h.Store, h.ada, 0), edit(other, bea, 1),
			func() error { return h.runAll(ctx) },
		)
		for _, err := range errs {
			if _, expected := fault.Of(err); err != nil && !expected {
				t.Fatalf("round %d: %v", round, err)
			}
		}
		h.must(h.runAll(ctx))
		h.sound()
		boss, err := findAdministrator(ctx, h.db, `a.status = 'active' AND a.role = $1`, portal.AdministratorWithBilling.Key())
		h.must(err)
		for _, id := range ids {
			j, err := h.Job(ctx, boss, "", id)
			h.must(err)
			if j.State == JobDone && (j.Left != 0 || j.Done+j.Failed != j.Affected) {
				t.Errorf("round %d: %+v", round, j)
			}
			entries := h.number(`SELECT COUNT(*) FROM audit WHERE job_id = $1 AND result = 'done' AND action NOT LIKE 'bulk.%'`, id)
			if entries != j.Done {
				t.Errorf("round %d: %d entries of %s with %d done", round, entries, j.Kind, j.Done)
			}
		}
	}
}

// sound fails unless all that must hold does.
func (h *house) sound() {
	h.t.Helper()
	faults, err := h.Check(ctx)
	h.must(err)
	for _, f := range faults {
		h.t.Error(f)
	}
}
