package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"mtp/internal/blank"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const (
	organizationsExport = "/organizations.csv"
	organizationsImport = "/organizations/import"
)

var organizationColumns = []string{"Id", "Name", "Users", "Administrators"}

// exportOrganizations streams the organizations that match as CSV.
func (s *server) exportOrganizations(c echo.Context) error {
	f, _ := organizationFilter(func(name string) string { return query(c, name) })
	row := func(o store.OrganizationLine) []string {
		return []string{o.ID, o.Name, strconv.Itoa(o.Users), strconv.Itoa(o.Administrators)}
	}
	return download(s, c, "organizations.csv", organizationColumns, row, func(each func([]store.OrganizationLine) error) error {
		return s.store.ExportOrganizations(c.Request().Context(), by(c, form{}), f, each)
	})
}

func (s *server) importOrganizationsForm(c echo.Context) error {
	return s.showOrganizationsImport(c, http.StatusOK, nil)
}

// showOrganizationsImport answers with the page that asks for a file.
func (s *server) showOrganizationsImport(c echo.Context, code int, problems parts.Errors) error {
	m := views.ImportPage{
		Page: s.page(c, "Import organizations"), Action: organizationsImport, FormID: random(), Back: "/organizations", Errors: problems,
		Lead:   "A new name adds an organization, which you have access to. To rename organizations, export them, change the names and keep their Ids. None is deleted. Columns can be in any order; others are not read.",
		Limits: limits(organizationsImport), Export: organizationsExport,
		Columns: []views.ColumnHelp{
			{Name: "Name", Help: "Required. What the organization is called afterwards."},
			{Name: "Id", Help: "Of the organization to rename. Empty for a new one."},
		},
	}
	m.Failed = len(problems) > 0
	return render(c, code, views.Import(m))
}

// previewOrganizations reads the file and leads to what importing it would do.
func (s *server) previewOrganizations(c echo.Context) error {
	f, table, err := importedTable(c, []string{"Name"}, []string{"Id"})
	if problems, refused := refusal(err); refused {
		return s.showOrganizationsImport(c, formStatus(err), problems)
	}
	if err != nil {
		return err
	}
	rows := make([]store.OrganizationRow, len(table.Rows))
	for i, row := range table.Rows {
		rows[i] = store.OrganizationRow{Line: row.Line, Name: row.Cells[0], ID: blank.Trim(row.Cells[1]), Problems: row.Problems}
	}
	id, err := s.store.PreviewOrganizations(c.Request().Context(), by(c, f), rows, unread(table.Unread))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath("", id))
}
