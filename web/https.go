package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// elsewhere is where to log in instead when the page was opened by http while the
// portal is at an https address; "" otherwise. A browser that is asked by http keeps
// no Secure cookie, and would show the form again without saying why.
func (s *server) elsewhere(c echo.Context, path string) string {
	if s.config.URL.Scheme != "https" || !s.byHTTP(c.Request()) {
		return ""
	}
	return s.config.URL.String() + path
}

// byHTTP reports whether the browser asked by http, as far as the request tells. The
// proxy says so, or else the address of the page that led here. Without either, a
// browser of 2023 or later sends Sec-Fetch-Site by https, and never by http.
func (s *server) byHTTP(r *http.Request) bool {
	if scheme, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ","); scheme != "" {
		return strings.EqualFold(strings.TrimSpace(scheme), "http")
	}
	for _, name := range []string{"Origin", "Referer"} {
		from, err := url.Parse(r.Header.Get(name))
		if err == nil && from.Host != "" && (from.Host == r.Host || from.Hostname() == s.config.URL.Hostname()) {
			return from.Scheme == "http"
		}
	}
	return r.Header.Get("Sec-Fetch-Site") == ""
}
