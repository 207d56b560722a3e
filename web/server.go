// Package web serves the portal over HTTP. Handlers parse, call one use case
// of the store, and answer; what is allowed is decided below.
package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"mtp/internal/mail"
	"mtp/store"
)

// Config is what the portal's server is told.
type Config struct {
	URL            *url.URL     // public base URL; https turns on Secure cookies and HSTS
	TrustedProxies []*net.IPNet // whose forwarded client address is believed
	HelpURL        string       // target of the footer link "Help"; "" for none
	Log            *slog.Logger
	MailSetUp      bool // mail reaches people; otherwise each is a file, which the answer names
	// Deliver writes the file of the letter with the ID, and says how far that came
	// within a second. It is not called while mail is set up.
	Deliver func(ctx context.Context, id string) mail.Standing
	Metrics *Metrics // counts what is answered; nil for nothing
}

const requestID = "X-Request-Id"

type server struct {
	config       Config
	store        *store.Store
	sessions     *scs.SessionManager // of administrators
	userSessions *scs.SessionManager // of users of organizations, in a cookie of their own
	began        time.Time           // when it started to serve
	origin       *http.CrossOriginProtection
	provider     atomic.Pointer[string] // once it is known; it does not change after
	exporting    chan struct{}          // holds one for each export that is being made
	importing    chan struct{}          // and for each file that is being read
	uploads      uploads
}

// NewServer returns an HTTP server for the portal, without an address. It
// panics when a route names no permission.
func NewServer(s *store.Store, config Config) *http.Server {
	var open connections
	return &http.Server{
		Handler:           newHandler(s, config),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ConnContext:       open.mark,
		ConnState:         open.count,
		ErrorLog:          slog.NewLogLogger(config.Log.Handler(), slog.LevelWarn),
	}
}

func newHandler(s *store.Store, config Config) http.Handler {
	srv := &server{config: config, store: s, began: s.Now(), sessions: newSessions(s, config, "mtp"), userSessions: newSessions(s, config, "mtp-user"), origin: http.NewCrossOriginProtection(),
		exporting: make(chan struct{}, maxExports), importing: make(chan struct{}, maxImports)}
	if err := srv.origin.AddTrustedOrigin(config.URL.Scheme + "://" + config.URL.Host); err != nil {
		panic(fmt.Sprintf("web: the base URL %s: %v", config.URL, err))
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = (&forwarded{proxies: config.TrustedProxies, log: config.Log, now: s.Now}).address
	e.HTTPErrorHandler = srv.answerError
	e.Use(srv.identify, srv.measure, srv.inTime, srv.record, srv.rescue, srv.headers, srv.limit, srv.sameOrigin, srv.session)
	routes := srv.routes()
	if config.Metrics != nil {
		config.Metrics.know(s, routes)
	}
	for _, r := range routes {
		if !r.needs.stated() {
			panic("web: the route " + r.method + " " + r.path + " names no permission")
		}
		handle := r.handle
		if _, found := files[r.path]; found && r.method == http.MethodPost {
			handle = srv.receive(handle)
		}
		e.Add(r.method, r.path, handle, srv.guard(r.needs))
	}
	return headAsGet(e)
}

// headAsGet answers HEAD like GET; the HTTP server leaves out the body. An
// export is not made for its headers.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && !strings.HasSuffix(r.URL.Path, ".csv") {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// providerName returns the provider's name, which stays as the set-up made it.
func (s *server) providerName(ctx context.Context) string {
	if known := s.provider.Load(); known != nil {
		return *known
	}
	name, err := s.store.ProviderName(ctx)
	if err == nil && name != "" {
		s.provider.Store(&name)
	}
	return name
}

// random returns an id of 128 bits or more, for requests and forms.
func random() string { return strings.ToLower(rand.Text()) }
