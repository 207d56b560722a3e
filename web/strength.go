package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/credential"
)

// passwordStrength tells whoever types a new password how strong it is, by the
// check that decides in the end. It stores nothing. Each answer takes a slot:
// when none is free it is 429 at once, and the page stays silent.
func (s *server) passwordStrength(slots chan struct{}) echo.HandlerFunc {
	return func(c echo.Context) error {
		f, err := posted(c)
		if err != nil {
			return err
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		default:
			c.Response().Header().Set("Retry-After", "1")
			return c.NoContent(http.StatusTooManyRequests)
		}
		words := []string{s.providerName(c.Request().Context())}
		for _, name := range []string{"provider_name", "first_name", "last_name", "email", "username", "names"} {
			words = append(words, cut(f.text(name)))
		}
		text, ok := credential.Strength(f.secret("new_password"), words...)
		return c.JSON(http.StatusOK, struct {
			OK   bool   `json:"ok"`
			Text string `json:"text"`
		}{ok, text})
	}
}
