package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/sheet"
	"mtp/store"
)

const (
	maxFile = 4 << 20 // bytes of a CSV file
	// maxForm leaves room for the form around a file.
	maxForm = 64 << 10
)

// files is how large the files may be that are imported, in bytes, by route.
var files = map[string]int64{importRoute: maxFile, administratorsImport: 4 * maxFile, organizationsImport: maxFile}

// uploaded reads a form with a file, which was received. The file's digest stands in the form under
// its name, so that another file is another form.
func uploaded(c echo.Context, name string) (form, []byte, error) {
	r := c.Request()
	most := files[c.Path()]
	f, err := posted(c)
	if err != nil || r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return f, nil, err
	}
	file, err := r.MultipartForm.File[name][0].Open()
	if err != nil {
		return f, nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if int64(len(content)) > most {
		return f, nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	sum := sha256.Sum256(content)
	f.values.Set(name, hex.EncodeToString(sum[:]))
	return f, content, err
}

// limits says how large a file may be that is imported at the route.
func limits(route string) string {
	return "At most " + number(store.MaxImport) + " rows and " + number(int(files[route]>>20)) + " MB, separated by comma, semicolon or tab."
}

// importedTable reads the uploaded file. What is wrong with it is said beside the
// field.
func importedTable(c echo.Context, required, optional []string) (form, sheet.Table, error) {
	f, file, err := uploaded(c, "file")
	if err != nil {
		return f, sheet.Table{}, err
	}
	if file == nil {
		return f, sheet.Table{}, fault.InField("file", "Choose a CSV file.")
	}
	table, err := sheet.Read(file, required, optional, store.MaxImport)
	if problems, refused := refusal(err); refused {
		return f, table, fault.InField("file", problems[0].Text)
	}
	return f, table, err
}

// unread says which columns of the file are not read.
func unread(columns []string) string {
	if len(columns) == 0 {
		return ""
	}
	names := make([]string, min(len(columns), store.MaxJobNames))
	for i := range names {
		names[i] = shortened(columns[i])
	}
	return "These columns are not read: " + firstOf(names, len(columns)) + "."
}

// Limits of files that are imported. docs/operating.md lists them.
const (
	maxImports   = 2  // read and previewed at once
	maxUploads   = 16 // under way at once, of all people
	maxUploadsOf = 2  // and of one
	// importPatience is how long a file that has arrived waits for its place.
	importPatience = 10 * time.Second
)

// uploads counts the files that are under way, by whose they are.
type uploads struct {
	mu  sync.Mutex
	of  map[string]int
	all int
}

// begin reports whether one more of the person may be under way, and counts it.
func (u *uploads) begin(person string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.all == maxUploads || u.of[person] == maxUploadsOf {
		return false
	}
	if u.of == nil {
		u.of = map[string]int{}
	}
	u.all++
	u.of[person]++
	return true
}

func (u *uploads) end(person string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.all--
	if u.of[person]--; u.of[person] == 0 {
		delete(u.of, person)
	}
}

// receive takes in a form with a file, and gives it one of the few places where
// files are read once all of it is there: who sends slowly keeps nobody out.
func (s *server) receive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		person := actor(c).ID
		if !s.uploads.begin(person) {
			c.Response().Header().Set("Connection", "close") // the answer does not wait for the rest of the file
			return tooManyFiles()
		}
		defer s.uploads.end(person)
		if err := c.Request().ParseMultipartForm(files[c.Path()] + maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
				return err
			}
			return echo.NewHTTPError(http.StatusBadRequest)
		}
		over := time.NewTimer(importPatience)
		defer over.Stop()
		select {
		case s.importing <- struct{}{}:
			defer func() { <-s.importing }()
		case <-over.C:
			return tooManyFiles()
		}
		return next(c)
	}
}

func tooManyFiles() error {
	return &fault.Error{Kind: fault.TooMany, Text: "As many files as the portal takes at once are under way. Nothing was changed. Go back and send yours again in a few seconds.", RetryAfter: importPatience}
}
