package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
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

// shortened keeps what somebody put into a cell from filling the page.
func shortened(cell string) string {
	if cut := []rune(cell); len(cut) > 2*portal.MaxName+1 {
		return string(cut[:2*portal.MaxName]) + "…"
	}
	return cell
}
