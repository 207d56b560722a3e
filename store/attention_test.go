package store

import (
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/portal"
)

func TestWhatWaitsForSomebodyIsWhatTheListsShow(t *testing.T) {
	h := newPortal(t)
	h.noLetters()
	ada := h.who(h.ada)
	want := Attention{}
	look := func(when string) {
		t.Helper()
		got, err := h.Attention(ctx, ada)
		h.must(err)
		if got != want {
			t.Errorf("%s: %+v\nwant %+v", when, got, want)
		}
		for f, n := range map[AdministratorFilter]int{
			{MFA: MFARequired}: got.WithoutMFA, {Status: portal.Invited}: got.Invited, {Status: StatusLocked}: got.Locked, {Status: portal.Suspended}: got.Suspended,
		} {
			list, err := h.Administrators(ctx, ada, "", f)
			h.must(err)
			if list.Total != n {
				t.Errorf("%s: %d are counted, %d listed by %+v", when, n, list.Total, f)
			}
		}
	}
	look("at first")

	acme := h.organization("Acme")
	want.AnyOrganization = true
	ivy := h.invite("Ivy", portal.Manager)
	bob := h.add("Bob", portal.HelpDesk)
	h.require(bob, true)
	lou, sam, del := h.add("Lou", portal.Manager), h.add("Sam", portal.Manager), h.invite("Del", portal.Manager)
	h.exec(`UPDATE administrators SET locked_at = 1 WHERE id = $1`, lou.AdministratorID)
	_, err := h.SuspendAdministrator(ctx, h.ada, sam.AdministratorID)
	h.must(err)
	_, err = h.DeleteAdministrator(ctx, h.ada, del.AdministratorID, h.who(del).Email)
	h.must(err)
	want.Invited, want.WithoutMFA, want.Locked, want.Suspended = 1, 1, 1, 1
	look("with one of each")

	h.later(InvitationLifetime + time.Minute)
	want.Expired = 1
	look("after the link expired")

	own := h.ada
	own.OrganizationID = acme
	_, err = h.AddAdministrator(ctx, own, portal.Draft{FirstName: "Otto", LastName: "Own", Email: "otto@acme.example", Role: portal.Manager, RequireMFA: true}, nil)
	h.must(err)
	look("an organization's own administrator does not count")

	_, err = h.ResendInvitation(ctx, h.ada, ivy.AdministratorID)
	h.must(err)
	want.Expired = 0
	look("after another invitation")
}

func TestOnlyWhoManagesIsToldWhatWaits(t *testing.T) {
	h := newPortal(t)
	for _, r := range portal.Roles() {
		_, err := h.Attention(ctx, portal.Administrator{ID: "x", Role: r, Status: portal.Active})
		if r == portal.AdministratorWithBilling {
			h.must(err)
		} else if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", r, err)
		}
	}
}
