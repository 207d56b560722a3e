package store

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"mtp/internal/credential"
	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

// waiting is a portal in which Ada's sign-in waits for a code of the secret.
func waiting(t *testing.T) (h *house, session, secret string, codes []string) {
	t.Helper()
	h = newPortal(t)
	secret, codes = h.enrol(h.ada, h.session(h.ada))
	h.noLetters()
	return h, h.signIn(h.ada), secret, codes
}

func TestACodeCompletesTheSignInOnce(t *testing.T) {
	h, session, secret, _ := waiting(t)
	second := h.signIn(h.ada)
	h.at(session, portal.CodeAsked)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.at(session, portal.Complete)
	if e := h.entry(); e.Action != SignedIn || e.ActorName != "Ada Lovelace" {
		t.Errorf("entry %+v", e)
	}
	h.refuse(h.VerifyCode(ctx, h.ada, second, h.code(secret)), fault.Invalid, "used before")
	h.at(second, portal.CodeAsked)
	if e := h.entry(); e.Action != SecondFactor || e.Result != Refused {
		t.Errorf("entry %+v", e)
	}
	h.later(30 * time.Second)
	h.must(h.VerifyCode(ctx, h.ada, second, h.code(secret)))
}

func TestOfSeveralWhoGiveOneCodeAtOnceOneIsLetIn(t *testing.T) {
	h, _, secret, codes := waiting(t)
	other := h.open() // as another process would
	for name, verify := range map[string]func(s *Store, session string) error{
		"of the app":  func(s *Store, session string) error { return s.VerifyCode(ctx, h.ada, session, h.code(secret)) },
		"of recovery": func(s *Store, session string) error { return s.VerifyRecoveryCode(ctx, h.ada, session, codes[0]) },
	} {
		var all []func() error
		for i := range 4 {
			session, s := h.signIn(h.ada), h.Store
			if i%2 == 1 {
				s = other
			}
			all = append(all, func() error { return verify(s, session) })
		}
		won := 0
		for _, err := range atOnce(all...) {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d were let in", name, won)
		}
	}
}

func TestACodeIsAcceptedHoweverItIsTyped(t *testing.T) {
	h, _, secret, codes := waiting(t)
	for _, typed := range []func(code string) string{
		func(code string) string { return code[:3] + "-" + code[3:] },
		func(code string) string { return " " + code[:3] + " " + code[3:] },
		func(code string) string { return "\u200e" + code + "\u200b" },
		func(code string) string { // of full width
			return strings.Map(func(c rune) rune { return c - '0' + '０' }, code)
		},
	} {
		h.must(h.VerifyCode(ctx, h.ada, h.signIn(h.ada), typed(h.code(secret))))
		h.later(30 * time.Second)
	}
	h.must(h.VerifyRecoveryCode(ctx, h.ada, h.signIn(h.ada), "\u202a"+strings.ToLower(strings.ReplaceAll(codes[0], "-", " "))+"\u202c"))
}

func TestACodeOfAWrongClockIsRefusedAndSaysWhatTimeItIs(t *testing.T) {
	for name, tc := range map[string]struct {
		off  time.Duration // of the phone's clock
		want string
	}{
		"slow":         {-4 * time.Minute, "The clock of your phone is wrong, about 4 minutes slow: it is NOW now."},
		"fast":         {9 * time.Minute, "The clock of your phone is wrong, about 9 minutes fast: it is NOW now."},
		"a step ahead": {30 * time.Second, ""},
		"too far":      {11 * time.Minute, "This code is not right, or it was used before."},
	} {
		t.Run(name, func(t *testing.T) {
			h, session, secret, _ := waiting(t)
			now := h.now().UTC().Format("2006-01-02 15:04 UTC")
			code, err := totp.GenerateCode(secret, h.now().Add(tc.off))
			h.must(err)
			if tc.want == "" {
				h.must(h.VerifyCode(ctx, h.ada, session, code))
				return
			}
			h.refuse(h.VerifyCode(ctx, h.ada, session, code), fault.Invalid, strings.ReplaceAll(tc.want, "NOW", now))
			h.at(session, portal.CodeAsked)
			if n := h.number(`SELECT failures FROM throttle WHERE failures > 0`); n != 1 {
				t.Errorf("%d wrong codes are counted", n)
			}
			if e := h.entry(); e.Result != Refused || strings.Contains(tc.want, "clock") != strings.Contains(e.Reason, "clock") {
				t.Errorf("entry %+v", e)
			}
		})
	}
}

func TestACodeThatWasToldToBeEarlyIsNotGoodWhenItsTimeHasCome(t *testing.T) {
	h, session, secret, _ := waiting(t)
	guessed, err := totp.GenerateCode(secret, h.now().Add(5*time.Minute))
	h.must(err)
	h.refuse(h.VerifyCode(ctx, h.ada, session, guessed), fault.Invalid, "5 minutes fast")
	h.refuse(h.VerifyCode(ctx, h.ada, session, guessed), fault.Invalid, "5 minutes fast")
	h.later(5 * time.Minute)
	if h.code(secret) != guessed {
		t.Fatal("the code's time has not come")
	}
	h.refuse(h.VerifyCode(ctx, h.ada, session, guessed), fault.Invalid, "This code is not right")
	h.later(30 * time.Second)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
}

func TestAWrongClockIsToldWhereverACodeIsAsked(t *testing.T) {
	h := newPortal(t)
	session := h.session(h.ada)
	e, err := h.NewEnrolment(ctx, h.who(h.ada))
	h.must(err)
	code := func(secret string) string {
		code, err := totp.GenerateCode(secret, h.now().Add(-3*time.Minute))
		h.must(err)
		return code
	}
	_, err = h.Enrol(ctx, h.ada, session, e.Sealed, code(e.Secret), Proof{})
	h.refuse(err, fault.Invalid, "3 minutes slow")
	secret, _ := h.enrol(h.ada, session)
	err = h.TurnOffMFA(ctx, h.ada, session, Proof{Password: passphrase, Code: code(secret)})
	h.refuse(err, fault.Invalid, "3 minutes slow")
}

func TestARestartDoesNotMakeAUsedCodeGoodAgain(t *testing.T) {
	h, session, secret, codes := waiting(t)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.must(h.VerifyRecoveryCode(ctx, h.ada, h.signIn(h.ada), codes[3]))
	second := h.signIn(h.ada)
	h.must(h.Store.Close())
	h.Store = h.open()
	h.refuse(h.VerifyCode(ctx, h.ada, second, h.code(secret)), fault.Invalid, "used before")
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, second, codes[3]), fault.Invalid, "used before")
	h.later(30 * time.Second)
	h.must(h.VerifyCode(ctx, h.ada, second, h.code(secret)))
}

func TestWrongCodesMakeTheNextOneWait(t *testing.T) {
	h, session, secret, codes := waiting(t)
	for range credential.FreeAccount {
		h.refuse(h.VerifyCode(ctx, h.ada, session, "000000"), fault.Invalid, "")
	}
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, session, "AAAAA-AAAAA"), fault.Invalid, "") // the sixth
	err := h.VerifyCode(ctx, h.ada, session, h.code(secret))
	h.refuse(err, fault.TooMany, "Wait 1 second")
	if f, _ := fault.Of(err); f.RetryAfter != time.Second {
		t.Errorf("retry after %v", f.RetryAfter)
	}
	h.refuse(h.VerifyRecoveryCode(ctx, h.ada, h.signIn(h.ada), codes[0]), fault.TooMany, "") // in another session too
	h.must(h.Store.Close())
	h.Store = h.open()
	h.refuse(h.VerifyCode(ctx, h.ada, session, h.code(secret)), fault.TooMany, "") // and after a restart
	h.later(time.Second)
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	h.later(30 * time.Second)
	second := h.signIn(h.ada)
	h.refuse(h.VerifyCode(ctx, h.ada, second, "000000"), fault.Invalid, "")
	h.must(h.VerifyCode(ctx, h.ada, second, h.code(secret))) // counted from nothing again
}

func TestTheThirdWrongCodeAfterARightPasswordIsToldToThePerson(t *testing.T) {
	h, session, _, _ := waiting(t)
	stranger := h.ada
	stranger.Address = "198.51.100.7"
	for i := range 5 {
		h.refuse(h.VerifyCode(ctx, stranger, session, "000000"), fault.Invalid, "")
		if n := h.number(`SELECT COUNT(*) FROM outbox`); (n == 1) != (i >= 2) {
			t.Fatalf("%d letters after %d wrong codes", n, i+1)
		}
	}
	l := h.letter()
	if l.Kind != mail.WrongCodes || l.To != "ada@example.com" || l.From != "198.51.100.7" {
		t.Errorf("letter %+v", l)
	}
}

func TestACodeIsOnlyForOnesOwnLiveSession(t *testing.T) {
	h, session, secret, _ := waiting(t)
	bob := h.add("Bob", portal.Manager)
	h.refuse(h.VerifyCode(ctx, bob, session, h.code(secret)), fault.Unauthenticated, "")
	h.refuse(h.VerifyCode(ctx, h.ada, "unknown", h.code(secret)), fault.Unauthenticated, "")
	h.later(SignInLifetime - time.Millisecond)
	h.at(session, portal.CodeAsked)
	h.later(time.Millisecond)
	_, _, err := h.Session(ctx, session)
	h.refuse(err, fault.Unauthenticated, "Log in again")
	h.refuse(h.VerifyCode(ctx, h.ada, session, h.code(secret)), fault.Unauthenticated, "")
}

func TestWhoKnowsOnlyThePasswordEndsNobodysSessions(t *testing.T) {
	h, mine, secret, _ := waiting(t)
	h.must(h.VerifyCode(ctx, h.ada, mine, h.code(secret)))
	for range MaxSessions + 2 {
		_, err := change(ctx, h.Store, By{}, SignedIn, func(t *tx) (string, error) {
			return t.startSession(h.who(h.ada), portal.CodeAsked, "")
		})
		h.must(err)
	}
	h.at(mine, portal.Complete)
	if n := h.number(`SELECT COUNT(*) FROM sessions WHERE stage = 'code'`); n != MaxSessions {
		t.Errorf("%d sign-ins wait", n)
	}
	if list, err := h.Sessions(ctx, h.ada.AdministratorID); len(list) != 2 || err != nil {
		t.Errorf("%d sessions are shown, %v", len(list), err)
	}
}

func TestTheEleventhSignInThatIsCompletedEndsTheOldestSession(t *testing.T) {
	h, session, secret, _ := waiting(t)
	first := h.number(`SELECT COUNT(*) FROM sessions WHERE stage = 'complete'`)
	for range MaxSessions - first {
		h.session(h.ada)
	}
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	if n := h.number(`SELECT COUNT(*) FROM sessions WHERE stage = 'complete'`); n != MaxSessions {
		t.Errorf("%d sessions", n)
	}
	h.at(session, portal.Complete)
}
