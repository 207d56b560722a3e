package mail

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPageWaitsForItsOwnLetterASecondAtMost(t *testing.T) {
	for name, tc := range map[string]struct {
		takes, claims time.Duration
		failure       error
		want          Standing
		waited        time.Duration
	}{
		"at once":           {want: Delivered},
		"in time":           {takes: 900 * time.Millisecond, want: Delivered, waited: 900 * time.Millisecond},
		"too late":          {takes: 3 * time.Second, want: Waiting, waited: time.Second},
		"cannot be written": {failure: errors.New("permission denied"), want: PutOff},
		"cannot be claimed": {claims: time.Hour, want: Waiting, waited: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := &queue{due: letters("1", "2", "3"), claims: tc.claims}
				var sent []string
				c := &Courier{Box: q, Log: slog.New(slog.DiscardHandler), Sender: sendFunc(func(_ context.Context, l Letter) error {
					<-time.After(tc.takes)
					sent = append(sent, l.ID)
					return tc.failure
				})}
				began := time.Now()
				if got := c.Deliver(t.Context(), "2"); got != tc.want || time.Since(began) != tc.waited {
					t.Errorf("%v after %v", got, time.Since(began))
				}
				c.sending.Wait() // what it began is finished all the same
				switch {
				case tc.claims > 0:
					q.check(t, "at the end", "", "")
				case tc.failure != nil:
					q.check(t, "at the end", "", "2")
				default:
					q.check(t, "at the end", "2", "")
				}
			})
		})
	}
}

func TestALetterThatRunHoldsIsWaitedForAndNotSentTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var before []string
		for i := range 3000 {
			before = append(before, strconv.Itoa(i))
		}
		q := &queue{due: letters(append(before, "mine")...)}
		c := &Courier{Box: q, Log: slog.New(slog.DiscardHandler), Sender: sendFunc(func(_ context.Context, l Letter) error {
			if l.ID == "mine" {
				<-time.After(500 * time.Millisecond)
			}
			return nil
		})}
		go c.Drain(t.Context())
		synctest.Wait() // Run is at the last one by now
		began := time.Now()
		if got := c.Deliver(t.Context(), "mine"); got != Delivered || time.Since(began) != 500*time.Millisecond {
			t.Errorf("%v after %v", got, time.Since(began))
		}
		if n := len(q.delivered); n != 3001 {
			t.Errorf("%d letters were sent", n)
		}
	})
}

func TestRunEndsAfterWhatAPageBegan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queue{due: letters("1")}
		c := &Courier{Box: q, Log: slog.New(slog.DiscardHandler), Sender: sendFunc(func(context.Context, Letter) error {
			<-time.After(5 * time.Second)
			return nil
		})}
		if got := c.Deliver(t.Context(), "1"); got != Waiting {
			t.Error(got)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		c.Run(ended, nil)
		q.check(t, "when Run ended", "1", "")
	})
}

func TestTheFileOfALetterNamesIt(t *testing.T) {
	for _, k := range allKinds {
		for _, id := range []string{"9f3c", "a-b_c"} {
			l := letter(k)
			l.ID = id
			if got := IDOf(FileName(l)); got != id {
				t.Errorf("%s: %q", FileName(l), got)
			}
		}
	}
	for _, no := range []string{"", "x", "letter.eml", "20261123-140503-greeting-9f3c.eml", "20261123-140503-invitation-9f3c"} {
		if got := IDOf(no); got != "" {
			t.Errorf("%s: %q", no, got)
		}
	}
}
