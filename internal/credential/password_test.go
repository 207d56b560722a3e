package credential

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"

	"mtp/internal/fault"
)

func hash(t *testing.T, password string) string {
	t.Helper()
	got, err := NewHasher(1).Hash(t.Context(), client, password)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAPasswordVerifiesAgainstItsHash(t *testing.T) {
	made := hash(t, "plain wooden kettle")
	if !strings.HasPrefix(made, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q does not state today's parameters", made)
	}
	if made == hash(t, "plain wooden kettle") {
		t.Error("two hashes of one password are equal")
	}
	older, err := argon2id.CreateHash("plain wooden kettle", &argon2id.Params{Memory: 8 * 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, password, hash string
		ok, outdated         bool
	}{
		{"the right password", "plain wooden kettle", made, true, false},
		{"a wrong password", "plain wooden kettles", made, false, false},
		{"spaces are not trimmed", "plain wooden kettle ", made, false, false},
		{"case counts", "Plain wooden kettle", made, false, false},
		{"an older hash still verifies and is outdated", "plain wooden kettle", older, true, true},
		{"composed and decomposed letters are the same", "cafe\u0301 au lait, please", hash(t, "caf\u00e9 au lait, please"), true, false},
		{"10,000 characters", strings.Repeat("x", 10_000), made, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ok, outdated, err := NewHasher(1).Verify(t.Context(), client, tc.password, tc.hash)
			if ok != tc.ok || outdated != tc.outdated || err != nil {
				t.Errorf("got %v, %v, %v; want %v, %v", ok, outdated, err, tc.ok, tc.outdated)
			}
		})
	}
}

func TestAnUnusableHashAnswersFalse(t *testing.T) {
	real := hash(t, "plain wooden kettle")
	for name, bad := range map[string]string{
		"empty":             "",
		"a star":            "*",
		"bcrypt":            "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"cut off":           real[:40],
		"no iterations":     strings.Replace(real, "t=2", "t=0", 1),
		"no lanes":          strings.Replace(real, "p=1", "p=0", 1),
		"4 GiB of memory":   strings.Replace(real, "m=19456", "m=4194304", 1),
		"years of work":     strings.Replace(real, "t=2", "t=4000000000", 1),
		"an empty key":      real[:strings.LastIndex(real, "$")+1],
		"the dummy's own":   dummy,
		"another algorithm": strings.Replace(real, "argon2id", "argon2i", 1),
	} {
		t.Run(name, func(t *testing.T) {
			ok, outdated, err := NewHasher(1).Verify(t.Context(), client, "plain wooden kettle", bad)
			if ok || outdated || err != nil {
				t.Errorf("got %v, %v, %v", ok, outdated, err)
			}
		})
	}
}

func TestTheDummyCostsWhatARealHashCosts(t *testing.T) {
	params, _, _, err := argon2id.DecodeHash(dummy)
	if err != nil || *params != today {
		t.Errorf("dummy has %+v, %v; want %+v", params, err, today)
	}
}

func TestNoMoreHashesAreComputedAtOnceThanTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(2)
		h.slots <- struct{}{}
		h.slots <- struct{}{}
		done := make(chan error, 1)
		go func() {
			_, err := h.Hash(t.Context(), client, "plain wooden kettle")
			done <- err
		}()
		synctest.Wait()
		select {
		case <-done:
			t.Fatal("a third hash was computed beside two others")
		default:
		}
		<-h.slots
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if len(h.slots) != 1 {
			t.Errorf("%d slots are taken after the hash, want 1", len(h.slots))
		}
	})
}

func TestWaitingForASlotEndsAfterFiveSecondsAsTooMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1)
		h.slots <- struct{}{}
		start := time.Now()
		_, _, err := h.Verify(t.Context(), client, "x", "")
		if !fault.Is(err, fault.TooMany) || time.Since(start) != 5*time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}

// client is the address of somebody.
const client = "192.0.2.7"

func TestNoMoreWaitForASlotThanThereArePlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1)
		h.slots <- struct{}{}
		ended := make(chan error)
		ctx, cancel := context.WithCancel(t.Context())
		wait := func(address string, n int) {
			for range n {
				go func() {
					_, err := h.Hash(ctx, address, "x")
					ended <- err
				}()
			}
			synctest.Wait()
		}
		refused := func(address string) {
			t.Helper()
			start := time.Now()
			_, _, err := h.Verify(t.Context(), address, "x", "")
			if f, _ := fault.Of(err); !fault.Is(err, fault.TooMany) || f.RetryAfter != patience || time.Since(start) != 0 {
				t.Errorf("one more of %s got %v after %v", address, err, time.Since(start))
			}
		}
		wait("2001:db8::1", h.places/2)
		refused("2001:db8::2")
		wait(client, h.places/2)
		refused(client)
		wait("192.0.2.8", 1)
		if h.Waiting() != h.places {
			t.Errorf("%d wait", h.Waiting())
		}
		refused("192.0.2.9")
		cancel()
		for range h.places {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
		<-h.slots
		if _, err := h.Hash(t.Context(), client, "x"); err != nil || h.Waiting() != 0 || len(h.by) != 0 {
			t.Errorf("once they are gone: %v, %d wait, %v", err, h.Waiting(), h.by)
		}
	})
}

func TestWaitingForASlotEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHasher(1)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := h.Hash(ended, client, "x"); !errors.Is(err, context.Canceled) {
			t.Errorf("with a free slot: got %v", err)
		}
		h.slots <- struct{}{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := h.Hash(ctx, client, "x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("without a free slot: got %v", err)
		}
	})
}
