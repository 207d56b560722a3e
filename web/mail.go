package web

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"mtp/store"
	"mtp/views"
)

// undelivered lists the mail that could not be delivered.
func (s *server) undelivered(c echo.Context) error {
	letters, err := s.store.Undelivered(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	m := views.MailPage{Page: s.page(c, "Undelivered mail")}
	for _, l := range letters {
		m.Rows = append(m.Rows, views.MailRow{
			Name: l.Name, Email: l.Email, Href: recipientPath(l), Belongs: l.Organization, Kind: l.Kind.Words(),
			Since: moment(l.Since), SinceISO: iso(l.Since), Attempts: number(l.Attempts), Reason: l.Reason,
			Next: moment(l.NextTry), NextISO: iso(l.NextTry), Resend: "/mail/" + l.ID + "/send-again", FormID: random(),
		})
	}
	return render(c, http.StatusOK, views.Mail(m))
}

// recipientPath is where the page of a letter's recipient is.
func recipientPath(l store.UndeliveredLetter) string {
	if l.UserID != "" {
		return usersPath(l.OrganizationID) + "/" + l.UserID
	}
	return administratorsPath(l.OrganizationID) + "/" + l.AdministratorID
}

// sendAgain sends one of them again.
func (s *server) sendAgain(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	out, err := s.store.ResendLetter(c.Request().Context(), by(c, f), c.Param("id"))
	if err != nil {
		return err
	}
	text := "The email to " + out.Name + " is queued again. " + s.mailed(c, out, "email")
	return s.done(c, "/mail", strings.TrimSpace(text))
}
