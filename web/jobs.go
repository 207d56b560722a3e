package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const jobRoute = "/jobs/:id"

// jobPath is where a job of the organization is, or one of the portal for "".
func jobPath(in, id string) string {
	if in == "" {
		return "/jobs/" + id
	}
	return importPath(in) + "/" + id
}

// bulk makes a job of what was chosen in the list, and leads to it.
func (s *server) bulk(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	who, filter, kept, err := selectedAdministrators(f)
	if err != nil {
		return err
	}
	id, err := s.store.NewJob(c.Request().Context(), by(c, f), portal.BulkKind(f.text("action")), who)
	if problems, refused := refusal(err); refused {
		return s.showAdministrators(c, formStatus(err), filter, kept, problems)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath("", id))
}

// running lists the jobs that run now, of the organization worked in or of the portal.
func (s *server) running(c echo.Context) ([]parts.Link, error) {
	jobs, err := s.store.RunningJobs(c.Request().Context(), actor(c), place(c).ID)
	var list []parts.Link
	for _, j := range jobs {
		list = append(list, parts.Link{Name: jobTitle(j) + ": " + progress(j.Tally) + ".", Href: jobPath(j.In, j.ID)})
	}
	return list, err
}

// jobs is the list of what was done to many.
func (s *server) jobs(c echo.Context) error {
	list, err := s.store.Jobs(c.Request().Context(), actor(c), c.QueryParam("after"), c.QueryParam("before"))
	if err != nil {
		return err
	}
	m := views.JobsPage{Page: s.page(c, "Bulk actions"), Pager: pager("/jobs", list, nil, "")}
	for _, j := range list.Rows {
		m.Rows = append(m.Rows, views.JobRow{
			Href: jobPath(j.In, j.ID), What: jobTitle(j), By: j.By, Started: moment(j.StartedAt), StartedISO: iso(j.StartedAt), State: jobStates[j.State], Numbers: came(j),
		})
	}
	return render(c, http.StatusOK, views.Jobs(m))
}

// job is the page of one.
func (s *server) job(c echo.Context) error {
	j, err := s.store.Job(c.Request().Context(), actor(c), place(c).ID, c.Param("id"))
	if err != nil {
		return err
	}
	if j.State == store.JobChoosing && j.Items == 0 && j.Organizations > 0 {
		return c.Redirect(http.StatusSeeOther, jobPath(j.In, j.ID)+"/people")
	}
	return s.showJob(c, http.StatusOK, j, edit{}, nil)
}

// chooseForJob takes the organizations or the role that a job needs.
func (s *server) chooseForJob(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	e := edit{search: cut(f.text("organization_search")), changes: f.all("change")}
	e.draft.Role, _ = portal.ParseRole(f.text("role"))
	e.tick(f)
	e.pick(f)
	j, err := s.store.Job(ctx, actor(c), place(c).ID, id)
	if err != nil {
		return err
	}
	if e.picked = f.has("picker"); e.picked {
		return s.showJob(c, http.StatusOK, j, e, nil)
	}
	switch {
	case j.Kind.MovesAccess():
		err = s.store.ChooseOrganizations(ctx, by(c, f), id, e.changes)
	case j.Kind == portal.ChangeRoles:
		err = s.store.ChooseRole(ctx, by(c, f), id, e.draft.Role)
	default:
		err = s.store.PreviewJob(ctx, by(c, f), id)
	}
	if problems, refused := refusal(err); refused {
		return s.showJob(c, formStatus(err), j, e, problems)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath(place(c).ID, id))
}

// startJob starts it, and waits for a small one.
func (s *server) startJob(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("id")
	choice, err := version(f, 0) // with 0 it starts what there is now
	if err != nil {
		return err
	}
	var n store.Tally
	if place(c).ID != "" {
		n, err = s.store.StartUsersJob(ctx, by(c, f), id, choice, f.on("invite"))
	} else {
		n, err = s.store.StartJob(ctx, by(c, f), id, choice)
	}
	if err != nil {
		return err
	}
	if n.Affected > store.DoneAtOnce {
		return s.done(c, jobPath(place(c).ID, id), "")
	}
	if err := s.store.RunJob(ctx, id); err != nil { // what is left is tried again
		s.config.Log.ErrorContext(ctx, "run bulk action "+id, "error", err)
	}
	return s.ended(ctx, c, id)
}

// ended says what came of a job.
func (s *server) ended(ctx context.Context, c echo.Context, id string) error {
	j, err := s.store.Job(ctx, actor(c), place(c).ID, id)
	if err != nil {
		return err
	}
	if j.State == store.JobRunning {
		return s.done(c, jobPath(place(c).ID, id), "") // the page says what is in the way
	}
	return s.done(c, jobPath(place(c).ID, id), came(j)+".")
}

func (s *server) stopJob(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.store.StopJob(c.Request().Context(), by(c, f), c.Param("id")); err != nil {
		return err
	}
	return s.done(c, jobPath(place(c).ID, c.Param("id")), "Stopped. What was done until then stays done.")
}

// people is the page that chooses who gains or loses the organizations of a job.
func (s *server) people(c echo.Context) error {
	f, kept, err := administratorFilter(func(name string) string { return query(c, name) })
	if err != nil {
		return err
	}
	f.After, f.Before = c.QueryParam("after"), c.QueryParam("before")
	return s.showPeople(c, http.StatusOK, f, kept, nil)
}

func (s *server) showPeople(c echo.Context, code int, f store.AdministratorFilter, kept map[string][]string, problems parts.Errors) error {
	ctx := c.Request().Context()
	j, err := s.store.Job(ctx, actor(c), place(c).ID, c.Param("id"))
	if err != nil {
		return err
	}
	if !j.Mine || j.Organizations == 0 || j.State != store.JobChoosing && j.State != store.JobPreview {
		return portal.NotFound()
	}
	list, err := s.store.Administrators(ctx, actor(c), "", f)
	if err != nil {
		return err
	}
	path := jobPath(j.In, j.ID) + "/people"
	m := administratorsPage(s.page(c, "Choose administrators"), path, f, kept, list)
	m.Crumb = &parts.Link{Name: "Organizations", Href: "/organizations"}
	m.Lead = jobTitle(j) + ": " + firstOf(j.Names, j.Organizations) + ". Nothing is changed before you have seen who is affected."
	m.Errors, m.Failed = problems, len(problems) > 0
	m.Selection = selectAdministrators(path, kept, list, []parts.Option{{Value: "preview", Label: "Preview"}})
	return render(c, code, views.Administrators(m))
}

// choosePeople takes those who were chosen there.
func (s *server) choosePeople(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	who, filter, kept, err := selectedAdministrators(f)
	if err != nil {
		return err
	}
	err = s.store.ChooseAdministrators(c.Request().Context(), by(c, f), c.Param("id"), who)
	if problems, refused := refusal(err); refused {
		return s.showPeople(c, formStatus(err), filter, kept, problems)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, jobPath(place(c).ID, c.Param("id")))
}

var jobColumns = []string{"Line", "Name", "Email", "Result", "Reason", "Changes"}

// usernameAt is where the username stands among them, of a job about users.
const usernameAt = 2

// exportJob streams what came of each item as CSV.
func (s *server) exportJob(c echo.Context) error {
	j, err := s.store.Job(c.Request().Context(), actor(c), place(c).ID, c.Param("id"))
	if err != nil {
		return err
	}
	if j.StartedAt.IsZero() {
		return portal.NotFound()
	}
	columns := jobColumns
	if j.Kind == store.ImportUsers {
		columns = slices.Insert(slices.Clone(jobColumns), usernameAt, "Username")
	}
	row := func(i store.JobItem) []string {
		line := ""
		if i.Line > 0 {
			line = strconv.Itoa(i.Line)
		}
		var changes []string
		for _, ch := range i.Changes {
			changes = append(changes, ch.Field+": "+ch.Before+" → "+ch.After)
		}
		cells := []string{line, i.Name, i.Email, itemResult(j, i), i.Reason, strings.Join(changes, "; ")}
		if j.Kind == store.ImportUsers {
			cells = slices.Insert(cells, usernameAt, i.Username)
		}
		return cells
	}
	return download(s, c, string(j.Kind)+"-"+day(j.StartedAt)+".csv", columns, row, func(each func([]store.JobItem) error) error {
		return s.store.ExportJob(c.Request().Context(), by(c, form{}), j.ID, each)
	})
}
