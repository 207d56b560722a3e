package web

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
)

// Limits of files that are imported. docs/operating.md lists them.
const (
	maxImports   = 2  // read and previewed at once
	maxUploads   = 16 // under way at once, of all people
	maxUploadsOf = 2  // and of one
	// importPatience is how long a file that has arrived waits for its place.
	importPatience = 10 * time.Second
)

// uploads counts the files that are under way, by whose they are.
type uploads struct {
	mu  sync.Mutex
	of  map[string]int
	all int
}

// begin reports whether one more of the person may be under way, and counts it.
func (u *uploads) begin(person string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == maxUploads || u.of[person] == maxUploadsOf {
		return false
	}
	if u.of == nil {
		u.of = map[string]int{}
	}
	u.all++
	u.of[person]++
	return true
}

func (u *uploads) end(person string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.all--
	if u.of[person]--; u.of[person] == 0 {
		delete(u.of, person)
	}
}

// receive takes in a form with a file, and gives it one of the few places where
// files are read once all of it is there: who sends slowly keeps nobody out.
func (s *server) receive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		person := actor(c).ID
		if !s.uploads.begin(person) {
			c.Response().Header().Set("Connection", "close") // the answer does not wait for the rest of the file
			return tooManyFiles()
		}
		defer s.uploads.end(person)
		if err := c.Request().ParseMultipartForm(files[c.Path()] + maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
				return err
			}
			return echo.NewHTTPError(http.StatusBadRequest)
		}
		over := time.NewTimer(importPatience)
		defer over.Stop()
		select {
		case s.importing <- struct{}{}:
			defer func() { <-s.importing }()
		case <-over.C:
			return tooManyFiles()
		}
		return next(c)
	}
}

func tooManyFiles() error {
	return &fault.Error{Kind: fault.TooMany, Text: "As many files as the portal takes at once are under way. Nothing was changed. Go back and send yours again in a few seconds.", RetryAfter: importPatience}
}
