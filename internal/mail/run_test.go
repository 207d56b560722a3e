package mail

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// queue is an outbox in memory.
type queue struct {
	mu                sync.Mutex
	due               []Letter
	delivered, failed []string
	broken            error
	unmarkable        error         // what marking answers
	claims            time.Duration // how long a claim takes
}

func (q *queue) NextLetter(ctx context.Context) (Letter, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken != nil {
		return Letter{}, false, q.broken
	}
	if len(q.due) == 0 {
		return Letter{}, false, ctx.Err()
	}
	l := q.due[0]
	q.due = q.due[1:]
	return l, true, ctx.Err()
}

func (q *queue) ClaimLetter(ctx context.Context, id string) (Letter, Standing, error) {
	select {
	case <-ctx.Done():
		return Letter{}, Waiting, ctx.Err()
	case <-time.After(q.claims):
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch i := slices.IndexFunc(q.due, func(l Letter) bool { return l.ID == id }); {
	case i >= 0:
		l := q.due[i]
		q.due = slices.Delete(q.due, i, i+1)
		return l, Claimed, nil
	case slices.Contains(q.delivered, id):
		return Letter{}, Delivered, nil
	case slices.Contains(q.failed, id):
		return Letter{}, PutOff, nil
	}
	return Letter{}, Waiting, nil
}

func (q *queue) LetterDelivered(ctx context.Context, id string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.unmarkable != nil {
		return q.unmarkable
	}
	q.delivered = append(q.delivered, id)
	return ctx.Err()
}

func (q *queue) LetterFailed(ctx context.Context, id string, _ error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.failed = append(q.failed, id)
	return ctx.Err()
}

func (q *queue) fill(due []Letter, broken error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.due, q.broken = due, broken
}

// check compares the ids of the letters delivered and failed, in order.
func (q *queue) check(t *testing.T, when, delivered, failed string) {
	t.Helper()
	q.mu.Lock()
	defer q.mu.Unlock()
	got := []string{strings.Join(q.delivered, " "), strings.Join(q.failed, " ")}
	if diff := cmp.Diff([]string{delivered, failed}, got); diff != "" {
		t.Errorf("delivered and failed %s (-want +got):\n%s", when, diff)
	}
}

type sendFunc func(context.Context, Letter) error

func (f sendFunc) Send(ctx context.Context, l Letter) error { return f(ctx, l) }

func letters(ids ...string) []Letter {
	var all []Letter
	for _, id := range ids {
		l := letter(Invitation)
		l.ID = id
		all = append(all, l)
	}
	return all
}

// start runs the delivery and returns its log, to be read after the end, and a
// function that ends it and tells how long that took.
func start(t *testing.T, box Outbox, send sendFunc, wake chan struct{}) (*bytes.Buffer, func() time.Duration) {
	t.Helper()
	log := new(bytes.Buffer)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		(&Courier{Box: box, Sender: send, Log: slog.New(slog.NewTextHandler(log, nil))}).Run(ctx, wake)
	}()
	synctest.Wait()
	return log, func() time.Duration {
		began := time.Now()
		cancel()
		<-done
		return time.Since(began)
	}
}

func delivers(context.Context, Letter) error { return nil }

func TestRunDrainsAtOnceWhenWokenAndAtIntervals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1", "2")}
		wake := make(chan struct{})
		log, stop := start(t, q, delivers, wake)
		q.check(t, "at the start", "1 2", "")

		q.fill(letters("3", "4"), nil)
		synctest.Wait()
		q.check(t, "before it is woken", "1 2", "")
		wake <- struct{}{}
		synctest.Wait()
		q.check(t, "when woken", "1 2 3 4", "")

		q.fill(letters("5"), nil)
		<-time.After(interval)
		synctest.Wait()
		q.check(t, "after the interval", "1 2 3 4 5", "")

		if took := stop(); took != 0 {
			t.Errorf("stopping took %v", took)
		}
		if got := log.String(); !strings.Contains(got, "letter=1 kind=invitation") || strings.Contains(got, "ERROR") {
			t.Errorf("log:\n%s", got)
		}
	})
}

func TestAFailedLetterIsPutOffAndTheNextIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1", "2")}
		log, stop := start(t, q, func(_ context.Context, l Letter) error {
			if l.ID == "1" {
				return errors.New("550 <ADA@engine.example> unknown, see /set-password/" + token)
			}
			return nil
		}, nil)
		stop()
		q.check(t, "at the end", "2", "1")
		got := log.String()
		if !strings.Contains(got, "550 <(address)> unknown") {
			t.Errorf("the cause is not in the log:\n%s", got)
		}
		for _, secret := range []string{"engine.example", token, "Lovelace"} {
			if strings.Contains(got, secret) {
				t.Errorf("the log tells %s:\n%s", secret, got)
			}
		}
	})
}

func TestABrokenOutboxIsTriedAgainAtTheNextInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1"), broken: errors.New("disk full")}
		log, stop := start(t, q, delivers, nil)
		q.check(t, "while it is broken", "", "")
		q.fill(letters("1"), nil)
		<-time.After(interval)
		synctest.Wait()
		q.check(t, "once it is mended", "1", "")
		stop()
		if got := log.String(); strings.Count(got, "disk full") != 1 {
			t.Errorf("log:\n%s", got)
		}
	})
}

func TestALetterThatCannotBeMarkedHoldsUpNoOtherAndIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1", "2"), unmarkable: errors.New("disk full")}
		var sent []string
		_, stop := start(t, q, func(_ context.Context, l Letter) error { sent = append(sent, l.ID); return nil }, nil)
		q.check(t, "while the disk is full", "", "")
		q.fill(letters("1"), nil) // its claim has ended
		<-time.After(interval)
		synctest.Wait()
		if got := strings.Join(sent, " "); got != "1 2" {
			t.Errorf("sent %s", got)
		}
		q.mu.Lock()
		q.unmarkable = nil
		q.mu.Unlock()
		<-time.After(interval)
		synctest.Wait()
		stop()
		if len(q.delivered) != 2 || len(sent) != 2 {
			t.Errorf("sent %q, marked %q", sent, q.delivered)
		}
	})
}

func TestALetterBeingSentIsFinishedAndMarkedBeforeRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1", "2")}
		log, stop := start(t, q, func(ctx context.Context, _ Letter) error {
			select {
			case <-time.After(9 * time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, nil)
		if took := stop(); took != 9*time.Second {
			t.Errorf("stopping took %v", took)
		}
		q.check(t, "at the end", "1", "")
		if strings.Contains(log.String(), "ERROR") {
			t.Errorf("log:\n%s", log)
		}
	})
}

func TestASenderThatHangsIsCutOffTenSecondsAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1")}
		_, stop := start(t, q, func(ctx context.Context, _ Letter) error {
			<-ctx.Done()
			return ctx.Err()
		}, nil)
		if took := stop(); took != grace {
			t.Errorf("stopping took %v", took)
		}
		q.check(t, "at the end", "", "1")
	})
}
