package mail

import (
	"context"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// interval is how often Run looks for letters that have become due.
	interval = 5 * time.Second
	// grace is how long a letter in the sender's hands may take to finish once
	// Run shall end, and then how long marking it may take.
	grace = 10 * time.Second
)

// Outbox is where letters wait; the store keeps it.
type Outbox interface {
	// NextLetter claims the oldest letter that is due, so that it is given to
	// nobody else for a while, and returns it with its token, or false when none
	// is due or none can be claimed. An error with true is about that letter
	// alone.
	NextLetter(ctx context.Context) (Letter, bool, error)
	// ClaimLetter claims the letter with the ID alone when it is due, as NextLetter
	// does, and otherwise says where it stands.
	ClaimLetter(ctx context.Context, id string) (Letter, Standing, error)
	// LetterDelivered takes the letter out of the outbox for good.
	LetterDelivered(ctx context.Context, id string) error
	// LetterFailed puts the letter off. When it is due again is the store's to
	// say, but not at once. The cause may tell the recipient's address.
	LetterFailed(ctx context.Context, id string, cause error) error
}

// Sender delivers one letter. A nil error means that it is delivered.
type Sender interface {
	Send(context.Context, Letter) error
}

// Standing says where a letter of the outbox stands.
type Standing int

// Where a letter stands.
const (
	Waiting   Standing = iota // to be delivered soon, or in somebody else's hands
	Claimed                   // in the hands of who asked
	Delivered                 // and marked
	PutOff                    // an attempt failed; it is tried again, or was given up
)

// Courier takes letters from an outbox to a sender.
type Courier struct {
	Box     Outbox
	Sender  Sender
	Log     *slog.Logger
	sending sync.WaitGroup // what Deliver began

	mu       sync.Mutex
	sent     map[string]bool // delivered, but not marked yet
	finished chan struct{}   // closed when the next letter is finished; nil while nobody waits
}

// Run delivers until ctx ends: at once, whenever woken and every five seconds
// it drains the outbox. A letter being sent when ctx ends is finished, within
// ten seconds, and marked before Run returns; a letter that could not be marked
// is marked later, and sent again only when the portal ends before that. The log
// tells a letter's id and kind and the error, never its address, token or text.
// wake is never closed.
func (c *Courier) Run(ctx context.Context, wake <-chan struct{}) {
	defer c.sending.Wait()
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		c.Drain(ctx)
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-ticker.C:
		}
	}
}

// Drain sends all that is due, one letter after the other, until nothing is or
// nothing can be claimed. A letter that was sent and could not be marked is marked
// the next time, and not sent again.
func (c *Courier) Drain(ctx context.Context) {
	c.markSent(ctx)
	for ctx.Err() == nil {
		l, ok, err := c.Box.NextLetter(ctx)
		if err != nil && ctx.Err() == nil {
			c.Log.Error("read the outbox", "error", err)
		}
		if !ok {
			return
		}
		if err != nil {
			continue
		}
		c.deliver(ctx, l)
	}
}

func (c *Courier) markSent(ctx context.Context) {
	c.mu.Lock()
	ids := slices.Collect(maps.Keys(c.sent))
	c.mu.Unlock()
	for _, id := range ids {
		if err := c.Box.LetterDelivered(ctx, id); err != nil {
			return
		}
		c.note(id, false)
	}
}

// deliver sends one letter, marks it and tells those who wait for one.
func (c *Courier) deliver(ctx context.Context, l Letter) {
	defer c.finish()
	log := c.Log.With("letter", l.ID, "kind", string(l.Kind))
	var failure error
	if !c.noted(l.ID) {
		sending, cancel := outlive(ctx)
		defer cancel()
		failure = c.Sender.Send(sending, l)
	}

	marking, cancel := outlive(ctx)
	defer cancel()
	var err error
	if failure != nil {
		log.Warn("letter not delivered", "error", discreet(failure, l))
		err = c.Box.LetterFailed(marking, l.ID, failure)
	} else {
		log.Info("letter delivered")
		err = c.Box.LetterDelivered(marking, l.ID)
		c.note(l.ID, err != nil)
	}
	if err != nil { // the claim keeps it back for now
		log.Error("mark a letter in the outbox", "error", discreet(err, l))
	}
}

// noted reports whether the letter was sent and could not be marked.
func (c *Courier) noted(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent[id]
}

func (c *Courier) note(id string, sent bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !sent {
		delete(c.sent, id)
		return
	}
	if c.sent == nil {
		c.sent = map[string]bool{}
	}
	c.sent[id] = true
}

// outlive returns a context that ends when the grace after ctx is over, or when
// it is cancelled.
func outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-late.Done():
		case <-time.After(grace):
			cancel()
		}
	})
	return late, func() {
		stop()
		cancel()
	}
}

// discreet returns the error's text without the letter's address and token:
// mail servers like to repeat the address they refuse.
func discreet(err error, l Letter) string {
	text := err.Error()
	if l.To != "" {
		text = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(l.To)).ReplaceAllLiteralString(text, "(address)")
	}
	if l.Token != "" {
		text = strings.ReplaceAll(text, l.Token, "(token)")
	}
	return text
}
