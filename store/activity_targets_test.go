package store

import (
	"testing"

	"mtp/internal/portal"
)

func TestEntriesSayWhichTargetsCanBeOpened(t *testing.T) {
	h := newPortal(t)
	near, far := h.organization("Near"), h.organization("Far")
	bob := h.add("Bob", portal.AdministratorWithBilling, "+"+near)
	gone := h.invite("Gone", portal.Manager)
	_, err := h.DeleteAdministrator(ctx, h.ada, gone.AdministratorID, h.who(gone).Email)
	h.must(err)
	for first, organization := range map[string]string{"Nea": near, "Fay": far} {
		own := h.ada
		own.OrganizationID = organization
		_, err := h.AddAdministrator(ctx, own, draft(first, portal.Manager), nil)
		h.must(err)
		for user, status := range map[string]string{"user": "invited", "former": "deleted"} {
			name := user + " of " + first
			h.exec(`INSERT INTO users (id, organization_id, first_name, last_name, name_key, username, username_key, email, email_key, search_text, status, password_hash, locked_at, failures, last_login_at, version, created_at, updated_at)
				VALUES ($1, $2, $1, $1, $1, $1, $1, $1, $1, $1, $3, '', 0, 0, 0, 1, 0, 0)`, name, organization, status)
			h.exec(`INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name, organization_id, organization_name, result, reason, changes, search_text)
				SELECT MAX(seq) + 1, 0, '', '', 'nobody', '', '', '', 'x', 'user', $1, $1, $2, '', 'done', '', '[]', '' FROM audit`, name, organization)
		}
	}
	for _, tt := range []struct {
		actor By
		far   bool
	}{{h.ada, true}, {bob, false}} {
		list, err := h.Activity(ctx, h.who(tt.actor), ActivityFilter{})
		h.must(err)
		got := map[string]bool{}
		for _, e := range list.Rows {
			got[e.TargetName] = e.TargetOpen
		}
		for name, want := range map[string]bool{
			"Bob Tester": true, "Gone Tester": true, "Near": false, "Nea Tester": true, "user of Nea": true, "former of Nea": false,
			"Fay Tester": tt.far, "user of Fay": tt.far, "former of Fay": false,
		} {
			if open, there := got[name]; open != want || !there {
				t.Errorf("%s, who is listed: %t, can be opened: %t", name, there, open)
			}
		}
	}
}
