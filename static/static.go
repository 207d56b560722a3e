// Package static holds the files that pages load: the stylesheet, the script
// and the icon. Each is served under a path that names its content, so that a
// browser may keep it for good and a new version is a new path.
//
// The stylesheet is app.css and after it, in the order of their names, the files
// of css; the script is app.js and those of js in the same way. A page so loads
// one file of each, and a reader finds one subject in each.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"time"
)

//go:embed app.css css app.js js favicon.svg
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
	joined := map[string][]byte{
		"app.css":     join("app.css", "css/*.css"),
		"app.js":      join("app.js", "js/*.js"),
		"favicon.svg": join("favicon.svg"),
	}
	paths := make(map[string]string, len(joined))
	contents := make(map[string][]byte, len(joined))
	for name, content := range joined {
		sum := sha256.Sum256(content)
		p := "/static/" + hex.EncodeToString(sum[:4]) + "/" + name
		paths[name] = p
		contents[p] = content
	}
	return paths, contents
}

// join is the files of each pattern in turn, those of a pattern by name.
func join(patterns ...string) []byte {
	var all []byte
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			content, err := files.ReadFile(name)
			if err != nil {
				panic(err)
			}
			all = append(all, content...)
		}
	}
	return all
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
