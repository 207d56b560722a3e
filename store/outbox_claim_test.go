package store

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestAPagesLetterIsWrittenBeforeTheThousandsThatWait(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	h.exec(`INSERT INTO outbox (id, administrator_id, user_id, kind, letter, sealed_token, created_at, attempts, next_attempt_at, last_error)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3600)
		SELECT 'copy' || i, administrator_id, user_id, kind, letter, sealed_token, created_at, 0, next_attempt_at, '' FROM outbox, n`)
	h.later(time.Second)
	bob := h.invite("Bob", portal.Manager)
	out, err := h.ResendInvitation(ctx, h.ada, bob.AdministratorID)
	h.must(err)
	folder := filepath.Join(t.TempDir(), OutboxFolder)
	courier := &mail.Courier{Box: h.Store, Log: slog.New(slog.DiscardHandler), Sender: mail.Folder{Dir: folder, From: "portal@example.com", URL: "https://portal.example.com"}}
	if got := courier.Deliver(ctx, mail.IDOf(out.Letter)); got != mail.Delivered {
		t.Errorf("it stands at %v", got)
	}
	files, err := os.ReadDir(folder)
	h.must(err)
	if len(files) != 1 || files[0].Name() != out.Letter {
		t.Errorf("%d files: %v", len(files), files)
	}
}

func TestALetterIsClaimedAloneOrSaysWhereItStands(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	out, err := h.ResendInvitation(ctx, h.ada, h.invite("Bob", portal.Manager).AdministratorID)
	h.must(err)
	id := mail.IDOf(out.Letter)
	stands := func(want mail.Standing) {
		t.Helper()
		l, got, err := h.ClaimLetter(ctx, id)
		if err != nil || got != want || (l.ID == id && l.Token != "") != (want == mail.Claimed) {
			t.Errorf("%v, %+v, %v", got, l, err)
		}
	}
	stands(mail.Claimed)
	stands(mail.Waiting)
	h.later(claimedFor)
	stands(mail.Claimed)
	h.must(h.LetterFailed(ctx, id, errors.New("no")))
	stands(mail.PutOff)
	h.later(15 * time.Second)
	stands(mail.Claimed)
	h.must(h.LetterDelivered(ctx, id))
	stands(mail.Delivered)
	if n := h.number(`SELECT COUNT(*) FROM outbox WHERE delivered_at IS NULL AND claimed_until > 0`); n != 0 {
		t.Errorf("%d others were claimed", n)
	}
}
