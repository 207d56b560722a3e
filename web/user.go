package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

// askedUser returns the user of the path, of the organization worked in.
func (s *server) askedUser(c echo.Context) (store.UserDetails, error) {
	return s.store.User(c.Request().Context(), actor(c), place(c).ID, c.Param("id"))
}

// user is the page of one: the form for who may edit, text for who may not, and
// what one may do.
func (s *server) user(c echo.Context) error {
	d, err := s.askedUser(c)
	if err != nil {
		return err
	}
	return s.showUser(c, http.StatusOK, "", s.userPage(c, d, portal.DraftOfUser(d.User)), d)
}

// showUser answers with the page of a user. opened is what its form has carried since
// it was opened, "" for one that is opened now.
func (s *server) showUser(c echo.Context, code int, opened string, m views.UserPage, d store.UserDetails) error {
	var err error
	if m.MaySave {
		m.Opened, err = s.opened(c, opened, userParts(d.User, new(portal.UserDraft)))
	}
	if err != nil {
		return err
	}
	return render(c, code, views.User(m))
}

// userPage is the page of a user, with what the form says.
func (s *server) userPage(c echo.Context, d store.UserDetails, draft portal.UserDraft) views.UserPage {
	a := actor(c)
	m := views.UserPage{
		Action: usersPath(place(c).ID) + "/" + d.ID, FormID: random(), Version: strconv.FormatInt(draft.Version, 10), Status: d.Standing(),
		FirstName: draft.FirstName, LastName: draft.LastName, Username: draft.Username, Email: draft.Email,
		MaySave: a.May(portal.EditUsers), Actions: userActions(a, d), Facts: added(d.AddedAt, d.LastLogin),
	}
	m.Page = s.page(c, d.Name())
	if !m.MaySave {
		m.Facts = append([]parts.Fact{{Label: "Username", Value: d.Username}, {Label: "User Email", Value: d.Email}}, m.Facts...)
	}
	if !m.MaySave && len(m.Actions) == 0 {
		m.Why = a.Require(portal.EditUsers).Error()
	}
	return m
}

func (s *server) newUser(c echo.Context) error {
	return render(c, http.StatusOK, views.User(s.newUserPage(c, portal.UserDraft{})))
}

func (s *server) newUserPage(c echo.Context, draft portal.UserDraft) views.UserPage {
	return views.UserPage{
		Page: s.page(c, "New user"), Action: usersPath(place(c).ID), FormID: random(), MaySave: true,
		FirstName: draft.FirstName, LastName: draft.LastName, Username: draft.Username, Email: draft.Email,
	}
}

// userDraft reads the form of a user, who is there in the current version.
func userDraft(f form, current int64) (portal.UserDraft, error) {
	v, err := version(f, current)
	return portal.UserDraft{FirstName: f.text("first_name"), LastName: f.text("last_name"), Username: f.text("username"), Email: f.text("email"), Version: v}, err
}

func (s *server) addUser(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	draft, err := userDraft(f, 0)
	if err != nil {
		return err
	}
	if f.has("picker") { // kept over the end of a session: to be looked at first
		return render(c, http.StatusOK, views.User(s.newUserPage(c, draft)))
	}
	out, err := s.store.AddUser(c.Request().Context(), by(c, f), draft)
	if problems, ok := refusal(err); ok {
		m := s.newUserPage(c, draft)
		m.Errors, m.Failed = problems, true
		return render(c, formStatus(err), views.User(m))
	}
	if err != nil {
		return err
	}
	return s.done(c, usersPath(place(c).ID), out.Name+" is added. "+s.mailed(c, out, "invitation"))
}

func (s *server) editUser(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	d, err := s.askedUser(c)
	if err != nil {
		return err
	}
	draft, err := userDraft(f, d.Version)
	if err != nil {
		return err
	}
	if f.has("picker") {
		return s.showUser(c, http.StatusOK, stillOpened(f), s.userPage(c, d, draft), d)
	}
	out, err := s.store.EditUser(c.Request().Context(), by(c, f), d.ID, draft)
	problems, refused := refusal(err)
	if refused || fault.Is(err, fault.Stale) {
		return s.refusedUser(c, f, formStatus(err), draft, problems)
	}
	if err != nil {
		return err
	}
	return s.saved(c, usersPath(place(c).ID)+"/"+d.ID, out.Name, out, s.alsoCame(c, out))
}

// refusedUser answers a form that was not saved: with what is wrong with it or,
// when somebody else saved meanwhile, with what both changed.
func (s *server) refusedUser(c echo.Context, f form, code int, draft portal.UserDraft, problems parts.Errors) error {
	d, err := s.askedUser(c)
	if err != nil {
		return err
	}
	opened, conflict := stillOpened(f), []parts.Difference(nil)
	if len(problems) == 0 {
		m, err := s.merge(c, f, store.Meanwhile{Kind: "user", ID: d.ID}, userParts(d.User, &draft))
		if err != nil {
			return err
		}
		m.otherwise("Status", d.Standing())
		opened, draft.Version, conflict, problems = "", d.Version, m.conflict(), m.questions
	}
	m := s.userPage(c, d, draft)
	m.Errors, m.Conflict, m.Failed = problems, conflict, true
	return s.showUser(c, code, opened, m, d)
}
