package main

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

const headerTimeout = 10 * time.Second

// Values of headers, shared by all answers.
var (
	contentPolicy = []string{"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"}
	noSniff    = []string{"nosniff"}
	sameOrigin = []string{"same-origin"}
	deny       = []string{"DENY"}
	noStore    = []string{"no-store"}
	vary       = []string{"Cookie, Accept-Encoding"}
	html       = []string{"text/html; charset=utf-8"}
	gzipped    = []string{"gzip"}
)

// writers compress at the level that costs least, as the portal does.
var writers = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err)
	}
	return w
}}

var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 32<<10)) }}

func borrowed() *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// send renders the page to memory, compresses it if that is asked for, and sends
// it at once with its length.
func send(c echo.Context, page templ.Component) error {
	b := borrowed()
	defer buffers.Put(b)
	if err := page.Render(c.Request().Context(), b); err != nil {
		return err
	}
	h := c.Response().Header()
	h["Content-Type"] = html
	if strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		short := borrowed()
		defer buffers.Put(short)
		w := writers.Get().(*gzip.Writer)
		defer writers.Put(w)
		w.Reset(short)
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		h["Content-Encoding"] = gzipped
		b = short
	}
	h["Content-Length"] = []string{strconv.Itoa(b.Len())}
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(b.Bytes())
	return err
}
