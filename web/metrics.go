package web

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mtp/store"
)

// Metrics counts what the portal answers, for the operator. Its labels are the
// routes' templates, the methods that routes have, and classes of statuses:
// nothing that a client could make up.
type Metrics struct {
	registry  *prometheus.Registry
	durations *prometheus.HistogramVec
	running   prometheus.Gauge
	known     map[string]bool // the methods and templates of routes
}

// What stands for a path or a method that no route has, and for an answer that
// was never sent.
const unknown, unanswered = "unknown", "none"

// NewMetrics returns metrics of the one portal whose configuration names them.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "mtp_request_duration_seconds",
			Help:    "How long requests took, by the route's template, the method and the class of the status.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "mtp_requests_in_flight", Help: "Requests that are being answered."}),
		known:   map[string]bool{},
	}
	m.registry.MustRegister(m.durations, m.running,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// NewServer returns a server that answers GET /metrics in the format of
// Prometheus, and nothing else. It asks nobody who they are.
func (m *Metrics) NewServer(log *slog.Logger) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2}))
	return &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// know makes labels of the routes' methods and templates, and asks the store.
func (m *Metrics) know(s *store.Store, routes []route) {
	m.registry.MustRegister(pressure{s})
	for _, r := range routes {
		m.known[r.method], m.known[r.path] = true, true
	}
}

func (m *Metrics) label(name string) string {
	if m.known[name] {
		return name
	}
	return unknown
}

// measure counts the request, also one that breaks off.
func (s *server) measure(next echo.HandlerFunc) echo.HandlerFunc {
	m := s.config.Metrics
	if m == nil {
		return next
	}
	return func(c echo.Context) (err error) {
		began, class := time.Now(), "5xx" // unless it returns
		m.running.Inc()
		defer func() {
			m.running.Dec()
			m.durations.WithLabelValues(m.label(c.Path()), m.label(c.Request().Method), class).Observe(time.Since(began).Seconds())
		}()
		if err = next(c); c.Response().Committed {
			class = strconv.Itoa(c.Response().Status/100) + "xx"
		} else {
			class = unanswered
		}
		return err
	}
}
