package web

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/static"
	"mtp/store"
)

func TestAnAddressThatIsTooLongIsRefused(t *testing.T) {
	p := newPortal(t)
	for _, path := range []string{"/administrators?q=", "/static/", "/login?next=", "/set-password/", "/administrators?" + strings.Repeat("a&", 1000) + "q="} {
		if got := p.request(http.MethodGet, path+strings.Repeat("x", maxAddress), billing, "").StatusCode; got != 414 {
			t.Errorf("%.40s: %d", path, got)
		}
	}
	p.signedIn(billing).open("/administrators?q="+strings.Repeat("x", maxAddress)).expect(414, "This address is too long", "It can have 32,000 characters.")
	answer := p.request(http.MethodGet, "/administrators?q="+strings.Repeat("x", 10_000), portal.NoRole, "")
	if to := answer.Header.Get("Location"); answer.StatusCode != 303 || to != "/login" {
		t.Errorf("who is not logged in is led to %.80s", to)
	}
}

// alone answers one request without a store or a network.
func alone(s *server, method, path string, handle echo.HandlerFunc) *httptest.ResponseRecorder {
	s.config.URL, s.config.Log = &url.URL{Scheme: "http", Host: "portal.example.com"}, slog.New(slog.DiscardHandler)
	name := "Analytical Services"
	s.provider.Store(&name)
	e := echo.New()
	e.HTTPErrorHandler = s.answerError
	e.Use(s.identify, s.inTime, s.record, s.limit)
	e.Add(method, path, handle)
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer
}

func TestAPageThatTakesTooLongIsRefusedAndAFormOrAnExportIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(c echo.Context) error {
			select {
			case <-c.Request().Context().Done():
				return errors.New("interrupted (9)") // what a database says then
			case <-time.After(time.Hour):
				return c.NoContent(http.StatusNoContent)
			}
		}
		began := time.Now()
		got := alone(&server{}, http.MethodGet, "/administrators", slow)
		if took := time.Since(began); got.Code != 503 || took != pageTimeout || got.Header().Get("Retry-After") != "5" || !strings.Contains(got.Body.String(), "The portal is busy") {
			t.Errorf("%d after %v: %s", got.Code, took, got.Body)
		}
		for path, method := range map[string]string{"/administrators": http.MethodPost, "/administrators.csv": http.MethodGet} {
			if got := alone(&server{}, method, path, slow); got.Code != 204 {
				t.Errorf("%s %s: %d", method, path, got.Code)
			}
		}
	})
}

func TestWhatFailsBecauseItsBrowserLeftIsNoError(t *testing.T) {
	for _, failure := range []error{context.Canceled, errors.New("interrupted (9)"), sql.ErrTxDone} {
		var log strings.Builder
		ctx, leave := context.WithCancel(t.Context())
		s := &server{}
		s.config.Log = slog.New(slog.NewJSONHandler(&log, nil))
		e := echo.New()
		e.HTTPErrorHandler = s.answerError
		e.Use(s.identify, s.record)
		e.GET("/administrators", func(echo.Context) error {
			leave()
			return failure
		})
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/administrators", nil).WithContext(ctx))
		if answer.Body.Len() > 0 || strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), failure.Error()) {
			t.Errorf("%v: %s %s", failure, answer.Body, log.String())
		}
	}
}

func TestTheDatabaseStopsReadingWhenThePageIsRefused(t *testing.T) {
	p := newPortal(t)
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := p.store.Administrators(ctx, viewer, "", store.AdministratorFilter{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// watched notes until when an answer may be written.
type watched struct {
	net.Listener
	mu    sync.Mutex
	until []time.Time
}

func (w *watched) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	return watchedConn{c, w}, err
}

type watchedConn struct {
	net.Conn
	w *watched
}

func (c watchedConn) SetWriteDeadline(at time.Time) error {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	c.w.until = append(c.w.until, at)
	return c.Conn.SetWriteDeadline(at)
}

func TestAnAnswerThatNobodyTakesEndsItsConnection(t *testing.T) {
	p := newPortal(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{Listener: listener}
	server := &httptest.Server{Listener: w, Config: NewServer(p.store, Config{URL: &url.URL{Scheme: "http", Host: listener.Addr().String()}, Log: slog.New(slog.DiscardHandler)})}
	server.Start()
	defer server.Close()
	p.server.URL = server.URL
	for _, path := range []string{"/administrators", "/administrators.csv", static.Path("app.css"), "/healthz", "/nowhere"} {
		w.mu.Lock()
		w.until = nil
		w.mu.Unlock()
		answer := p.request(http.MethodGet, path, billing, "")
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		least, most := 1, time.Now().Add(writeTimeout)
		if strings.HasSuffix(path, ".csv") {
			least = 2
		}
		w.mu.Lock()
		limited := slices.DeleteFunc(slices.Clone(w.until), func(at time.Time) bool { return at.Before(most.Add(-writeTimeout/2)) || at.After(most) })
		if len(limited) < least {
			t.Errorf("%s: until %v", path, w.until)
		}
		w.mu.Unlock()
	}
}

func TestOneExportMoreThanAreMadeAtOnceIsRefused(t *testing.T) {
	s := &server{exporting: make(chan struct{}, maxExports)}
	row := func(text string) []string { return []string{text} }
	var export func(c echo.Context, more int) error
	export = func(c echo.Context, more int) error {
		return download(s, c, "x.csv", []string{"x"}, row, func(each func([]string) error) error {
			if more == 0 {
				return each([]string{"x"})
			}
			return export(c, more-1)
		})
	}
	for _, tt := range []struct{ others, want int }{{maxExports - 1, 200}, {maxExports, 429}, {0, 200}} {
		got := alone(s, http.MethodGet, "/x.csv", func(c echo.Context) error { return export(c, tt.others) })
		if got.Code != tt.want || tt.want == 429 && got.Header().Get("Retry-After") != "10" {
			t.Errorf("beside %d others: %d %v", tt.others, got.Code, got.Header())
		}
	}
	if !fault.Is(func() error { s.exporting = make(chan struct{}); return export(nil, 0) }(), fault.TooMany) {
		t.Error("no refusal")
	}
}

func TestAFileWaitsForAPlaceWhereItIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{importing: make(chan struct{}, maxImports)}
		done := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
		for range maxImports {
			s.importing <- struct{}{}
		}
		began := time.Now()
		if got := alone(s, http.MethodPost, importRoute, s.receive(done)); got.Code != 429 || got.Header().Get("Retry-After") != "10" || time.Since(began) != importPatience {
			t.Error(got.Code, got.Header(), time.Since(began))
		}
		time.AfterFunc(time.Second, func() { <-s.importing })
		if got := alone(s, http.MethodPost, importRoute, s.receive(done)); got.Code != 204 {
			t.Error(got.Code)
		}
		if len(s.importing) != maxImports-1 || s.uploads.all != 0 || len(s.uploads.of) != 0 {
			t.Error("a place is not free again")
		}
	})
}

func TestOneFileMoreOfOnePersonIsRefusedAtOnce(t *testing.T) {
	p := newPortal(t)
	refused := make(chan int, maxUploadsOf+1)
	for range maxUploadsOf + 1 {
		body, more := io.Pipe()
		t.Cleanup(func() { more.Close() })
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.server.URL+organizationsImport, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.AddCookie(&http.Cookie{Name: "mtp", Value: begun.cookies[billing]})
		go io.WriteString(more, "--x\r\n")
		go func() {
			if answer, err := http.DefaultTransport.RoundTrip(r); err == nil {
				answer.Body.Close()
				refused <- answer.StatusCode
			}
		}()
	}
	if got := <-refused; got != 429 { // the others are under way by then
		t.Errorf("one more of the same person: %d", got)
	}
}

func TestPlacesForUploadsAreLimitedForEachAndForAll(t *testing.T) {
	var u uploads
	begun := 0
	for person := range maxUploads {
		for range maxUploadsOf + 1 {
			if u.begin(string(rune('a' + person))) {
				begun++
			}
		}
	}
	if begun != maxUploads || u.of["a"] != maxUploadsOf {
		t.Errorf("%d of %v", begun, u.of)
	}
	u.end("a")
	if !u.begin("z") || u.begin("a") {
		t.Error("one place is free, and it is anybody's")
	}
}

func TestOneConnectionTooManyIsToldSoAndThoseThatAreOpenGoOn(t *testing.T) {
	p := newPortal(t)
	var all []net.Conn
	hangUp := func() {
		for _, c := range all {
			c.Close()
		}
	}
	defer hangUp()
	dial := func() net.Conn {
		t.Helper()
		c, err := net.Dial("tcp", p.server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		return c
	}
	ask := func(c net.Conn) *http.Response {
		t.Helper()
		if _, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return nil
		}
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return nil
		}
		defer answer.Body.Close()
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	for range maxConnections {
		dial()
	}
	one := ask(dial())
	if one == nil || one.StatusCode != 503 || !one.Close || one.Header.Get("Retry-After") != "5" {
		t.Errorf("one more: %+v", one)
	}
	for range spare {
		dial()
	}
	if got := ask(dial()); got != nil {
		t.Errorf("where not even a refusal is left: %d", got.StatusCode)
	}
	if got := ask(all[0]); got == nil || got.StatusCode != 200 || got.Close {
		t.Errorf("the first: %+v", got)
	}
	if got := ask(all[maxConnections-1]); got == nil || got.StatusCode != 200 || !got.Close {
		t.Errorf("the last: %+v", got)
	}
	hangUp()
	for deadline := time.Now().Add(time.Minute); ; {
		if got := ask(dial()); got != nil && got.StatusCode == 200 && !got.Close {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody is let in after all have gone")
		}
	}
}
