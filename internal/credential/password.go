// Package credential makes and checks what people prove themselves with:
// passwords, the tokens in links, and the key that seals secrets at rest.
// It stores nothing.
package credential

import (
	"context"
	"encoding/base64"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"mtp/internal/fault"
)

// today is what new hashes are made with: OWASP's minimum for Argon2id.
var today = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// patience is how long a computation waits for a slot, and queue how many may
// wait for each. Half of the places is the most that one client address gets,
// so that it cannot keep everybody else from logging in.
const (
	patience = 5 * time.Second
	queue    = 64
)

// dummy is a hash that no password has, as costly to check as a real one.
var dummy = fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s",
	today.Memory, today.Iterations, today.Parallelism,
	base64.RawStdEncoding.EncodeToString(make([]byte, today.SaltLength)),
	base64.RawStdEncoding.EncodeToString(make([]byte, today.KeyLength)))

// Hasher computes Argon2id (RFC 9106) hashes of passwords, 19 MiB each and
// only so many at once, so that a crowd at the sign-in page cannot exhaust
// the memory. It is safe for concurrent use.
type Hasher struct {
	slots chan struct{}

	mu     sync.Mutex
	places int            // for those who compute and those who wait
	taken  int            // of them
	by     map[string]int // the same, by client address
}

// NewHasher returns a Hasher that computes at most limit hashes at once, and
// lets 64 wait for each of them; a limit below 1 means one for each processor.
func NewHasher(limit int) *Hasher {
	if limit < 1 {
		limit = runtime.GOMAXPROCS(0)
	}
	return &Hasher{slots: make(chan struct{}, limit), places: limit * (1 + queue), by: map[string]int{}}
}

// Waiting returns how many hashes are computed or waited for.
func (h *Hasher) Waiting() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.taken
}

// Hash returns, for the client at the address, the password's hash as a PHC string with a fresh salt. The
// password is NFC-normalised and otherwise taken as it is. The error is the
// context's when that ends first, or a TooMany fault: after five seconds of
// waiting for a slot, or at once when too many wait already, from this address
// or from all.
func (h *Hasher) Hash(ctx context.Context, address, password string) (string, error) {
	address = AddressKey(address)
	if err := h.acquire(ctx, address); err != nil {
		return "", err
	}
	defer h.release(address)
	return argon2id.CreateHash(norm.NFC.String(password), &today)
}

// Verify reports whether the password is the one that was hashed, and whether
// the hash should be made anew because its parameters are not today's. With an
// empty or unusable hash the answer is false and takes as long as a real check.
// The errors are those of Hash.
func (h *Hasher) Verify(ctx context.Context, address, password, hash string) (ok, outdated bool, err error) {
	address = AddressKey(address)
	if err := h.acquire(ctx, address); err != nil {
		return false, false, err
	}
	defer h.release(address)
	genuine := usable(hash)
	if !genuine {
		hash = dummy
	}
	match, params, err := argon2id.CheckHash(norm.NFC.String(password), hash)
	if err != nil {
		return false, false, fmt.Errorf("credential: check a hash: %w", err)
	}
	return match && genuine, genuine && *params != today, nil
}

// usable reports whether the hash can be checked at a bearable cost: Argon2
// panics on some parameters, and others ask for gigabytes.
func usable(hash string) bool {
	p, _, _, err := argon2id.DecodeHash(hash)
	return err == nil &&
		p.Memory <= 256*1024 && p.Iterations >= 1 && p.Iterations <= 16 && p.Parallelism >= 1 &&
		p.SaltLength >= 8 && p.KeyLength >= 16 && p.KeyLength <= 64
}

func (h *Hasher) acquire(ctx context.Context, address string) error {
	// With a slot free and the context over, select would choose at random.
	if err := ctx.Err(); err != nil {
		return err
	}
	tooMany := &fault.Error{Kind: fault.TooMany, Text: "The portal is busy. Try again in a few seconds.", RetryAfter: patience}
	if !h.place(address) {
		return tooMany
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		h.leave(address)
		return ctx.Err()
	case <-timer.C:
		h.leave(address)
		return tooMany
	}
}

func (h *Hasher) release(address string) {
	<-h.slots
	h.leave(address)
}

// place takes a place for the address, if there is one.
func (h *Hasher) place(address string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.taken >= h.places || h.by[address] >= h.places/2 {
		return false
	}
	h.taken++
	h.by[address]++
	return true
}

func (h *Hasher) leave(address string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.taken--
	if h.by[address]--; h.by[address] == 0 {
		delete(h.by, address)
	}
}
