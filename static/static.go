// Package static holds the files that pages load: the stylesheet, the script
// and the icon. Each is served under a path that names its content, so that a
// browser may keep it for good and a new version is a new path.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"time"
)

//go:embed app.css app.js favicon.svg
var files embed.FS

// contentTypes are fixed here since those of the mime package depend on the
// machine.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// paths maps a file's name to its URL path, and contents that path to the file.
var paths, contents = index()

func index() (map[string]string, map[string][]byte) {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err)
	}
	paths := make(map[string]string, len(entries))
	contents := make(map[string][]byte, len(entries))
	for _, e := range entries {
		content, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(content)
		p := "/static/" + hex.EncodeToString(sum[:4]) + "/" + e.Name()
		paths[e.Name()] = p
		contents[p] = content
	}
	return paths, contents
}

// Path returns the URL path of a file, "/static/", the first eight hex digits
// of its SHA-256, "/" and its name. It panics if there is no such file.
func Path(name string) string {
	p, ok := paths[name]
	if !ok {
		panic("static: no file " + name)
	}
	return p
}

// Handler serves the paths that Path returns, to GET and HEAD, to be kept for
// a year. Every other path is 404 and every other method 405.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, ok := contents[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Content-Type", contentTypes[path.Ext(r.URL.Path)])
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}
