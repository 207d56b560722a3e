package web

import (
	"encoding/csv"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/sheet"
)

// download streams a list as a CSV file: first the columns, then what row makes
// of each of the rows that list hands over page by page. An error before the
// first page becomes a page, and list may answer with one instead; after it
// the connection breaks off, since half a file must not look like a whole one. Only
// so many are made at once.
func download[T any](s *server, c echo.Context, file string, columns []string, row func(T) []string, list func(each func([]T) error) error) error {
	select {
	case s.exporting <- struct{}{}:
		defer func() { <-s.exporting }()
	default:
		return &fault.Error{Kind: fault.TooMany, Text: "As many exports as the portal makes at once are under way. Try again in a few seconds.", RetryAfter: 10 * time.Second}
	}
	r := c.Response()
	w := csv.NewWriter(r)
	w.UseCRLF = true
	begun := false
	err := list(func(rows []T) error {
		if !begun {
			begun = true
			r.Header().Set(echo.HeaderContentType, "text/csv; charset=utf-8; header=present")
			r.Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+file+`"`)
			r.WriteHeader(http.StatusOK)
			if _, err := io.WriteString(r, sheet.Mark); err != nil {
				return err
			}
			if err := w.Write(columns); err != nil {
				return err
			}
		}
		allowWriting(c)
		for _, one := range rows {
			if err := w.Write(sheet.Guard(row(one)...)); err != nil {
				return err
			}
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return err
		}
		r.Flush()
		return nil
	})
	if err != nil && begun {
		s.config.Log.ErrorContext(c.Request().Context(), "export "+file, "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}
