package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"mtp/internal/gzipped"
)

// worthCompressing is the length from which a page is compressed: a shorter
// one fits into a packet with its headers.
const worthCompressing = 1 << 10

// writers compress at the level that costs least: the next ones make a page
// shorter by a twentieth and take half as long again.
var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err)
	}
	return w
}}

// send answers with a page, compressed where that saves something and gives nothing
// away. It sets the length, so that nothing is sent in pieces.
func send(c echo.Context, status int, page []byte) error {
	h := c.Response().Header()
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if r := c.Request(); len(page) >= worthCompressing && gzipped.Accepted(r.Header) && !fromElsewhere(r) {
		b := templ.GetBuffer()
		defer templ.ReleaseBuffer(b)
		if err := compress(b, page); err != nil {
			return err
		}
		h.Set(echo.HeaderContentEncoding, "gzip")
		page = b.Bytes()
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(page)))
	return c.HTMLBlob(status, page)
}

func compress(b *bytes.Buffer, page []byte) error {
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(b)
	if _, err := w.Write(page); err != nil {
		return err
	}
	return w.Close()
}

// fromElsewhere reports whether another site's page made the browser ask. Such a page
// could put guesses into the answer, beside what is secret, and learn from the
// compressed length which of them are right.
func fromElsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}
