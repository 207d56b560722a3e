package store

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/mail/mailtest"
	"mtp/internal/portal"
)

// refusal is what a mail server's answer with the code makes of the letter.
func (h *house) refusal(l mail.Letter, code int) error {
	h.t.Helper()
	post := mailtest.Start(h.t)
	post.Refuse(code)
	server, err := mail.ParseServer(post.URL)
	h.must(err)
	if err = server.Sender("portal@example.com", "https://portal.example.com").Send(ctx, l); err == nil {
		h.t.Fatal("the letter was taken")
	}
	return err
}

// fail lets the next letter fail by the code, and returns it.
func (h *house) fail(code int) mail.Letter {
	h.t.Helper()
	l, ok, err := h.NextLetter(ctx)
	h.must(err)
	if !ok {
		h.t.Fatal("no letter is due")
	}
	h.must(h.LetterFailed(ctx, l.ID, h.refusal(l, code)))
	return l
}

func (h *house) undelivered() []UndeliveredLetter {
	h.t.Helper()
	list, err := h.Undelivered(ctx, h.who(h.ada))
	h.must(err)
	w, err := h.Attention(ctx, h.who(h.ada))
	h.must(err)
	if w.Undelivered != len(list) {
		h.t.Errorf("%d letters are counted and %d listed", w.Undelivered, len(list))
	}
	return list
}

// notice puts a letter without a link into the outbox, to Ivy.
func (h *house) notice() By {
	h.t.Helper()
	ivy := h.add("Ivy", portal.Manager)
	_, err := h.EditAdministrator(ctx, h.ada, ivy.AdministratorID, h.form(ivy, func(d *portal.Draft) { d.Role = portal.HelpDesk }), nil)
	h.must(err)
	return ivy
}

func TestALetterThatFailedIsListedUntilItIsDelivered(t *testing.T) {
	h := newPortal(t)
	ivy := h.invite("Ivy", portal.Manager)
	if list := h.undelivered(); len(list) != 0 {
		t.Errorf("a letter that was not tried is listed: %+v", list)
	}
	l := h.fail(451)
	want := UndeliveredLetter{
		ID: l.ID, AdministratorID: ivy.AdministratorID, Name: "Ivy Tester", Email: "ivy@example.com", Kind: mail.Invitation, Since: h.now().UTC(),
		Attempts: 1, Reason: "The mail server put the email off: 451 no.", NextTry: h.now().Add(15 * time.Second).UTC(),
	}
	if list := h.undelivered(); len(list) != 1 || list[0] != want {
		t.Errorf("listed %+v, not %+v", list, want)
	}
	h.later(15 * time.Second)
	h.letter()
	if list := h.undelivered(); len(list) != 0 {
		t.Errorf("a delivered letter is listed: %+v", list)
	}
}

func TestALetterIsGivenUpAfterThreeDaysAndItsTokenErased(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	begun := h.now()
	for range 200 {
		l, ok, err := h.NextLetter(ctx)
		h.must(err)
		if !ok {
			t.Fatal("no letter is due")
		}
		h.must(h.LetterFailed(ctx, l.ID, errors.New("no")))
		next := h.undelivered()[0].NextTry
		if next.IsZero() {
			break
		}
		h.later(next.Sub(h.now()))
	}
	got := h.undelivered()[0]
	if after := h.now().Sub(begun); !got.NextTry.IsZero() || after < 70*time.Hour || after > 72*time.Hour || got.Reason != "The email could not be sent." {
		t.Errorf("after %v: %+v", after, got)
	}
	if h.number(`SELECT COUNT(*) FROM outbox WHERE sealed_token IS NOT NULL`) != 0 {
		t.Error("the token is kept")
	}
	h.later(time.Hour)
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("it is still due: %v", err)
	}
}

func TestALetterThatTheServerRefusesForGoodIsGivenUpAtOnce(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	h.fail(550)
	if got := h.undelivered()[0]; !got.NextTry.IsZero() || got.Attempts != 1 || got.Reason != "The mail server refused the email: 550 no." {
		t.Errorf("%+v", got)
	}
	h.later(48 * time.Hour)
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("it is due again: %v", err)
	}
}

func TestALetterWhoseLinkHasExpiredIsGivenUpAndLetsOthersPass(t *testing.T) {
	h := newPortal(t)
	h.must(h.RequestPasswordReset(ctx, By{}, "ada@example.com"))
	h.later(ResetLifetime - time.Millisecond)
	if l, ok, err := h.NextLetter(ctx); !ok || err != nil || l.Kind != mail.PasswordReset {
		t.Fatalf("%+v, %v", l, err)
	}
	h.later(time.Millisecond)
	h.must(h.ReleaseLetters(ctx))
	h.invite("Ivy", portal.Manager)
	if l := h.letter(); l.Kind != mail.Invitation {
		t.Errorf("letter %+v", l)
	}
	if got := h.undelivered(); len(got) != 1 || !got[0].NextTry.IsZero() || got[0].Reason != "Its link had expired before it could be delivered." {
		t.Errorf("%+v", got)
	}
}

func TestSendingALetterWithALinkAgainMakesANewLink(t *testing.T) {
	for _, code := range []int{451, 550} {
		t.Run(strconv.Itoa(code), func(t *testing.T) {
			h := newPortal(t)
			ivy := h.invite("Ivy", portal.Manager)
			old := h.fail(code)
			out, err := h.ResendLetter(ctx, h.ada, old.ID)
			h.must(err)
			l := h.letter()
			if l.Kind != mail.Invitation || l.To != "ivy@example.com" || l.Token == old.Token || mail.FileName(l) != out.Letter || out.ID != ivy.AdministratorID {
				t.Errorf("%+v, %+v", l, out)
			}
			if _, err := h.OpenLink(ctx, l.Token); err != nil {
				t.Errorf("the new link: %v", err)
			}
			_, err = h.OpenLink(ctx, old.Token)
			h.refuse(err, fault.Gone, "no longer works")
			if list := h.undelivered(); len(list) != 0 {
				t.Errorf("still listed: %+v", list)
			}
			if e := h.entry(); e.Action != LetterSentAgain || e.Result != Done || e.TargetName != "Ivy Tester" {
				t.Errorf("entry %+v", e)
			}
		})
	}
}

func TestSendingANoticeAgainQueuesItForThreeMoreDays(t *testing.T) {
	h := newPortal(t)
	h.notice()
	old := h.fail(550)
	h.later(100 * time.Hour)
	out, err := h.ResendLetter(ctx, h.ada, old.ID)
	h.must(err)
	select {
	case <-h.Mailed():
	default:
		t.Error("the courier was not woken")
	}
	if l := h.fail(451); l.ID != old.ID || !l.At.Equal(old.At) || mail.FileName(l) != out.Letter {
		t.Errorf("%+v", l)
	}
	if got := h.undelivered()[0]; got.Attempts != 1 || !got.NextTry.Equal(h.now().Add(15*time.Second)) {
		t.Errorf("%+v", got)
	}
}

func TestANewerInvitationTakesBackTheOneThatWasGivenUp(t *testing.T) {
	h := newPortal(t)
	ivy := h.invite("Ivy", portal.Manager)
	h.fail(550)
	_, err := h.ResendInvitation(ctx, h.ada, ivy.AdministratorID)
	h.must(err)
	if list := h.undelivered(); len(list) != 0 {
		t.Errorf("listed %+v", list)
	}
}

func TestSendingAgainFollowsTheRules(t *testing.T) {
	h := newPortal(t)
	ivy := h.notice()
	notice := h.fail(550)
	manager := h.add("Bob", portal.Manager)
	h.unchanged(func() {
		_, err := h.ResendLetter(ctx, manager, notice.ID)
		h.refuse(err, fault.Forbidden, "may not add or edit administrators")
	})
	if _, err := h.Undelivered(ctx, h.who(manager)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a Manager sees the list: %v", err)
	}
	_, err := h.ResendLetter(ctx, h.ada, "no such")
	h.refuse(err, fault.NotFound, "no such email")
	_, err = h.ResendLetter(ctx, h.ada, notice.ID)
	h.must(err)
	_, err = h.ResendLetter(ctx, h.ada, notice.ID)
	h.refuse(err, fault.Stale, "in the meantime")
	h.letter()
	_, err = h.ResendLetter(ctx, h.ada, notice.ID)
	h.refuse(err, fault.Stale, "in the meantime")

	// A link belongs to the account's rules: none for who is suspended.
	_, err = h.SendPasswordReset(ctx, h.ada, ivy.AdministratorID)
	h.must(err)
	lost := h.fail(550)
	h.exec(`UPDATE administrators SET status = 'suspended' WHERE id = $1`, ivy.AdministratorID)
	_, err = h.ResendLetter(ctx, h.ada, lost.ID)
	h.refuse(err, fault.Rule, "is suspended")
}

func TestALetterThatWasGivenUpIsKeptForThirtyDays(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	h.fail(550)
	h.later(29 * 24 * time.Hour)
	h.must(h.prune(ctx))
	if list := h.undelivered(); len(list) != 1 {
		t.Errorf("listed %+v", list)
	}
	h.later(2 * 24 * time.Hour)
	h.must(h.prune(ctx))
	if list := h.undelivered(); len(list) != 0 {
		t.Errorf("listed %+v", list)
	}
}

func TestARefusalOfAnAddressThatWasGoodBeforeIsDoubtedForAnHour(t *testing.T) {
	h := newPortal(t)
	h.notice()
	begun := h.now()
	tries := 0
	for {
		h.fail(550)
		tries++
		next := h.undelivered()[0].NextTry
		if next.IsZero() {
			break
		}
		if tries == 1 && next.Sub(begun) > 30*time.Second {
			t.Errorf("the second try comes after %v", next.Sub(begun))
		}
		h.later(next.Sub(h.now()))
	}
	if took := h.now().Sub(begun); tries < 4 || took < time.Hour || took > 2*time.Hour {
		t.Errorf("given up after %d tries and %v", tries, took)
	}
}
