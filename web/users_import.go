package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

func importPath(organizationID string) string { return usersPath(organizationID) + "/import" }

func (s *server) importUsersForm(c echo.Context) error {
	return s.showUsersImport(c, http.StatusOK, nil)
}

// showUsersImport answers with the page that asks for a file.
func (s *server) showUsersImport(c echo.Context, code int, problems parts.Errors) error {
	in := place(c).ID
	m := views.ImportPage{
		Page: s.page(c, "Import users"), Action: importPath(in), FormID: random(), Back: usersPath(in), Errors: problems,
		Lead:   "Each line is matched by its username: a known one changes that user, a new one adds a user. Nobody is deleted. Columns can be in any order; others are not read.",
		Limits: limits(importRoute), Export: usersPath(in) + ".csv",
		Columns: []views.ColumnHelp{
			{Name: userColumns[0], Help: "Required."},
			{Name: userColumns[1], Help: "Required; - for a person with one name."},
			{Name: userColumns[2], Help: "Required. Whom the line is about."},
			{Name: userColumns[3], Help: "Required."},
		},
	}
	m.Failed = len(problems) > 0
	return render(c, code, views.Import(m))
}

// previewUsers reads the file and leads to what importing it would do.
func (s *server) previewUsers(c echo.Context) error {
	f, table, err := importedTable(c, userColumns[:4], nil)
	if problems, refused := refusal(err); refused {
		return s.showUsersImport(c, formStatus(err), problems)
	}
	if err != nil {
		return err
	}
	rows := make([]store.UserRow, len(table.Rows))
	for i, row := range table.Rows {
		rows[i] = store.UserRow{Line: row.Line, Problems: row.Problems, Draft: portal.UserDraft{FirstName: row.Cells[0], LastName: row.Cells[1], Username: row.Cells[2], Email: row.Cells[3]}}
	}
	id, err := s.store.PreviewUsers(c.Request().Context(), by(c, f), rows, unread(table.Unread))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath(place(c).ID, id))
}
