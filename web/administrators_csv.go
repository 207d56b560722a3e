package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/blank"
	"mtp/internal/portal"
	"mtp/internal/sheet"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const (
	administratorsExport = "/administrators.csv"
	administratorsImport = "/administrators/import"
)

// The columns of a file of administrators. Email comes first where it is read,
// since it alone is required.
const (
	columnFirstName     = "First Name"
	columnLastName      = "Last Name"
	columnEmail         = "Email"
	columnRole          = "Role"
	columnRequireMFA    = "Require MFA"
	columnAPIAccess     = "API Access"
	columnOrganizations = "Organizations"
	columnStatus        = "Status"
)

var administratorColumns = []string{columnFirstName, columnLastName, columnEmail, columnRole, columnRequireMFA, columnAPIAccess, columnOrganizations, columnStatus}

// exportAdministrators streams the administrators that match as CSV, or warns of
// cells that Excel would cut.
func (s *server) exportAdministrators(c echo.Context) error {
	f, kept, err := administratorFilter(func(name string) string { return query(c, name) })
	if err != nil {
		return err
	}
	row := func(a store.AdministratorExport) []string {
		return []string{a.FirstName, a.LastName, a.Email, a.Role.String(), portal.OnOff(a.RequireMFA), portal.OnOff(a.APIAccess), sheet.Join(a.Organizations, a.AllOrganizations), a.Standing()}
	}
	return download(s, c, "administrators.csv", administratorColumns, row, func(each func([]store.AdministratorExport) error) error {
		if warned, err := s.warned(c, f, kept); warned || err != nil {
			return err
		}
		return s.store.ExportAdministrators(c.Request().Context(), by(c, form{}), f, each)
	})
}

func (s *server) importAdministratorsForm(c echo.Context) error {
	return s.showAdministratorsImport(c, http.StatusOK, nil)
}

// showAdministratorsImport answers with the page that asks for a file.
func (s *server) showAdministratorsImport(c echo.Context, code int, problems parts.Errors) error {
	m := views.ImportPage{
		Page: s.page(c, "Import administrators"), Action: administratorsImport, FormID: random(), Back: "/administrators", Errors: problems,
		Lead:   "Each line is matched by its email address: a known one changes that administrator, a new one adds and invites somebody. Nobody is deleted. Columns can be in any order; what a missing column would say stays as it is.",
		Limits: limits(administratorsImport), Export: administratorsExport,
		Columns: []views.ColumnHelp{
			{Name: columnEmail, Help: "Required. Whom the line is about."},
			{Name: columnFirstName, Help: "Required for a new administrator."},
			{Name: columnLastName, Help: "Required for a new administrator; - for a person with one name."},
			{Name: columnRole, Help: "Required for a new administrator. One of the eight roles."},
			{Name: columnRequireMFA, Help: "On or Off. If empty, on for a new administrator."},
			{Name: columnAPIAccess, Help: "On or Off. If empty, off for a new administrator."},
			{Name: columnOrganizations, Help: "Names separated by ; or * for all. An empty cell removes all access. Put a name that contains ; in quotation marks."},
			{Name: columnStatus, Help: "Suspended suspends. Active, Invited or Locked restores a suspended administrator."},
		},
	}
	m.Failed = len(problems) > 0
	return render(c, code, views.Import(m))
}

// previewAdministrators reads the file and leads to what importing it would do.
func (s *server) previewAdministrators(c echo.Context) error {
	f, table, err := importedTable(c, []string{columnEmail}, []string{columnFirstName, columnLastName, columnRole, columnRequireMFA, columnAPIAccess, columnOrganizations, columnStatus})
	if problems, refused := refusal(err); refused {
		return s.showAdministratorsImport(c, formStatus(err), problems)
	}
	if err != nil {
		return err
	}
	missing := map[string]bool{}
	for _, column := range table.Missing {
		missing[column] = true
	}
	rows := make([]store.AdministratorRow, len(table.Rows))
	for i, row := range table.Rows {
		rows[i] = administratorLine(row, missing)
	}
	id, err := s.store.PreviewAdministrators(c.Request().Context(), by(c, f), rows, unread(table.Unread))
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath("", id))
}

// administratorLine reads what a line says.
func administratorLine(row sheet.Row, missing map[string]bool) store.AdministratorRow {
	line := store.AdministratorRow{Line: row.Line, Email: blank.Trim(row.Cells[0]), Problems: row.Problems}
	cell := func(at int, column string) (string, bool) { return blank.Trim(row.Cells[at]), !missing[column] }
	problem := func(text string) { line.Problems = append(line.Problems, text) }
	if v, given := cell(1, columnFirstName); given {
		line.FirstName = &v
	}
	if v, given := cell(2, columnLastName); given {
		line.LastName = &v
	}
	if v, given := cell(3, columnRole); given {
		role, known := portal.ParseRole(v)
		if !known && v != "" {
			line.UnknownRole = shortened(v)
		}
		line.Role = &role
	}
	flag := func(at int, column string) *bool {
		v, given := cell(at, column)
		if !given || v == "" {
			return nil
		}
		on, known := switches[portal.Key(v)]
		if !known {
			problem(column + " must be On or Off.")
		}
		return &on
	}
	line.RequireMFA, line.APIAccess = flag(4, columnRequireMFA), flag(5, columnAPIAccess)
	if v, given := cell(6, columnOrganizations); given {
		names, all, err := sheet.Split(v)
		if err != nil {
			problem(columnOrganizations + ": " + err.Error())
		}
		if line.AllOrganizations = all; !all {
			line.Organizations = &names
		}
	}
	if v, given := cell(7, columnStatus); given && v != "" {
		status := portal.Status(portal.Key(v))
		switch status {
		case portal.Invited, portal.Active, portal.Suspended, store.StatusLocked:
			line.Status = &status
		default:
			problem(columnStatus + " must be Invited, Active, Locked or Suspended.")
		}
	}
	return line
}

// switches are the words for on and off that files hold.
var switches = map[string]bool{"on": true, "yes": true, "true": true, "1": true, "off": false, "no": false, "false": false, "0": false}
