package web

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mtp/internal/portal"
	"mtp/static"
)

func TestUnknownMethodsAreRefused(t *testing.T) {
	p := newPortal(t)
	for _, method := range []string{"TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "REPORT", "BREW"} {
		for _, path := range []string{"/", "/login", "/administrators", "/healthz", "/set-password/x"} {
			before := p.state()
			conn, err := net.Dial("tcp", p.server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(conn, method+" "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Echo: an-echo\r\nOrigin: "+p.server.URL+"\r\nSec-Fetch-Site: same-origin\r\nCookie: mtp="+begun.cookies[billing]+"\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(conn)
			conn.Close()
			if err != nil {
				t.Fatal(err)
			}
			status, _, _ := strings.Cut(string(answer), "\r\n")
			if !slices.Contains([]string{"HTTP/1.1 405 Method Not Allowed", "HTTP/1.1 400 Bad Request"}, status) || strings.Contains(string(answer), "an-echo") {
				t.Errorf("%s %s: %s", method, path, answer)
			}
			p.unchanged(before)
		}
	}
}

func TestHeadAnswersLikeGetWithoutABody(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/", "/login", "/nowhere", "/administrators/new", "/healthz", static.Path("app.js")} {
		get, head := p.request(http.MethodGet, path, portal.Manager, ""), p.request(http.MethodHead, path, portal.Manager, "")
		if head.StatusCode != get.StatusCode || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") || head.Header.Get("Location") != get.Header.Get("Location") {
			t.Errorf("%s: %d and %d", path, get.StatusCode, head.StatusCode)
		}
		if body, err := io.ReadAll(head.Body); err != nil || len(body) != 0 {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
	}
}

func TestAnExportIsNotMadeForItsHeaders(t *testing.T) {
	p := newPortal(t)
	before := p.entries()[0]
	if got := p.request(http.MethodHead, exportPath, billing, "").StatusCode; got != 405 {
		t.Errorf("answers %d", got)
	}
	if diff := cmp.Diff(before, p.entries()[0]); diff != "" {
		t.Errorf("the audit trail (-before +after):\n%s", diff)
	}
}

func TestBodiesThatCannotBeReadAreRefused(t *testing.T) {
	p := newPortal(t)
	const form = "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		name, kind string
		body       io.Reader
		length     int64
		want       int
	}{
		{"50 MB", form, nil, 50 << 20, 413},
		{"more than 1 MB, of unknown length", form, struct{ io.Reader }{strings.NewReader("name=" + strings.Repeat("x", 1<<20))}, -1, 413},
		{"an escape that is none", form, strings.NewReader("name=%zz"), 8, 400},
		{"10,001 fields", form, strings.NewReader(strings.Repeat("a=&", 10_001)), 30_003, 400},
		{"a semicolon", form, strings.NewReader("name=a;b"), 8, 400},
		{"a type that is none", "/;;", strings.NewReader("name=a"), 6, 400},
		{"another type", "application/json", strings.NewReader(`{"name":"a"}`), 12, 422},
		{"nothing", form, strings.NewReader(""), 0, 422},
		{"10,000 characters", form, strings.NewReader("name=" + strings.Repeat("x", 10_000)), 10_005, 422},
		{"a NUL", form, strings.NewReader("name=a%00b"), 10, 422},
		{"no text", form, strings.NewReader("name=%ff%fe"), 11, 422},
		{"the same field twice", form, strings.NewReader("name=a&name=b"), 13, 422},
	} {
		before := p.state()
		body := tt.body
		if body == nil {
			body = io.LimitReader(zeros{}, tt.length)
		}
		r, err := http.NewRequest(http.MethodPost, p.server.URL+"/organizations", body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = tt.length
		r.Header.Set("Content-Type", tt.kind)
		r.Header.Set("Origin", p.server.URL)
		if tt.want == http.StatusRequestEntityTooLarge {
			r.Header.Set("Expect", "100-continue") // the answer may come before the body is sent
		}
		r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]})
		transport := &http.Transport{ExpectContinueTimeout: time.Minute}
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		answer.Body.Close()
		transport.CloseIdleConnections()
		if answer.StatusCode != tt.want {
			t.Errorf("%s: %d, not %d", tt.name, answer.StatusCode, tt.want)
		}
		p.unchanged(before)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
