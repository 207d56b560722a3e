package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/fault"
	"mtp/internal/mail"
	"mtp/internal/portal"
)

func TestOnesOwnNameIsChangedAndNothingElse(t *testing.T) {
	h := newPortal(t)
	bob := h.add("Bob", portal.ReadOnlyRole)
	want := h.who(bob)
	h.must(must(h.ChangeName(ctx, bob, " Robert ", "O’Neil")))
	want.FirstName, want.LastName, want.Version = "Robert", "O’Neil", want.Version+1
	if got := h.who(bob); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if e := h.entry(); e.Action != NameChanged || e.ActorID != bob.AdministratorID || !cmp.Equal(e.Changes, []FieldChange{{"First Name", "Bob", "Robert"}, {"Last Name", "Tester", "O’Neil"}}) {
		t.Errorf("entry %+v", e)
	}
	before := h.entries()
	h.unchanged(func() {
		h.must(must(h.ChangeName(ctx, bob, "Robert", "O’Neil")))
		_, err := h.ChangeName(ctx, bob, "", "O’Neil")
		h.refuse(err, fault.Invalid, "first name")
	})
	if h.entries() != before {
		t.Error("nothing changed, and yet there is an entry")
	}
	if faults, err := h.Check(ctx); len(faults) != 0 || err != nil {
		t.Errorf("%q, %v", faults, err)
	}
}

func TestSessionsAreShownWithDeviceAddressAndLastUse(t *testing.T) {
	h := newPortal(t)
	h.session(h.add("Bob", portal.Manager))
	start := func(address, agent string) string {
		id, err := h.SignIn(ctx, By{Address: address}, "ada@example.com", passphrase, agent)
		h.must(err)
		return id
	}
	first := start("192.0.2.1", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")
	h.later(10 * time.Minute)
	second := start("2001:db8::1", "")
	h.later(10 * time.Minute)
	h.at(first, portal.Complete)
	list, err := h.Sessions(ctx, h.ada.AdministratorID)
	h.must(err)
	want := []LiveSession{
		{first, "Firefox on Windows", "192.0.2.1", day.Add(20 * time.Minute)},
		{second, "A program", "2001:db8::1", day.Add(10 * time.Minute)},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
}

func TestEndingOtherSessionsLeavesThisOneAndThoseOfOthers(t *testing.T) {
	h := newPortal(t)
	theirs := h.session(h.add("Bob", portal.Manager))
	this, other := h.session(h.ada), h.session(h.ada)
	n, err := h.EndOtherSessions(ctx, h.ada, this)
	h.must(err)
	if n != 1 {
		t.Errorf("%d ended", n)
	}
	h.at(this, portal.Complete)
	h.at(theirs, portal.Complete)
	_, _, err = h.Session(ctx, other)
	h.refuse(err, fault.Unauthenticated, "")
	if e := h.entry(); e.Action != SessionsEnded || e.TargetID != h.ada.AdministratorID {
		t.Errorf("entry %+v", e)
	}
}

func TestDevicesAreWorded(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15":                   "Safari on Mac",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":           "Edge on Windows",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                                   "Chrome on Linux",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                            "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 OPR/112.0.0.0":            "Opera on ChromeOS",
		"Something (Windows NT 10.0)": "A browser on Windows",
		"Firefox/1.0":                 "Firefox",
		"curl/8.5.0":                  "A program",
		"":                            "A program",
	} {
		if got := device(agent); got != want {
			t.Errorf("%s: %s, want %s", agent, got, want)
		}
	}
}

func TestASignInWithANewDeviceIsToldToThePerson(t *testing.T) {
	h := newPortal(t)
	with := func(agent string) {
		t.Helper()
		_, err := h.SignIn(ctx, By{Address: "192.0.2.9"}, "ada@example.com", passphrase, agent)
		h.must(err)
	}
	with("Firefox/128.0 (Windows)") // the first of all
	with("Firefox/129.0 (Windows)") // a newer version of the same
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Fatalf("told of a known device: %v", err)
	}
	with("Firefox/128.0 (Linux)")
	l := h.letter()
	if l.Kind != mail.NewLogin || l.To != "ada@example.com" || l.From != "192.0.2.9" || l.By != "" ||
		!cmp.Equal(l.Changes, []mail.Change{{What: "Firefox on Linux"}}) {
		t.Errorf("letter %+v", l)
	}
	with("Firefox/128.0 (Linux)")
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Errorf("told twice: %v", err)
	}
}

func TestANewDeviceIsToldOfOnceTheSecondFactorWasGiven(t *testing.T) {
	h, _, secret, _ := waiting(t)
	session, err := h.SignIn(ctx, By{}, "ada@example.com", passphrase, "Chrome/126.0 (Android)")
	h.must(err)
	if _, ok, err := h.NextLetter(ctx); ok || err != nil {
		t.Fatalf("told before: %v", err)
	}
	h.must(h.VerifyCode(ctx, h.ada, session, h.code(secret)))
	if l := h.letter(); l.Kind != mail.NewLogin || l.Changes[0].What != "Chrome on Android" {
		t.Errorf("letter %+v", l)
	}
}
