package web

import (
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// refreshed is after how many seconds the page of a running job loads anew where
// scripts are off.
const refreshed = 3

// showJob answers with the job in whatever state it is. e is what was chosen for
// it and is not saved.
func (s *server) showJob(c echo.Context, code int, j store.Job, e edit, problems parts.Errors) error {
	m := views.JobPage{
		Page: s.page(c, jobTitle(j)), Href: jobPath(j.In, j.ID), FormID: random(), Version: strconv.FormatInt(j.Choice, 10), Crumb: jobList(j), Cancel: jobList(j).Href,
		State: jobStates[j.State], Facts: jobFacts(j), Errors: problems,
	}
	m.Failed = len(problems) > 0
	if j.Note != "" {
		m.Notes = append(m.Notes, j.Note)
	}
	if !s.config.MailSetUp && j.Done > 0 && mails(j) {
		m.Notes = append(m.Notes, "Mail is not set up; the emails go to "+store.OutboxFolder+"/.")
	}
	var err error
	again := c.QueryParam("choose") != "" && j.Kind.MovesAccess() && j.Mine
	switch {
	case j.State == store.JobChoosing, j.State == store.JobPreview && (again || e.picked):
		err = s.choosing(c, &m, j, e)
	case j.State == store.JobPreview:
		err = s.previewed(c, &m, j, e)
	default:
		err = s.started(c, &m, j)
	}
	if err != nil {
		return err
	}
	if m.Items, err = s.jobItems(c, j); err != nil {
		return err
	}
	return render(c, code, views.Job(m))
}

func jobFacts(j store.Job) []parts.Fact {
	var list []parts.Fact
	if j.Role != portal.NoRole {
		list = append(list, parts.Fact{Label: "Role", Value: j.Role.String()})
	}
	if j.Organizations > 0 {
		list = append(list, parts.Fact{Label: "Organizations", Value: firstOf(j.Names, j.Organizations)})
	}
	if j.StartedAt.IsZero() {
		return list
	}
	if j.Invites {
		list = append(list, parts.Fact{Label: "Invitations", Value: "To each new user"})
	}
	list = append(list, parts.Fact{Label: "By", Value: j.By}, parts.Fact{Label: "Started", Value: moment(j.StartedAt), ISO: iso(j.StartedAt)})
	if !j.EndedAt.IsZero() {
		list = append(list, parts.Fact{Label: "Took", Value: took(j.EndedAt.Sub(j.StartedAt))})
	}
	if j.Reason != "" {
		list = append(list, parts.Fact{Label: "Stopped", Value: j.Reason})
	}
	return list
}

// took writes how long something took: "less than a second", "1 minute 5 seconds".
func took(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	seconds := counted(int(d.Seconds())%60, "second", "seconds")
	if d < time.Minute {
		return seconds
	}
	return counted(int(d.Minutes()), "minute", "minutes") + " " + seconds
}

// choosing asks for what the job still needs.
func (s *server) choosing(c echo.Context, m *views.JobPage, j store.Job, e edit) error {
	if !j.Mine {
		m.WhyNot = "Only " + j.By + " can go on with this."
		return nil
	}
	m.Choice = &views.JobChoice{}
	if j.Kind.MovesAccess() {
		page, err := s.store.Picker(c.Request().Context(), actor(c), e.pickerQuery())
		p := picker(e, page)
		p.AddedTitle, p.Summary = "Chosen", "" // nobody's access changes by the choice
		m.Choice.Picker = &p
		return err
	}
	if j.Kind != portal.ChangeRoles { // its preview was interrupted
		return nil
	}
	m.Choice.Roles = roleOptions("Choose a role", e.draft.Role)
	for _, r := range portal.Roles() {
		m.Choice.About = append(m.Choice.About, aboutRole(r, false))
	}
	return nil
}

// previewed says what starting the job would do.
func (s *server) previewed(c echo.Context, m *views.JobPage, j store.Job, e edit) error {
	if j.Mine && j.Kind == portal.ChangeRoles {
		if e.draft.Role == portal.NoRole {
			e.draft.Role = j.Role
		}
		if err := s.choosing(c, m, j, e); err != nil {
			return err
		}
		m.Choice.Chosen = true
	}
	m.Cards = previewCards(j)
	switch {
	case !j.Mine:
		m.WhyNot = "Only " + j.By + " can start this."
	case j.Affected == 0 && imports(j):
		m.WhyNot = "There is nothing to import."
	case j.Affected == 0:
		m.WhyNot = "There is nothing to do: everyone is skipped."
	case imports(j):
		rows := jobWords[j.Kind].rows
		m.Start, m.One = "Import "+counted(j.Affected, rows[0], rows[1]), j.Affected == 1
		m.Invites = j.Kind == store.ImportUsers && j.Creates > 0
	default:
		m.Start, m.One = "Apply to "+counted(j.Affected, "administrator", "administrators"), j.Affected == 1
	}
	m.Consequences = jobWords[j.Kind].consequences
	if j.Kind.MovesAccess() && j.Mine {
		m.Links = []parts.Link{{Name: "Choose other organizations", Href: m.Href + "?choose=organizations"}, {Name: "Choose other administrators", Href: m.Href + "/people"}}
	}
	if j.Kind != portal.ChangeRoles && j.Kind != store.ImportAdministrators {
		return s.reasons(c, m, j)
	}
	turns, err := s.store.JobTurns(c.Request().Context(), actor(c), j.ID)
	if err != nil {
		return err
	}
	for _, t := range turns {
		from := t.Before.String()
		if t.Before == portal.NoRole {
			from = "New"
		}
		turn := views.RoleTurn{Title: from + " → " + t.After.String() + ": " + counted(t.Count, "administrator", "administrators")}
		if imports(j) { // elsewhere the choice of the role warns
			turn.Warning = t.After.Warning(false)
		}
		turn.Gains, turn.Loses = gainsAndLosses(t.Before, t.After, false)
		m.Turns = append(m.Turns, turn)
	}
	return s.reasons(c, m, j)
}

func previewCards(j store.Job) []parts.Card {
	var list []parts.Card
	add := func(n int, one, many string) {
		if n == 1 {
			many = one
		}
		list = append(list, parts.Card{Number: number(n), What: many})
	}
	if !imports(j) {
		add(j.Affected, "administrator is affected", "administrators are affected")
		add(j.Skipped, "is skipped", "are skipped")
		return list
	}
	add(j.Creates, "is added", "are added")
	add(j.Affected-j.Creates, "is changed", "are changed")
	add(j.Unchanged, "stays as it is", "stay as they are")
	add(j.Skipped, "line is refused", "lines are refused")
	return list
}

// started says how far the job is, or what came of it.
func (s *server) started(c echo.Context, m *views.JobPage, j store.Job) error {
	if j.Held != "" {
		m.Notes = append(m.Notes, "This stands still for now. "+j.Held+" What is left is tried again every minute, and the log says why. Nothing is done twice.")
	}
	if j.State == store.JobRunning {
		m.Refresh = refreshed
		m.Progress = &views.JobProgress{Done: j.Done + j.Failed, Of: j.Affected, Text: progress(j.Tally), MayStop: true}
	} else {
		if c.QueryParam("ended") != "" && m.Message == "" {
			m.Message = came(j) + "."
		}
		m.Cards = []parts.Card{{Number: number(j.Done), What: "done"}}
		skipped := "skipped"
		if imports(j) {
			skipped = "refused by the preview"
		}
		for _, part := range []parts.Card{{Number: number(j.Failed), What: "refused"}, {Number: number(j.Left), What: "not tried"}, {Number: number(j.Unchanged), What: "unchanged"}, {Number: number(j.Skipped), What: skipped}} {
			if part.Number != "0" {
				m.Cards = append(m.Cards, part)
			}
		}
		m.Links = append(m.Links, parts.Link{Name: "Download results", Href: m.Href + "/results.csv"})
	}
	if j.In == "" && actor(c).May(portal.ViewActivity) {
		m.Links = append(m.Links, parts.Link{Name: "See the activity", Href: "/activity?job=" + j.ID})
	}
	if j.State == store.JobRunning {
		return nil
	}
	return s.reasons(c, m, j)
}

// reasons says why some are skipped or were refused.
func (s *server) reasons(c echo.Context, m *views.JobPage, j store.Job) error {
	if j.Skipped+j.Failed == 0 {
		return nil
	}
	m.ReasonsTitle = "Not done, and why"
	if imports(j) {
		m.ReasonsTitle = "Refused, and why"
	} else if j.State == store.JobPreview {
		m.ReasonsTitle = "Skipped, and why"
	}
	one, many := "administrator", "administrators"
	if imports(j) {
		one, many = "line", "lines"
	}
	list, err := s.store.JobReasons(c.Request().Context(), actor(c), j.In, j.ID)
	for _, w := range list {
		m.Reasons = append(m.Reasons, views.JobReason{Title: w.Reason, Count: counted(w.Count, one, many), Names: firstOf(w.Names, w.Count)})
	}
	return err
}

// jobItems is a page of those that the job is about.
func (s *server) jobItems(c echo.Context, j store.Job) (*views.JobItems, error) {
	show := query(c, "show")
	if show == "" && j.State == store.JobPreview && !imports(j) && j.Affected > 0 && j.Skipped > 0 {
		show = string(store.WillChange) // those who are skipped are told with their reasons above
	}
	f := store.ItemFilter{Fate: store.Fate(show), After: c.QueryParam("after"), Before: c.QueryParam("before")}
	switch show {
	case "all":
		f.Fate = ""
	case "failed":
		f.Fate, f.Result = "", store.Refused
	case "done":
		f.Fate, f.Result = "", store.Done
	case "left":
		f.Fate, f.Left = "", true
	}
	list, err := s.store.JobItems(c.Request().Context(), actor(c), j.In, j.ID, f)
	if err != nil {
		return nil, err
	}
	m := &views.JobItems{Title: "Administrators", Numbered: imports(j), Email: j.Kind != store.ImportOrganizations, Username: j.Kind == store.ImportUsers, Empty: "There are none of these."}
	if imports(j) {
		m.Title = "Lines of the file"
	}
	m.Pager = pager(jobPath(j.In, j.ID), list, url.Values{"show": {show}}, "")
	add := func(key, name string, n int) {
		if n > 0 {
			m.Filters = append(m.Filters, parts.NavItem{Name: name + " " + number(n), Href: withQuery(jobPath(j.In, j.ID), url.Values{"show": {key}}) + "#items", Current: show == key || show == "" && key == "all"})
		}
	}
	affected, skipped, left := "Affected", "Skipped", "Waiting"
	if j.State == store.JobStopped {
		left = "Not tried"
	}
	if imports(j) {
		affected, skipped = "Changed", "Refused"
	}
	add("all", "All", j.Items)
	if j.StartedAt.IsZero() {
		add(string(store.WillCreate), "New", j.Creates)
		add(string(store.WillChange), affected, j.Affected-j.Creates)
	} else {
		add("done", "Done", j.Done)
		add("failed", "Refused when tried", j.Failed)
		add("left", left, j.Left)
	}
	add(string(store.StaysAsIs), "Unchanged", j.Unchanged)
	add(string(store.IsRefused), skipped, j.Skipped)
	for _, i := range list.Rows {
		m.Rows = append(m.Rows, jobItem(j, i))
	}
	return m, nil
}

func jobItem(j store.Job, i store.JobItem) views.JobItem {
	row := views.JobItem{Line: number(i.Line), Name: shortened(i.Name), Email: shortened(i.Email), Username: shortened(i.Username), Result: itemResult(j, i), Reason: i.Reason}
	gone := j.Kind == portal.DeleteAdministrators && i.Result == store.Done
	if i.SubjectID != "" && !gone {
		row.Href = jobList(j).Href + "/" + i.SubjectID
	}
	for _, ch := range i.Changes {
		row.Changes = append(row.Changes, parts.FieldChange{Field: ch.Field, Before: ch.Before, After: ch.After})
	}
	return row
}
