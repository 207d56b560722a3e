package static

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

// get asks with the headers, each a name and then its value.
func get(t *testing.T, method, path string, headers ...string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestEachFileIsServedUnderItsPathForGood(t *testing.T) {
	types := map[string]string{
		"app.css":     "text/css; charset=utf-8",
		"app.js":      "text/javascript; charset=utf-8",
		"favicon.svg": "image/svg+xml",
	}
	if len(paths) != len(types) {
		t.Errorf("%d files are served, this test knows %d", len(paths), len(types))
	}
	for name, want := range types {
		path := Path(name)
		if !regexp.MustCompile(`^/static/[0-9a-f]{8}/` + regexp.QuoteMeta(name) + `$`).MatchString(path) {
			t.Errorf("Path(%q) = %q", name, path)
		}
		for _, method := range []string{"GET", "HEAD"} {
			res := get(t, method, path)
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s %s = %d", method, path, res.StatusCode)
			}
			if got := res.Header.Get("Content-Type"); got != want {
				t.Errorf("%s: Content-Type %q, want %q", name, got, want)
			}
			if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("%s: Cache-Control %q", name, got)
			}
		}
	}
}

func TestEachPartIsInTheFileThatPagesLoad(t *testing.T) {
	for whole, folder := range map[string]string{"app.css": "css", "app.js": "js"} {
		all := served[Path(whole)].plain
		parts, err := files.ReadDir(folder)
		if err != nil || len(parts) == 0 {
			t.Fatalf("%s holds %d files, %v", folder, len(parts), err)
		}
		for _, part := range append(parts, nil) {
			name := whole
			if part != nil {
				name = folder + "/" + part.Name()
			}
			content, err := files.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(all, content); n != 1 {
				t.Errorf("%s is %d times in %s", name, n, whole)
			}
		}
	}
}

func TestOtherPathsAreNotFound(t *testing.T) {
	for _, path := range []string{
		"/", "/static/", "/static/app.css", "/static/00000000/app.css",
		"/static/00000000/static.go", Path("app.css") + "/", "/static/../static.go",
	} {
		if res := get(t, "GET", path); res.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, res.StatusCode)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH"} {
		res := get(t, method, Path("app.js"))
		if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s = %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
}

func TestAnUnknownNameStopsTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Path of an unknown name returned")
		}
	}()
	Path("nothing.css")
}
