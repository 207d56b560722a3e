package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/blank"
	"mtp/internal/fault"
	"mtp/views/parts"
)

// form is what a request posted. Fields that nobody asks for are ignored.
type form struct {
	values url.Values
	path   string
}

// digest is the same only for forms that say the same and were sent to the same path.
// It gives away nothing of that: it is keyed with the form's random id.
func (f form) digest() string {
	mac := hmac.New(sha256.New, []byte(f.text("form_id")))
	mac.Write([]byte(f.path + "\n" + f.values.Encode()))
	return hex.EncodeToString(mac.Sum(nil))
}

// single names the fields that a form holds at most once.
var single = []string{
	"form_id", "version", fieldOpened, fieldTab, "login", "email", "password", "next", "provider_name", "first_name", "last_name", "require_mfa", "role",
	"api_access", "access", "organization_search", "picker", "copy_from", "save", "name", "confirm", "confirm_email",
	"current_password", "new_password", "confirm_password", "end_sessions",
	"action", "all", "page", "q", "status", "mfa", "organization", "sort", "rule",
	"username", "invite", "code", "current_code", "enrolment", "mfa_password", "mfa_code", "do", "return",
	"contact_name", "contact_email", "contact_phone", "same", "kind", "holder", "last_four", "expiry_month", "expiry_year", "reference", "default",
	"mailing_country", "mailing_company", "mailing_line1", "mailing_line2", "mailing_district", "mailing_city", "mailing_region", "mailing_postal_code", "mailing_sorting_code",
	"billing_country", "billing_company", "billing_line1", "billing_line2", "billing_district", "billing_city", "billing_region", "billing_postal_code", "billing_sorting_code",
}

// posted reads the form of the request.
func posted(c echo.Context) (form, error) {
	if err := c.Request().ParseForm(); err != nil {
		if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
			return form{}, err
		}
		return form{}, echo.NewHTTPError(http.StatusBadRequest)
	}
	f := form{c.Request().PostForm, c.Request().URL.Path}
	for _, name := range single {
		if len(f.values[name]) > 1 {
			return f, fault.InField(name, "The form holds the field “"+name+"” more than once. Open the page again.")
		}
	}
	if len(f.values.Get("form_id")) > 64 {
		return f, fault.New(fault.Invalid, "The id of the form is too long. Open the page again.")
	}
	return f, nil
}

// text returns the field's value without spaces and unseen signs at its ends, ""
// when it is missing.
func (f form) text(name string) string { return blank.Trim(f.values.Get(name)) }

// secret returns the field's value as it was typed, for a password: all of it
// counts.
func (f form) secret(name string) string { return f.values.Get(name) }

// on reports whether a checkbox was ticked.
func (f form) on(name string) bool { return f.values.Get(name) != "" }

// has reports whether the form holds the field at all.
func (f form) has(name string) bool { return f.values.Has(name) }

// all returns each value of the field.
func (f form) all(name string) []string { return f.values[name] }

// ids returns the ids in a field that holds some, with spaces between.
func (f form) ids(name string) (ids []string) {
	for _, value := range f.all(name) {
		ids = append(ids, strings.Fields(value)...)
	}
	return ids
}

// refusal returns what a form shows of err beside its fields, and whether it
// is something that the form can show: bad input, or a rule that was broken.
func refusal(err error) (parts.Errors, bool) {
	f, ok := fault.Of(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Rule {
		return nil, false
	}
	if len(f.Fields) == 0 {
		return parts.Errors{{Text: f.Text}}, true
	}
	var errs parts.Errors
	for _, p := range f.Fields {
		errs = append(errs, parts.FieldError{Field: p.Name, Text: p.Text})
	}
	return errs, true
}

// formStatus returns the status that answers a refused form: a rule that it
// breaks is 422 like bad input, while an action that breaks one is 409.
func formStatus(err error) int {
	if fault.Is(err, fault.Rule) {
		return http.StatusUnprocessableEntity
	}
	return status(err)
}

// maxQuery is how much of a search text or filter is looked at, in code points.
const maxQuery = 200

// query returns a value of the URL, trimmed as a form's is, and cut to a sensible length.
func query(c echo.Context, name string) string {
	return cut(c.QueryParam(name))
}

func cut(s string) string {
	s = blank.Trim(strings.ToValidUTF8(s, ""))
	if utf8.RuneCountInString(s) > maxQuery {
		s = string([]rune(s)[:maxQuery])
	}
	return s
}

// version returns which version of something the form is about, current where it says
// nothing of that: a script that posts none changes what is there now.
func version(f form, current int64) (int64, error) {
	if !f.has("version") {
		return current, nil
	}
	v, err := strconv.ParseInt(f.text("version"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.Invalid, "The form carries a version that cannot be read. Open the page again.")
	}
	return v, nil
}

// shown is what a form shows again of what was typed: the number of a card is
// left out.
func shown(typed string) string {
	if bill.LooksLikeCard(typed) {
		return ""
	}
	return typed
}

// shownPhone is shown for a phone number, which may look like the number of a card.
func shownPhone(typed string) string {
	if bill.PhoneLooksLikeCard(typed) {
		return ""
	}
	return typed
}
