package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mtp/internal/mail"
	"mtp/internal/portal"
)

// written returns all bytes of the database's files.
func (h *house) written() []byte {
	h.t.Helper()
	files, err := filepath.Glob(filepath.Join(h.folder, DatabaseFile+"*"))
	h.must(err)
	var all []byte
	for _, file := range files {
		b, err := os.ReadFile(file)
		h.must(err)
		all = append(all, b...)
	}
	return all
}

func TestTheDatabaseNeverHoldsATokenOrAPassword(t *testing.T) {
	h := newHouse(t)
	setup, err := h.NewSetupLink(ctx)
	h.must(err)
	secrets := map[string]string{"the set-up token": setup, "the password": nextPassphrase, "the new password": "another " + passphrase}
	out, err := h.SetUp(ctx, By{FormID: "f"}, setup, "Provider", adaDraft, nextPassphrase, nextPassphrase)
	h.must(err)
	h.ada = By{AdministratorID: out.ID}
	ivy := h.ada
	ivy.FormID = "g"
	_, err = h.AddAdministrator(ctx, ivy, draft("Ivy", portal.Manager), nil)
	h.must(err)
	l, _, err := h.NextLetter(ctx)
	h.must(err)
	secrets["the invitation"] = l.Token
	search := func(when string) {
		t.Helper()
		all := h.written()
		if !bytes.Contains(all, []byte("ivy@example.com")) {
			t.Fatal("what was written is not found at all")
		}
		for name, secret := range secrets {
			if bytes.Contains(all, []byte(secret)) {
				t.Errorf("%s, the database holds %s", when, name)
			}
		}
	}
	search("before the delivery")
	if h.number(`SELECT COUNT(*) FROM outbox WHERE sealed_token IS NOT NULL`) != 1 {
		t.Error("the token was not kept for a second try")
	}
	h.must(h.LetterDelivered(ctx, l.ID))
	if h.number(`SELECT COUNT(*) FROM outbox WHERE sealed_token IS NOT NULL`) != 0 {
		t.Error("the sealed token was not erased")
	}
	_, err = h.SetPassword(ctx, By{FormID: "h"}, l.Token, secrets["the new password"], secrets["the new password"])
	h.must(err)
	_, err = h.SignIn(ctx, By{}, "ada@example.com", nextPassphrase, "")
	h.must(err)
	search("after the delivery")
	h.must(h.Store.Close())
	search("after closing")
}

func TestALetterIsTriedAgainAfterLongerAndLongerWaits(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	first, _, err := h.NextLetter(ctx)
	h.must(err)
	for i, wait := range []time.Duration{15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute,
		16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour, time.Hour} {
		h.must(h.LetterFailed(ctx, first.ID, errors.New("451 try later")))
		h.later(wait - time.Millisecond)
		if _, ok, err := h.NextLetter(ctx); ok || err != nil {
			t.Fatalf("due too early after %d failures, %v", i+1, err)
		}
		h.later(time.Millisecond)
		l, ok, err := h.NextLetter(ctx)
		h.must(err)
		if !ok || l.ID != first.ID || l.Token != first.Token || mail.FileName(l) != mail.FileName(first) {
			t.Fatalf("after %d failures: %+v, %v", i+1, l, ok)
		}
	}
	h.must(h.LetterDelivered(ctx, first.ID))
	h.later(24 * time.Hour)
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("a delivered letter is due: %v", err)
	}
}

func TestAFailedLetterLetsOthersPass(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	h.later(time.Second)
	h.invite("Bob", portal.Manager)
	l, _, err := h.NextLetter(ctx)
	h.must(err)
	if l.To != "ivy@example.com" {
		t.Errorf("the newer letter came first: %+v", l)
	}
	h.must(h.LetterFailed(ctx, l.ID, errors.New("no")))
	if l := h.letter(); l.To != "bob@example.com" {
		t.Errorf("letter %+v", l)
	}
}

func TestALetterThatWasWithdrawnMeanwhileIsNoError(t *testing.T) {
	h := newPortal(t)
	ivy := h.invite("Ivy", portal.Manager)
	l, _, err := h.NextLetter(ctx)
	h.must(err)
	_, err = h.DeleteAdministrator(ctx, h.ada, ivy.AdministratorID, "ivy@example.com")
	h.must(err)
	h.must(h.LetterFailed(ctx, l.ID, errors.New("no")))
	h.must(h.LetterDelivered(ctx, l.ID))
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("due: %v", err)
	}
}

func TestLettersSurviveARestart(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	before, _, err := h.NextLetter(ctx)
	h.must(err)
	h.must(h.Store.Close())
	h.Store = h.open()
	h.must(h.ReleaseLetters(ctx))
	if l := h.letter(); l.Token != before.Token || l.Token == "" || l.ID != before.ID {
		t.Errorf("letter %+v", l)
	}
}

func TestARefusedChangeMailsNothing(t *testing.T) {
	h := newPortal(t)
	h.exec(`CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END`)
	if _, err := h.AddAdministrator(ctx, h.ada, draft("Ivy", portal.Manager), nil); err == nil {
		t.Fatal("the change went through")
	}
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("a letter is due, %v", err)
	}
	select {
	case <-h.Mailed():
		t.Error("mail was signalled")
	default:
	}
}

func TestALetterIsGivenToOneOnlyUntilItsClaimEnds(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	other := h.open()
	first, ok, err := h.NextLetter(ctx)
	h.must(err)
	if !ok {
		t.Fatal("no letter is due")
	}
	for _, s := range []*Store{h.Store, other} {
		if _, ok, err := s.NextLetter(ctx); ok || err != nil {
			t.Errorf("it was given twice, %v", err)
		}
	}
	// Killed before it was sent, or sent and killed before it was marked.
	h.later(claimedFor - time.Millisecond)
	if _, ok, _ := other.NextLetter(ctx); ok {
		t.Error("the claim ended early")
	}
	h.later(time.Millisecond)
	again, ok, err := other.NextLetter(ctx)
	if !ok || err != nil || again.ID != first.ID || again.Token != first.Token {
		t.Errorf("%+v, %v, %v", again, ok, err)
	}
	// The portal that starts alone waits for nobody.
	h.must(h.ReleaseLetters(ctx))
	if l := h.letter(); l.ID != first.ID {
		t.Errorf("%+v", l)
	}
	h.later(time.Hour)
	if _, ok, err := other.NextLetter(ctx); ok || err != nil {
		t.Errorf("a marked letter is due, %v", err)
	}
}

func TestALetterThatCannotBeClaimedIsNotGivenAndLetsOthersPassLater(t *testing.T) {
	h := newPortal(t)
	h.invite("Ivy", portal.Manager)
	h.exec(`CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
	if _, ok, err := h.NextLetter(ctx); ok || err == nil {
		t.Errorf("given without a claim: %v, %v", ok, err)
	}
	h.exec(`DROP TRIGGER full`)
	if _, ok, err := h.NextLetter(ctx); !ok || err != nil {
		t.Errorf("not given after all: %v", err)
	}
}

func TestManyWhoAskAtOnceAreNeverGivenTheSameLetter(t *testing.T) {
	h := newPortal(t)
	for i := range 20 {
		h.invite("P"+string(rune('a'+i)), portal.Manager)
	}
	stores := []*Store{h.Store, h.open()}
	var mu sync.Mutex
	given := map[string]int{}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for {
				l, ok, err := stores[i%2].NextLetter(ctx)
				if err != nil {
					t.Error(err)
				}
				if !ok {
					return
				}
				mu.Lock()
				given[l.ID]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for id, n := range given {
		if n != 1 {
			t.Errorf("%s was given %d times", id, n)
		}
	}
	if len(given) != 20 {
		t.Errorf("%d letters were given", len(given))
	}
}
