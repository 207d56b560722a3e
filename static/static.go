// Package static holds the files that pages load: the stylesheet, the script
// and the icon. Each is served under a path that names its content, so that a
// browser may keep it for good and a new version is a new path. Each is
// compressed once, when it is first asked for.
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
	"strconv"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"mtp/internal/gzipped"
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

// file is what is served under a path.
type file struct {
	plain   []byte
	gzipped func() []byte // nil where it would not be shorter
	hash    string
}

// paths maps a file's name to its URL path, and served that path to the file.
var paths, served = index()

func index() (map[string]string, map[string]file) {
	joined := map[string][]byte{
		"app.css":     join("app.css", "css/*.css"),
		"app.js":      join("app.js", "js/*.js"),
		"favicon.svg": join("favicon.svg"),
	}
	paths := make(map[string]string, len(joined))
	served := make(map[string]file, len(joined))
	for name, content := range joined {
		sum := sha256.Sum256(content)
		hash := hex.EncodeToString(sum[:4])
		p := "/static/" + hash + "/" + name
		paths[name] = p
		served[p] = file{content, sync.OnceValue(func() []byte { return compress(content) }), hash}
	}
	return paths, served
}

// compress returns the content as short as gzip makes it, nil where that is no
// shorter.
func compress(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	if b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
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
// a year, and compressed to those who take it. Every other path is 404 and
// every other method 405.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := served[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "Method not allowed", http.StatusMethodNotAllowed)
			return
		}
		h.Set("Content-Type", contentTypes[path.Ext(r.URL.Path)])
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		content, tag := f.plain, f.hash
		// A part of a file, or of one version of it, is of the file as it is.
		whole := r.Header.Get("Range") == "" && r.Header.Get("If-Match") == ""
		if whole && gzipped.Accepted(r.Header) {
			if short := f.gzipped(); short != nil {
				content, tag = short, f.hash+"-gzip"
				h.Set("Content-Encoding", "gzip")
				h.Set("Content-Length", strconv.Itoa(len(content)))
			}
		}
		h.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}
