package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// counting is a portal that counts what it answers, with its metrics.
func counting(t *testing.T) (*testPortal, *Metrics) {
	m := NewMetrics()
	return newPortal(t, func(c *Config) { c.Metrics = m }), m
}

// text returns what the second listener answers.
func (m *Metrics) text(t *testing.T) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.NewServer(slog.New(slog.DiscardHandler)).Handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != 200 {
		t.Fatal(answer.Code, answer.Body)
	}
	return answer.Body.String()
}

func TestRequestsAreCountedByTheirTemplateAndNeverByTheirPath(t *testing.T) {
	p, m := counting(t)
	const token = "JBSWY3DPEHPK3PXPJBSWY3DPEH"
	for _, path := range []string{"/login", "/set-password/" + token, "/setup/" + token, "/nowhere/" + token, "/administrators/" + token, "/administrators?q=" + token, "/static/" + token, "/administrators.csv"} {
		p.request(http.MethodGet, path, billing, "")
	}
	p.request("BREW"+token, "/login", billing, "")
	p.request(http.MethodPost, "/login", billing, url.Values{"email": {token}, "password": {token}}.Encode())
	got := m.text(t)
	for _, want := range []string{
		`mtp_request_duration_seconds_count{method="GET",route="/login",status="3xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/set-password/:token",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/setup/:token",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="unknown",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/administrators/:id",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/administrators",status="2xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/administrators.csv",status="2xx"} 1`,
		`mtp_request_duration_seconds_count{method="GET",route="/static/*",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="unknown",route="/login",status="4xx"} 1`,
		`mtp_request_duration_seconds_count{method="POST",route="/login",status="4xx"} 1`,
		`mtp_request_duration_seconds_bucket{method="GET",route="/administrators",status="2xx",le="10"} 1`,
		"mtp_requests_in_flight 0",
		`mtp_store_connections_open{pool="writer"} 1`,
		`mtp_store_waits_total{pool="reader"} `,
		"mtp_changes_waiting 0",
		"mtp_password_hashes 0",
		"mtp_outbox_waiting ",
		"mtp_jobs_running 0",
		"go_goroutines ",
		"process_open_fds ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(got, token) {
		t.Error("a token is in the metrics")
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestMetricsAreNotOnThePortalsOwnAddress(t *testing.T) {
	p, _ := counting(t)
	if got := p.request(http.MethodGet, "/metrics", billing, "").StatusCode; got != 404 {
		t.Errorf("answers %d", got)
	}
}

func TestARequestThatFailsIsCountedAsAnError(t *testing.T) {
	p, m := counting(t)
	p.store.Close()
	p.request(http.MethodGet, "/administrators", billing, "")
	got := m.text(t)
	if !strings.Contains(got, `{method="GET",route="/administrators",status="5xx"} 1`) || strings.Contains(got, "mtp_jobs_running") {
		t.Error(got)
	}
}

// BenchmarkMeasure is what counting a request costs.
func BenchmarkMeasure(b *testing.B) {
	m := NewMetrics()
	s := &server{config: Config{Metrics: m}}
	answer := s.measure(func(c echo.Context) error { return nil })
	c := echo.New().NewContext(httptest.NewRequest(http.MethodGet, "/administrators", nil), httptest.NewRecorder())
	c.SetPath("/administrators")
	b.ReportAllocs()
	for b.Loop() {
		if err := answer(c); err != nil {
			b.Fatal(err)
		}
	}
}
