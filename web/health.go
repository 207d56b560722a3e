package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

func (s *server) healthy(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready answers 200 once the database answers too and nothing is known to be
// wrong with it or its key; else 503 and a line for each fault.
func (s *server) ready(c echo.Context) error {
	if err := s.store.Ready(c.Request().Context()); err != nil {
		s.config.Log.Error("ask the database", "error", err)
		return c.String(http.StatusServiceUnavailable, "the database does not answer\n")
	}
	faults, damaged := s.store.Faults()
	if key := s.store.KeyFault(); key != "" {
		faults = append(slices.Clone(faults), key)
	}
	if damaged {
		return c.String(http.StatusServiceUnavailable, strings.Join(faults, "\n")+"\n")
	}
	return c.String(http.StatusOK, strings.Join(append([]string{"ok"}, faults...), "\n")+"\n")
}
