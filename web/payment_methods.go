package web

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	bill "mtp/internal/billing"
	"mtp/internal/fault"
	"mtp/store"
	"mtp/views"
	"mtp/views/parts"
)

const methodsPath = "/account/payment-methods"

func methodPath(m bill.Method) string { return methodsPath + "/" + m.ID }

func (s *server) methodRow(m bill.Method) views.MethodRow {
	row := views.MethodRow{Href: methodPath(m), Words: m.Words(), Holder: m.Holder, Reference: m.Reference, Default: m.Default}
	if m.Kind == bill.Card {
		row.Expiry, row.Expired = m.Expiry.First().Format("01/2006"), m.Expired(s.store.Month())
	}
	return row
}

func (s *server) newPaymentMethod(c echo.Context) error {
	return render(c, http.StatusOK, views.PaymentMethod(s.methodForm(c, store.MethodDetails{}, bill.Method{})))
}

func (s *server) paymentMethod(c echo.Context) error {
	d, err := s.store.PaymentMethod(c.Request().Context(), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return s.openMethod(c, http.StatusOK, "", s.methodForm(c, d, d.Method), d.Method)
}

// openMethod answers with the form of a method. now is what is saved; opened is what
// the form has carried since it was opened, "" for one that is opened now.
func (s *server) openMethod(c echo.Context, code int, opened string, m views.MethodForm, now bill.Method) error {
	var err error
	if m.Opened, err = s.opened(c, opened, methodParts(now, new(bill.Method))); err != nil {
		return err
	}
	return render(c, code, views.PaymentMethod(m))
}

func (s *server) addPaymentMethod(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	m := parseMethod(f)
	added, err := s.store.AddPaymentMethod(c.Request().Context(), by(c, f), m)
	if problems, ok := refusal(err); ok {
		form := s.typedMethod(c, store.MethodDetails{}, m, f, problems)
		return render(c, formStatus(err), views.PaymentMethod(form))
	}
	if err != nil {
		return err
	}
	message := added.Words() + " is added."
	if added.Default {
		message += " Invoices name it from now on."
	}
	return s.done(c, "/account", message)
}

func (s *server) editPaymentMethod(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	now, err := s.store.PaymentMethod(ctx, actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	m := parseMethod(f)
	m.ID, m.Default = now.ID, now.Default
	if m.Version, err = version(f, now.Version); err != nil {
		return err
	}
	out, err := s.store.EditPaymentMethod(ctx, by(c, f), m)
	problems, refused := refusal(err)
	if refused {
		return s.openMethod(c, formStatus(err), stillOpened(f), s.typedMethod(c, now, m, f, problems), now.Method)
	}
	if fault.Is(err, fault.Stale) {
		return s.mergeMethod(c, f, m)
	}
	if err != nil {
		return err
	}
	return s.saved(c, "/account", out.Name, out, "")
}

// parseMethod reads the form. An expiry that is not whole is none.
func parseMethod(f form) bill.Method {
	m := bill.Method{
		Kind: bill.Kind(f.text(bill.FieldKind)), Holder: f.text(bill.FieldHolder), LastFour: f.text(bill.FieldLastFour),
		Reference: f.text(bill.FieldReference), Default: f.on(bill.FieldDefault),
	}
	m.Expiry, _ = bill.ParseMonth(f.text(bill.FieldExpiryYear) + "-" + f.text(bill.FieldExpiryMonth))
	return m
}

// typedMethod is the form as it was sent; saved is what is there now.
func (s *server) typedMethod(c echo.Context, saved store.MethodDetails, typed bill.Method, f form, problems parts.Errors) views.MethodForm {
	m := s.methodForm(c, saved, typed)
	m.ExpiryMonths = expiryOptions("Month", 1, 12, f.text(bill.FieldExpiryMonth), "%02d")
	m.ExpiryYears = s.expiryYears(f.text(bill.FieldExpiryYear))
	m.Errors, m.Failed, m.Unsaved = problems, true, true
	return m
}

// mergeMethod answers with what the form says and what somebody else saved since it
// was opened.
func (s *server) mergeMethod(c echo.Context, f form, typed bill.Method) error {
	now, err := s.store.PaymentMethod(c.Request().Context(), actor(c), typed.ID)
	if err != nil {
		return err
	}
	merged, err := s.merge(c, f, store.Meanwhile{Kind: "account", ID: now.ID}, methodParts(now.Method, &typed))
	if err != nil {
		return err
	}
	merged.otherwise("Holder", now.Holder)
	typed.Version = now.Version
	m := s.methodForm(c, now, typed)
	m.Errors, m.Conflict, m.Failed, m.Unsaved = merged.questions, merged.conflict(), true, true
	return s.openMethod(c, http.StatusConflict, "", m, now.Method)
}

// methodForm is the page of a method, the zero one for a new one, with what was typed
// in its fields. Outside of the fields it shows only what is saved.
func (s *server) methodForm(c echo.Context, d store.MethodDetails, typed bill.Method) views.MethodForm {
	month, year := "", ""
	if typed.Expiry != 0 {
		month, year = typed.Expiry.First().Format("01"), typed.Expiry.First().Format("2006")
	}
	m := views.MethodForm{
		Action: methodsPath, FormID: random(), New: d.ID == "", Holder: shown(typed.Holder), LastFour: shown(typed.LastFour), Reference: shown(typed.Reference), Default: typed.Default,
		ExpiryMonths: expiryOptions("Month", 1, 12, month, "%02d"), ExpiryYears: s.expiryYears(year),
	}
	if m.New {
		m.Page = s.page(c, "New payment method")
		m.Kinds = []parts.Option{{Label: "Choose a kind"}}
	} else {
		m.Page = s.page(c, d.Words())
		m.Action, m.Version, m.Actions = methodPath(d.Method), strconv.FormatInt(typed.Version, 10), methodActions(d)
	}
	for _, k := range bill.Kinds() {
		m.Kinds = append(m.Kinds, parts.Option{Value: string(k), Label: k.String(), Chosen: k == typed.Kind})
	}
	return m
}

// expiryYears are this year and the 20 after it, and the one that is chosen.
func (s *server) expiryYears(chosen string) []parts.Option {
	year := s.store.Month().First().Year()
	first := year
	if n, err := strconv.Atoi(chosen); err == nil && n < year && n > year-50 {
		first = n
	}
	return expiryOptions("Year", first, year+20, chosen, "%d")
}

func expiryOptions(none string, from, to int, chosen, format string) []parts.Option {
	list := []parts.Option{{Label: none}}
	for n := from; n <= to; n++ {
		text := fmt.Sprintf(format, n)
		list = append(list, parts.Option{Value: text, Label: text, Chosen: text == chosen})
	}
	return list
}

// methodActions are what can be done to the method beside editing it.
func methodActions(d store.MethodDetails) []parts.Action {
	list := []parts.Action{deleteMethodAction(d)}
	if !d.Default {
		list = append(list, parts.Action{Name: "Make Default", Href: methodPath(d.Method) + "/default", FormID: random(), Help: "Invoices that are issued from now on name it."})
	}
	return list
}

func deleteMethodAction(d store.MethodDetails) parts.Action {
	consequences := []string{"Invoices that were issued still name it."}
	switch {
	case !d.Default:
		consequences = append(consequences, "The default payment method stays as it is.")
	case d.Next.ID != "":
		consequences = append(consequences, d.Next.Words()+" becomes the default.")
	default:
		consequences = append(consequences, "No payment method is left, and invoices will name none.")
	}
	return parts.Action{
		Name: "Delete", Href: methodPath(d.Method) + "/delete", FormID: random(), Danger: true, Help: "Removes it from the account.",
		Confirm: &parts.Confirm{Title: "Delete " + d.Words() + "?", Consequences: consequences},
	}
}

func (s *server) makeDefault(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	m, err := s.store.MakeDefault(c.Request().Context(), by(c, f), c.Param("id"))
	if err != nil {
		return err
	}
	return s.done(c, "/account", m.Words()+" is the default. Invoices name it from now on.")
}

func (s *server) deletePaymentMethod(c echo.Context) error {
	f, err := posted(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if f.text("confirm") != "yes" {
		d, err := s.store.PaymentMethod(ctx, actor(c), c.Param("id"))
		if err != nil {
			return err
		}
		return s.question(c, http.StatusOK, deleteMethodAction(d), methodPath(d.Method))
	}
	out, err := s.store.DeletePaymentMethod(ctx, by(c, f), c.Param("id"))
	if err != nil {
		return err
	}
	message := out.Words + " is deleted."
	if out.Default != "" {
		message += " " + out.Default + " is the default now."
	}
	return s.done(c, "/account", message)
}
