package mail

import (
	"context"
	"time"
)

// pageWaits is how long Deliver waits for its letter.
const pageWaits = time.Second

// Deliver sends the letter with the ID before all that wait, and says where it
// stands by then: Delivered, PutOff, or Waiting when that takes longer than a
// second or cannot be told. It sends no other letter, and does not send one that
// somebody else sends at that moment. What it began is finished even when ctx ends.
func (c *Courier) Deliver(ctx context.Context, id string) Standing {
	waiting, cancel := context.WithTimeout(ctx, pageWaits)
	defer cancel()
	for {
		finished := c.nextFinish() // before asking, so that none is missed
		l, standing, err := c.Box.ClaimLetter(waiting, id)
		if err != nil && waiting.Err() == nil {
			c.Log.Error("read the outbox", "error", err)
		}
		switch {
		case err != nil || standing == Delivered || standing == PutOff:
			return standing
		case standing == Claimed:
			c.sending.Go(func() { c.deliver(ctx, l) })
		}
		select {
		case <-finished:
		case <-waiting.Done():
			return Waiting
		}
	}
}

// nextFinish returns what is closed when the next letter is finished.
func (c *Courier) nextFinish() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finished == nil {
		c.finished = make(chan struct{})
	}
	return c.finished
}

// finish tells those who wait that a letter is finished.
func (c *Courier) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finished != nil {
		close(c.finished)
		c.finished = nil
	}
}
