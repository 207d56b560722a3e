package web

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
)

// Limits of requests, connections and answers. docs/operating.md lists them.
const (
	maxBody       = 1 << 20 // bytes
	maxHeader     = 64 << 10
	maxAddress    = 32 << 10 // bytes of a URL
	readTimeout   = 30 * time.Second
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute

	pageTimeout  = 10 * time.Second // until a page is made
	writeTimeout = 30 * time.Second // until it is taken, or the next part of an export

	maxConnections = 1000
	spare          = 100 // beyond those, to be told so
	maxExports     = 4   // at once
)

// connections counts those that are open.
type connections struct{ open atomic.Int64 }

// crowdedKey marks requests by how crowded it was when their connection was opened.
type crowdedKey struct{}

// How crowded it is: with three quarters of the connections taken, none is kept
// after its answer, so that those who wait idly make room; beyond the last,
// requests are refused.
const roomy, crowded, full = 0, 1, 2

// mark notes how crowded it is when the connection is opened.
func (n *connections) mark(ctx context.Context, _ net.Conn) context.Context {
	switch open := n.open.Load(); {
	case open >= maxConnections:
		return context.WithValue(ctx, crowdedKey{}, full)
	case open >= maxConnections*3/4:
		return context.WithValue(ctx, crowdedKey{}, crowded)
	}
	return ctx
}

// count closes a connection for which not even a refusal is left.
func (n *connections) count(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if n.open.Add(1) > maxConnections+spare {
			c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		n.open.Add(-1)
	}
}

// inTime stops reading for a page that takes too long, and closes the connection when
// nobody takes the answer. A form is always finished, since it changes something, and
// an export may take as long as it needs.
func (s *server) inTime(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Before(func() { allowWriting(c) })
		if c.Request().Method != http.MethodGet || strings.HasSuffix(c.Path(), ".csv") {
			return next(c)
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), pageTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

// allowWriting gives whoever asked time to take what is sent next. A connection
// that knows no deadline is a test's.
func allowWriting(c echo.Context) {
	_ = http.NewResponseController(c.Response().Writer).SetWriteDeadline(time.Now().Add(writeTimeout))
}

// limit refuses who comes when all connections are taken, addresses that are too
// long, and bodies that are too large, before and while they are read. Only where
// a file is imported may they be larger than a form.
func (s *server) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if state, _ := r.Context().Value(crowdedKey{}).(int); state != roomy {
			c.Response().Header().Set("Connection", "close")
			if state == full {
				return echo.NewHTTPError(http.StatusServiceUnavailable)
			}
		}
		if len(r.RequestURI) > maxAddress {
			return echo.NewHTTPError(http.StatusRequestURITooLong)
		}
		most := int64(maxBody)
		if file, found := files[c.Path()]; found && r.Method == http.MethodPost {
			most = file + maxForm
		}
		if r.ContentLength > most {
			return echo.NewHTTPError(http.StatusRequestEntityTooLarge)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, most)
		return next(c)
	}
}
