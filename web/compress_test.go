package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
)

// ask asks for a path with the headers, each a name and then its value, and
// returns the answer with the bytes that were sent.
func (p *testPortal) ask(method, path string, headers ...string) (*http.Response, []byte) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.server.URL+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity") // else the client takes gzip and unpacks it
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]})
	answer := p.send(r)
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer, body
}

func unpack(t *testing.T, b []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err == nil {
		b, err = io.ReadAll(r)
	}
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

func TestAPageIsCompressedForThoseWhoTakeIt(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/administrators", "/roles", "/nowhere"} {
		plain, want := p.ask("GET", path)
		for accepts, gzipped := range map[string]bool{"gzip, deflate, br, zstd": true, "gzip;q=0.1": true, "gzip;q=0, *": false, "br": false, "identity": false} {
			answer, body := p.ask("GET", path, "Accept-Encoding", accepts)
			h := answer.Header
			if got := h.Get("Content-Encoding") == "gzip"; got != gzipped {
				t.Fatalf("%s to %q: Content-Encoding %q", path, accepts, h.Get("Content-Encoding"))
			}
			if answer.StatusCode != plain.StatusCode || h.Get("Content-Type") != "text/html; charset=UTF-8" {
				t.Errorf("%s to %q: %d, %s", path, accepts, answer.StatusCode, h.Get("Content-Type"))
			}
			if vary := strings.Join(h.Values("Vary"), ", "); vary != "Cookie, Accept-Encoding" {
				t.Errorf("%s to %q: Vary %q", path, accepts, vary)
			}
			if h.Get("Content-Length") != strconv.Itoa(len(body)) {
				t.Errorf("%s to %q: Content-Length %q for %d bytes", path, accepts, h.Get("Content-Length"), len(body))
			}
			if gzipped {
				if len(body) > len(want)/2 {
					t.Errorf("%s: %d bytes became %d", path, len(want), len(body))
				}
				body = []byte(unpack(t, body))
			}
			if withoutIDs(body) != withoutIDs(want) {
				t.Errorf("%s to %q is another page", path, accepts)
			}
		}
		head, body := p.ask("HEAD", path, "Accept-Encoding", "gzip")
		if head.StatusCode != plain.StatusCode || head.Header.Get("Content-Encoding") != "gzip" || head.ContentLength <= 0 || len(body) != 0 {
			t.Errorf("HEAD %s: %d, %v, %d bytes", path, head.StatusCode, head.Header, len(body))
		}
	}
}

// formID is another at each request.
var formID = regexp.MustCompile(`name="form_id" value="[^"]*"`)

func withoutIDs(page []byte) string { return formID.ReplaceAllString(string(page), "") }

func TestWhatAnotherSiteAsksForIsNotCompressed(t *testing.T) {
	p := newPortal(t)
	for site, gzipped := range map[string]bool{"": true, "none": true, "same-origin": true, "same-site": false, "cross-site": false} {
		headers := []string{"Accept-Encoding", "gzip"}
		if site != "" {
			headers = append(headers, "Sec-Fetch-Site", site)
		}
		answer, _ := p.ask("GET", "/administrators?q=guess", headers...)
		if got := answer.Header.Get("Content-Encoding") == "gzip"; answer.StatusCode != 200 || got != gzipped {
			t.Errorf("asked by %q: %d, compressed: %v", site, answer.StatusCode, got)
		}
	}
}

func TestWhatIsShortOrNoPageIsNotCompressed(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/healthz", "/readyz", "/session", exportPath} {
		if answer, _ := p.ask("GET", path, "Accept-Encoding", "gzip"); answer.StatusCode >= 400 || answer.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d, Content-Encoding %q", path, answer.StatusCode, answer.Header.Get("Content-Encoding"))
		}
	}
	for length, gzipped := range map[int]bool{0: false, worthCompressing - 1: false, worthCompressing: true, 1 << 20: true} {
		page := bytes.Repeat([]byte("a"), length)
		answer := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		if err := send(echo.New().NewContext(r, answer), 200, page); err != nil {
			t.Fatal(err)
		}
		body := answer.Body.String()
		if got := answer.Header().Get("Content-Encoding") == "gzip"; got != gzipped {
			t.Errorf("%d bytes: compressed %v", length, got)
		}
		if gzipped {
			body = unpack(t, answer.Body.Bytes())
		}
		if body != string(page) {
			t.Errorf("%d bytes became others", length)
		}
	}
}

func TestPagesThatAreCompressedAtOnceDoNotMix(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			page := strings.Repeat(strconv.Itoa(i), 50_000)
			for range 20 {
				var b bytes.Buffer
				if err := compress(&b, []byte(page)); err != nil {
					t.Error(err)
					return
				}
				if unpack(t, b.Bytes()) != page {
					t.Error("another page came out")
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkCompress tells what a list of fifty rows costs.
func BenchmarkCompress(b *testing.B) {
	var page bytes.Buffer
	for i := range 50 {
		fmt.Fprintf(&page, `<tr><th scope="row"><a href="/administrators/%026d">Person %d</a></th><td class="email">person.%d@example.com</td>`+
			`<td class="role-name">%s</td><td><span class="badge" data-status="active">Active</span></td><td class="number">%d</td></tr>`, i*i*i*i, i, i*7, portal.Roles()[i%8], i%13)
	}
	b.SetBytes(int64(page.Len()))
	b.ReportAllocs()
	for b.Loop() {
		short := templ.GetBuffer()
		if err := compress(short, page.Bytes()); err != nil {
			b.Fatal(err)
		}
		templ.ReleaseBuffer(short)
	}
}
