package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"mtp/store"
)

// BenchmarkPages measures whole pages, from the request to the last byte of the
// compressed answer, on seeded data: of 2,000 administrators or as many as
// BENCH_ADMINISTRATORS says, with a tenth as many organizations.
func BenchmarkPages(b *testing.B) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("BENCH_ADMINISTRATORS"), "2000"))
	if err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), b.TempDir(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const password = "lantern cactus violet harbor"
	seeded, err := s.Seed(b.Context(), store.SeedPlan{Administrators: n, Organizations: max(600, n/10), Access: 10, RandomSeed: 1, Password: password}, nil)
	if err != nil {
		b.Fatal(err)
	}
	base := &url.URL{Scheme: "http", Host: "portal.example"}
	handler := newHandler(s, Config{URL: base, Log: slog.New(slog.DiscardHandler), MailSetUp: true, Deliver: delivered})
	cookie := ""
	answer := func(method, path, form string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(b.Context(), method, base.String()+path, strings.NewReader(form))
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Accept-Encoding", "gzip")
		if form != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	signedIn := answer(http.MethodPost, "/login", url.Values{"email": {seeded.Email}, "password": {password}}.Encode())
	cookie, _, _ = strings.Cut(signedIn.Header().Get("Set-Cookie"), ";")
	many, err := s.Administrators(b.Context(), viewer, "", store.AdministratorFilter{Sort: "-last-login"})
	if err != nil {
		b.Fatal(err)
	}
	for _, page := range []struct{ name, path string }{
		{"list", "/administrators"},
		{"search", "/administrators?q=mar"},
		{"filter", "/administrators?role=manager&status=suspended"},
		{"edit", "/administrators/" + many.Rows[1].ID},
	} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := answer(http.MethodGet, page.path, ""); w.Code != http.StatusOK {
					b.Fatal(page.path, w.Code, w.Body)
				}
			}
		})
	}
}
