package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// running is a portal that serves.
type running struct {
	t     *testing.T
	out   *bufio.Reader
	base  string // where it is, as it printed it
	stop  context.CancelFunc
	ended chan int
	errs  *strings.Builder // to be read after the end
}

// start starts the portal and waits until it says where it is.
func start(t *testing.T, environment []string, args ...string) *running {
	t.Helper()
	out, w := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	r := &running{t: t, out: bufio.NewReader(out), stop: stop, ended: make(chan int, 1), errs: &strings.Builder{}}
	go func() {
		code := run(ctx, append(args, "--addr", "127.0.0.1:0"), environment, strings.NewReader(""), w, r.errs)
		w.Close()
		r.ended <- code
	}()
	t.Cleanup(stop)
	line := r.line()
	var found bool
	if r.base, found = strings.CutPrefix(line, "The portal runs at "); !found {
		t.Fatalf("it says %q and %q", line, r.errs)
	}
	return r
}

func (r *running) line() string {
	r.t.Helper()
	line, err := r.out.ReadString('\n')
	if err != nil && err != io.EOF {
		r.t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

// end stops the portal, and fails unless it ends well.
func (r *running) end() {
	r.t.Helper()
	r.stop()
	if code := <-r.ended; code != 0 {
		r.t.Errorf("ends with %d: %s", code, r.errs)
	}
}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	answer, err := http.Get(r.base + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestServeSetsUpAnEmptyPortalThroughTheLinkItPrints(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	r := start(t, []string{"MTP_DATA=" + folder}, "serve")
	link := regexp.MustCompile(`^Set it up here, once: (\S+)/setup/([A-Z2-7]{26})$`).FindStringSubmatch(r.line())
	if link == nil || link[1] != r.base || strings.HasSuffix(r.base, ":0") {
		t.Fatalf("no link to %s: %q", r.base, link)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := r.get(path); code != 200 || body != "ok\n" {
			t.Errorf("%s: %d %q", path, code, body)
		}
	}
	if code, body := r.get("/setup/" + link[2]); code != 200 || !strings.Contains(body, "Set up the portal") {
		t.Errorf("the link: %d", code)
	}
	answer, err := http.PostForm(r.base+"/setup/"+link[2], url.Values{
		"provider_name": {"Analytical Services"}, "first_name": {"Ada"}, "last_name": {"Lovelace"}, "email": {"ada@example.com"},
		"new_password": {password}, "confirm_password": {password},
	})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.Request.URL.Path == "/setup/"+link[2] {
		t.Errorf("the set-up is answered with %s", answer.Status)
	}
	r.end()
	if strings.Contains(r.errs.String(), link[2]) {
		t.Error("the token is in the log")
	}

	r = start(t, []string{"MTP_DATA=" + folder}) // plain mtp serves too
	if code, _ := r.get("/setup/" + link[2]); code != 410 {
		t.Errorf("the link: %d", code)
	}
	r.end()
	if more := r.line(); more != "" {
		t.Errorf("a portal that is set up says %q", more)
	}
}

func TestEachStartPrintsANewSetUpLinkUntilItIsUsed(t *testing.T) {
	folder := t.TempDir()
	r := start(t, []string{"MTP_DATA=" + folder}, "serve")
	_, first, _ := strings.Cut(r.line(), "/setup/")
	r.end()
	r = start(t, []string{"MTP_DATA=" + folder}, "serve")
	_, second, _ := strings.Cut(r.line(), "/setup/")
	if code, _ := r.get("/setup/" + first); code != 410 || first == second {
		t.Errorf("the first link: %d", code)
	}
	if code, _ := r.get("/setup/" + second); code != 200 {
		t.Errorf("the second link: %d", code)
	}
	r.end()
}

func TestMetricsAreOnAnAddressOfTheirOwnUntilThePortalStops(t *testing.T) {
	r := start(t, []string{"MTP_DATA=" + initialised(t), "MTP_METRICS_ADDR=127.0.0.1:0"}, "serve")
	at, found := strings.CutPrefix(r.line(), "Its metrics are at ")
	if !found {
		t.Fatal(at)
	}
	if code, _ := r.get("/healthz"); code != 200 {
		t.Errorf("the portal: %d", code)
	}
	if code, _ := r.get("/metrics"); code != 404 {
		t.Errorf("its own address: %d", code)
	}
	beside := &running{t: t, base: strings.TrimSuffix(at, "/metrics")}
	if code, body := beside.get("/metrics"); code != 200 || !strings.Contains(body, `mtp_request_duration_seconds_count{method="GET",route="/healthz",status="2xx"} 1`) {
		t.Errorf("%d %s", code, body)
	}
	if code, _ := beside.get("/healthz"); code != 404 {
		t.Errorf("the portal is on the other address: %d", code)
	}
	r.end()
	if _, err := http.Get(at); err == nil {
		t.Error("it answers after the end")
	}
}

func TestThePublicAddressIsTheOneThatWasGiven(t *testing.T) {
	out, w := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--url", "https://flag.example.com"},
			[]string{"MTP_DATA=" + t.TempDir(), "MTP_URL=https://environment.example.com"}, strings.NewReader(""), w, io.Discard)
		w.Close()
	}()
	lines := bufio.NewReader(out)
	if line, err := lines.ReadString('\n'); line != "The portal runs at https://flag.example.com\n" {
		t.Errorf("%q, %v", line, err)
	}
	if line, err := lines.ReadString('\n'); !strings.HasPrefix(line, "Set it up here, once: https://flag.example.com/setup/") {
		t.Errorf("%q, %v", line, err)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("ends with %d", code)
	}
}

func TestARequestThatRunsIsFinishedBeforeThePortalStops(t *testing.T) {
	folder := initialised(t)
	r := start(t, []string{"MTP_DATA=" + folder}, "serve")
	host := strings.TrimPrefix(r.base, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	form := url.Values{"email": {"ada@example.com"}, "password": {password}}.Encode()
	fmt.Fprintf(conn, "POST /login HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", host, len(form))
	answers := bufio.NewReader(conn)
	// The server asks for the rest once the request is being handled.
	first, err := http.ReadResponse(answers, nil)
	if err != nil || first.StatusCode != http.StatusContinue {
		t.Fatalf("%v, %v", first, err)
	}
	r.stop()
	for { // until nobody new is let in
		other, err := net.Dial("tcp", host)
		if err != nil {
			break
		}
		other.Close()
	}
	if _, err := io.WriteString(conn, form); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/" {
		t.Errorf("the request that ran: %s", answer.Status)
	}
	if code := <-r.ended; code != 0 {
		t.Errorf("ends with %d: %s", code, r.errs)
	}
	if got := mtp(t, in(folder), "", "check"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

func TestALetterIsAFileByTheTimeThePageNamesIt(t *testing.T) {
	folder := initialised(t)
	r := start(t, []string{"MTP_DATA=" + folder}, "serve")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(r.base+"/login", url.Values{"email": {"ada@example.com"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	form := url.Values{"first_name": {"Grace"}, "last_name": {"Hopper"}, "email": {"grace@example.com"}, "role": {"manager"}, "access": {"selected"}}
	request, err := http.NewRequest(http.MethodPost, r.base+"/administrators", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", r.base)
	request.AddCookie(answer.Cookies()[0])
	if answer, err = client.Do(request); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatal(answer.Status)
	}
	letters, err := filepath.Glob(filepath.Join(folder, "outbox", "*-invitation-*.eml"))
	if err != nil || len(letters) != 1 {
		t.Fatalf("letters: %v, %v", letters, err)
	}
	letter, err := os.ReadFile(letters[0])
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(r.base) + `(/set-password/[A-Z2-7]{26})\r?$`).FindStringSubmatch(string(letter))
	if link == nil {
		t.Fatalf("no link alone on a line:\n%s", letter)
	}
	if code, body := r.get(link[1]); code != 200 || !strings.Contains(body, "Grace Hopper") {
		t.Errorf("the link: %d", code)
	}
	r.end()
}
