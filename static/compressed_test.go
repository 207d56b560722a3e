package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

func body(t *testing.T, res *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAFileIsCompressedForThoseWhoTakeIt(t *testing.T) {
	for name, p := range paths {
		want := served[p].plain
		for accepts, gzipped := range map[string]bool{
			"": false, "br": false, "gzip;q=0": false, "*;q=0": false, "gzip": true, "gzip, deflate, br, zstd": true,
		} {
			res := get(t, "GET", p, "Accept-Encoding", accepts)
			got := body(t, res)
			if encoding := res.Header.Get("Content-Encoding"); (encoding == "gzip") != gzipped {
				t.Errorf("%s to %q: Content-Encoding %q", name, accepts, encoding)
			}
			if length := res.Header.Get("Content-Length"); length != strconv.Itoa(len(got)) {
				t.Errorf("%s to %q: Content-Length %q for %d bytes", name, accepts, length, len(got))
			}
			if vary := res.Header.Get("Vary"); vary != "Accept-Encoding" {
				t.Errorf("%s to %q: Vary %q", name, accepts, vary)
			}
			if gzipped {
				if len(got) >= len(want) {
					t.Errorf("%s: %d bytes became %d", name, len(want), len(got))
				}
				got = inflate(t, got)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s to %q: not the file's content", name, accepts)
			}
		}
	}
}

func inflate(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	b, err = io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Through a server, since a length that is wrong shows there.
func TestAFileIsAskedForInEveryWay(t *testing.T) {
	server := httptest.NewServer(Handler())
	t.Cleanup(server.Close)
	file := served[Path("app.css")]
	content, plain, compressed := file.plain, `"`+file.hash+`"`, `"`+file.hash+`-gzip"`
	long, short := int64(len(content)), int64(len(file.gzipped()))

	for _, tt := range []struct {
		name    string
		method  string
		headers map[string]string
		status  int
		coding  string
		tag     string
		length  int64
		body    []byte // nil: not looked at
	}{
		{"a whole file", "GET", nil, 200, "", plain, long, content},
		{"a whole file, compressed", "GET", map[string]string{"Accept-Encoding": "gzip"}, 200, "gzip", compressed, short, nil},
		{"the headers", "HEAD", nil, 200, "", plain, long, []byte{}},
		{"the headers, compressed", "HEAD", map[string]string{"Accept-Encoding": "gzip"}, 200, "gzip", compressed, short, []byte{}},
		{"what is known", "GET", map[string]string{"If-None-Match": plain}, 304, "", plain, 0, []byte{}},
		{"what is known, compressed", "GET", map[string]string{"Accept-Encoding": "gzip", "If-None-Match": compressed}, 304, "", compressed, 0, []byte{}},
		{"another version", "GET", map[string]string{"If-None-Match": `"00000000"`}, 200, "", plain, long, content},
		{"the other coding", "GET", map[string]string{"Accept-Encoding": "gzip", "If-None-Match": plain}, 200, "gzip", compressed, short, nil},
		{"a part", "GET", map[string]string{"Range": "bytes=10-19"}, 206, "", plain, 10, content[10:20]},
		{"a part, which is never compressed", "GET", map[string]string{"Accept-Encoding": "gzip", "Range": "bytes=10-19"}, 206, "", plain, 10, content[10:20]},
		{"a part of this version", "GET", map[string]string{"Accept-Encoding": "gzip", "Range": "bytes=10-19", "If-Range": plain}, 206, "", plain, 10, content[10:20]},
		{"a part of the compressed file", "GET", map[string]string{"Accept-Encoding": "gzip", "Range": "bytes=10-19", "If-Range": compressed}, 200, "", plain, long, content},
		{"a part beyond the end", "GET", map[string]string{"Accept-Encoding": "gzip", "Range": "bytes=9999999-"}, 416, "", "", -1, nil},
		{"this version alone", "GET", map[string]string{"Accept-Encoding": "gzip", "If-Match": plain}, 200, "", plain, long, content},
		{"another version alone", "GET", map[string]string{"Accept-Encoding": "gzip", "If-Match": `"00000000"`}, 412, "", plain, 0, []byte{}},
	} {
		r, err := http.NewRequest(tt.method, server.URL+Path("app.css"), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "identity") // so that the client adds none of its own
		for name, value := range tt.headers {
			r.Header.Set(name, value)
		}
		res, err := server.Client().Do(r)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := body(t, res)
		res.Body.Close()
		if res.StatusCode != tt.status || res.Header.Get("Content-Encoding") != tt.coding || res.Header.Get("ETag") != tt.tag {
			t.Errorf("%s: %d, Content-Encoding %q, ETag %s", tt.name, res.StatusCode, res.Header.Get("Content-Encoding"), res.Header.Get("ETag"))
		}
		if tt.length >= 0 && max(res.ContentLength, 0) != tt.length {
			t.Errorf("%s: Content-Length %d, want %d", tt.name, res.ContentLength, tt.length)
		}
		if tt.body != nil && !bytes.Equal(got, tt.body) {
			t.Errorf("%s: another body of %d bytes", tt.name, len(got))
		}
	}
}
