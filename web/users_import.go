package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const (
	maxFile = 4 << 20 // bytes of a CSV file
	// maxForm leaves room for the form around a file.
	maxForm = 64 << 10
	// maxImportLines is how many lines of an import are shown.
	maxImportLines = 200
)

func importPath(organizationID string) string { return usersPath(organizationID) + "/import" }

func (s *server) importUsersForm(c echo.Context) error { return s.showImport(c, http.StatusOK, nil) }

// showImport answers with the page that asks for a file.
func (s *server) showImport(c echo.Context, code int, problems parts.Errors) error {
	in := place(c).ID
	m := views.UsersImportPage{
		Page: s.page(c, "Import users"), Action: importPath(in), FormID: random(), Back: usersPath(in), Columns: userColumns[:4], Errors: problems,
		Limits: "At most " + number(store.MaxImport) + " users and 4 MB, separated by comma, semicolon or tab.",
	}
	m.Failed = len(problems) > 0
	return render(c, code, views.UsersImport(m))
}

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

// previewUsers reads the file and leads to what importing it would do.
func (s *server) previewUsers(c echo.Context) error {
	f, table, err := importedTable(c, userColumns[:4], nil)
	if problems, refused := refusal(err); refused {
		return s.showImport(c, formStatus(err), problems)
	}
	if err != nil {
		return err
	}
	lines := make([]store.ImportLine, len(table.Rows))
	for i, row := range table.Rows {
		lines[i] = store.ImportLine{Line: row.Line, Problems: row.Problems, Draft: portal.UserDraft{FirstName: row.Cells[0], LastName: row.Cells[1], Username: row.Cells[2], Email: row.Cells[3]}}
	}
	id, err := s.store.PreviewUserImport(c.Request().Context(), by(c, f), lines, table.Unread)
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, importPath(place(c).ID)+"/"+id)
}

// importResults are what the fates are called on the page, in its order.
var importResults = []struct {
	fate      store.Fate
	name      string
	one, many string
}{
	{store.WillCreate, "New", "user will be added", "users will be added"},
	{store.WillChange, "Changed", "user will be changed", "users will be changed"},
	{store.StaysAsIs, "Unchanged", "user stays as it is", "users stay as they are"},
	{store.IsRefused, "Refused", "line is refused", "lines are refused"},
}

// previewedUsers shows what an import would do.
func (s *server) previewedUsers(c echo.Context) error {
	in := place(c).ID
	i, err := s.store.UserImport(c.Request().Context(), actor(c), in, c.Param("id"))
	if err != nil {
		return err
	}
	m := views.UsersPreviewPage{
		Page: s.page(c, "Import users"), Action: importPath(in) + "/" + i.ID, FormID: random(), Back: importPath(in),
		Shown: "All " + number(len(i.Lines)) + " lines.", Adds: i.Count(store.WillCreate) > 0,
	}
	if len(i.Lines) == 1 {
		m.Shown = "The only line."
	}
	for _, r := range importResults {
		n := i.Count(r.fate)
		card := parts.Card{Number: number(n), What: r.many}
		if n == 1 {
			card.What = r.one
		}
		m.Cards = append(m.Cards, card)
	}
	if n := i.Count(store.WillCreate) + i.Count(store.WillChange); n > 0 {
		m.Button = "Import " + counted(n, "user", "users")
	}
	m.Unread = unread(i.Unread)
	lines := slices.Clone(i.Lines)
	slices.SortStableFunc(lines, func(a, b store.ImportLine) int { return refusedFirst(a) - refusedFirst(b) })
	if len(lines) > maxImportLines {
		lines = lines[:maxImportLines]
		m.Shown = "The first " + number(maxImportLines) + " of " + number(len(i.Lines)) + " lines, those that are refused before the others."
	}
	for _, l := range lines {
		m.Lines = append(m.Lines, importLine(l))
	}
	return render(c, http.StatusOK, views.UsersPreview(m))
}

func refusedFirst(l store.ImportLine) int {
	if l.Fate == store.IsRefused {
		return 0
	}
	return 1
}

func importLine(l store.ImportLine) views.ImportLine {
	row := views.ImportLine{
		Line: number(l.Line), Name: shortened(portal.FullName(l.Draft.FirstName, l.Draft.LastName)), Username: shortened(l.Draft.Username), Email: shortened(l.Draft.Email), Reason: l.Reason,
	}
	for _, r := range importResults {
		if r.fate == l.Fate {
			row.Result = r.name
		}
	}
	for _, ch := range l.Changes {
		row.Changes = append(row.Changes, parts.FieldChange{Field: ch.Field, Before: ch.Before, After: ch.After})
	}
	return row
}

// shortened keeps what somebody put into a cell from filling the page.
func shortened(cell string) string {
	if cut := []rune(cell); len(cut) > 2*portal.MaxName+1 {
		return string(cut[:2*portal.MaxName]) + "…"
	}
	return cell
}

// importUsers does what was previewed.
func (s *server) importUsers(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	r, err := s.store.ImportUsers(c.Request().Context(), by(c, f), c.Param("id"), f.on("invite"))
	if err != nil {
		return err
	}
	return s.done(c, usersPath(place(c).ID), s.imported(r, f.on("invite")))
}

// imported says what an import came to.
func (s *server) imported(r store.ImportResult, invited bool) string {
	text := counted(r.Created, "user is", "users are") + " added and " + number(r.Changed) + " changed."
	switch {
	case r.Created == 0 || !invited:
	case s.config.MailSetUp:
		text += " " + counted(r.Created, "invitation is", "invitations are") + " on the way."
	default:
		text += " " + counted(r.Created, "invitation goes", "invitations go") + " to " + store.OutboxFolder + "/, since mail is not set up."
	}
	if before := r.Refused - len(r.Meanwhile); before > 0 {
		text += " " + counted(before, "line was", "lines were") + " refused, as the preview said."
	}
	if n := len(r.Meanwhile); n > 0 {
		var places []string
		for _, line := range r.Meanwhile[:min(n, 10)] {
			places = append(places, number(line))
		}
		text += " " + counted(n, "line was", "lines were") + " refused since someone changed the users after the preview: line " + strings.Join(places, ", ")
		if n > 10 {
			text += " and " + number(n-10) + " more"
		}
		text += "."
	}
	return text
}
