package web

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mtp/internal/portal"
)

// browser opens pages, follows links and sends forms as they stand in the page
// that it shows, so that markup and handlers cannot drift apart. It finds
// things by the words that people see, and runs no scripts.
type browser struct {
	t      *testing.T
	client *http.Client
	at     *url.URL
	code   int  // of the page that is shown
	first  int  // of the answer to the last link or form, before it led on
	stay   bool // where the answer leads is not opened
	header http.Header
	body   string
	page   *goquery.Document
}

// browser returns a browser in which nobody is signed in.
func (p *testPortal) browser() *browser {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	at, err := url.Parse(p.server.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	return &browser{t: p.t, at: at, client: &http.Client{
		Jar:           jar,
		Transport:     p.server.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signedIn returns a browser in which the person of the role is signed in.
func (p *testPortal) signedIn(r portal.Role) *browser {
	b := p.browser()
	b.client.Jar.SetCookies(b.at, []*http.Cookie{{Name: "mtp", Value: begun.cookies[r], Path: "/"}})
	return b
}

// logIn signs in by the form.
func (p *testPortal) logIn(email, password string) *browser {
	b := p.browser()
	b.open("/login").fill("Email", email).fill("Password", password).press("Log in")
	return b
}

// tab is another tab of the same browser, on the same page.
func (b *browser) tab() *browser {
	other := *b
	return other.open(b.at.RequestURI())
}

func (b *browser) open(path string) *browser {
	b.t.Helper()
	to, err := b.at.Parse(path)
	if err != nil {
		b.t.Fatal(err)
	}
	b.send(http.MethodGet, to, nil)
	return b
}

func (b *browser) send(method string, to *url.URL, form url.Values) {
	b.t.Helper()
	b.first = 0
	for range 10 {
		var body io.Reader
		if form != nil {
			body = strings.NewReader(form.Encode())
		}
		r, err := http.NewRequestWithContext(b.t.Context(), method, to.String(), body)
		if err != nil {
			b.t.Fatal(err)
		}
		r.Header.Set("Referer", b.at.String())
		if form != nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
		}
		answer, err := b.client.Do(r)
		if err != nil {
			b.t.Fatal(err)
		}
		content, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			b.t.Fatal(err)
		}
		b.at, b.code, b.header, b.body = to, answer.StatusCode, answer.Header, string(content)
		if b.first == 0 {
			b.first = b.code
		}
		if b.code != http.StatusSeeOther {
			if b.page, err = goquery.NewDocumentFromReader(bytes.NewReader(content)); err != nil {
				b.t.Fatal(err)
			}
			return
		}
		if b.stay {
			return
		}
		if to, err = to.Parse(answer.Header.Get("Location")); err != nil {
			b.t.Fatal(err)
		}
		if to.Host != b.at.Host {
			b.t.Fatalf("led out of the portal, to %s", to)
		}
		method, form = http.MethodGet, nil
	}
	b.t.Fatal("led in circles")
}

// shown are the elements that are not in a dialog that waits for its script, nor
// in a billing address that is the mailing address, which the stylesheet hides.
func (b *browser) shown(selector string) *goquery.Selection {
	same := b.page.Find("#f-same[checked]").Length() > 0
	return b.page.Find(selector).FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.Closest("dialog:not([open])").Length() == 0 && s.Closest("[hidden]").Length() == 0 && !(same && s.Closest(".billing_country .country, .billing_country .address").Length() > 0)
	})
}

// called are the elements whose words are exactly the name.
func called(all *goquery.Selection, name string) *goquery.Selection {
	return all.FilterFunction(func(_ int, s *goquery.Selection) bool { return words(s) == name })
}

func words(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// one fails unless there is exactly one.
func (b *browser) one(s *goquery.Selection, what, name string) *goquery.Selection {
	b.t.Helper()
	if s.Length() != 1 {
		b.t.Fatalf("%s (%d) shows %d %s %q:\n%s", b.at.Path, b.code, s.Length(), what, name, words(b.page.Find("main")))
	}
	return s
}

func (b *browser) click(link string) *browser {
	b.t.Helper()
	href, _ := b.one(called(b.shown("a[href]"), link), "links", link).Attr("href")
	return b.open(href)
}

// control finds what a label belongs to, or what is named without one.
func (b *browser) control(label string) *goquery.Selection {
	b.t.Helper()
	named := b.shown("[aria-label]").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.AttrOr("aria-label", "") == label && s.Is("input") })
	if named.Length() > 0 {
		return b.one(named, "controls named", label)
	}
	id, _ := b.one(called(b.shown("label"), label), "labels", label).Attr("for")
	return b.one(b.page.Find("[id='"+id+"']"), "controls labelled", label)
}

func (b *browser) fill(label, value string) *browser {
	b.t.Helper()
	c := b.control(label)
	if _, fixed := c.Attr("readonly"); fixed || !c.Is("input:not([type=checkbox]):not([type=radio]):not([type=hidden])") {
		b.t.Fatalf("%q cannot be typed into", label)
	}
	c.SetAttr("value", value)
	return b
}

func (b *browser) value(label string) string {
	b.t.Helper()
	c := b.control(label)
	if c.Is("select") {
		return words(b.one(c.Find("option[selected]"), "choices in", label))
	}
	return c.AttrOr("value", "")
}

func (b *browser) choose(label, option string) *browser {
	b.t.Helper()
	options := b.control(label).Find("option")
	chosen := b.one(called(options, option), "choices", option)
	options.RemoveAttr("selected")
	chosen.SetAttr("selected", "")
	return b
}

// tick ticks a checkbox or a radio button.
func (b *browser) tick(label string) *browser {
	b.t.Helper()
	c := b.control(label)
	if c.Is("[type=radio]") {
		b.page.Find("input[type=radio][name='" + c.AttrOr("name", "") + "']").RemoveAttr("checked")
	} else if !c.Is("[type=checkbox]") {
		b.t.Fatalf("%q cannot be ticked", label)
	}
	c.SetAttr("checked", "")
	return b
}

func (b *browser) untick(label string) *browser {
	b.t.Helper()
	b.control(label).RemoveAttr("checked")
	return b
}

func (b *browser) ticked(label string) bool {
	b.t.Helper()
	return b.control(label).Is("[checked]")
}

// press sends the form of the button, with what is in it.
func (b *browser) press(button string) *browser {
	b.t.Helper()
	b.pressWith(button, nil)
	return b
}

// pressWith changes what the form sends, as somebody with other tools could.
func (b *browser) pressWith(button string, change func(url.Values)) {
	b.t.Helper()
	pressed := b.one(called(b.shown("button:not([type=button])"), button), "buttons", button)
	owner := pressed.Closest("form")
	if id, elsewhere := pressed.Attr("form"); elsewhere {
		owner = b.page.Find("form[id='" + id + "']")
	}
	form := b.one(owner, "forms of button", button)
	values := fields(form)
	if name := pressed.AttrOr("name", ""); name != "" {
		values.Add(name, pressed.AttrOr("value", ""))
	}
	if change != nil {
		change(values)
	}
	to, err := b.at.Parse(pressed.AttrOr("formaction", form.AttrOr("action", "")))
	if err != nil {
		b.t.Fatal(err)
	}
	if strings.EqualFold(form.AttrOr("method", "get"), "post") {
		b.send(http.MethodPost, to, values)
		return
	}
	to.RawQuery = values.Encode()
	b.send(http.MethodGet, to, nil)
}

// fields are what the form sends, without a button.
func fields(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, c *goquery.Selection) {
		name := c.AttrOr("name", "")
		switch {
		case c.Is("[disabled], [type=submit], [type=button]"):
		case c.Is("[type=checkbox], [type=radio]"):
			if c.Is("[checked]") {
				values.Add(name, c.AttrOr("value", "on"))
			}
		case c.Is("select"):
			option := c.Find("option[selected]")
			if option.Length() == 0 {
				option = c.Find("option").First()
			}
			values.Add(name, option.AttrOr("value", ""))
		case c.Is("textarea"):
			values.Add(name, c.Text())
		default:
			values.Add(name, c.AttrOr("value", ""))
		}
	})
	return values
}

// expect fails unless the page has the status and shows each text.
func (b *browser) expect(code int, texts ...string) *browser {
	b.t.Helper()
	if b.code != code {
		b.t.Fatalf("%s answers %d, not %d:\n%s", b.at.Path, b.code, code, words(b.page.Find("main")))
	}
	shown := words(b.page.Find("main"))
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			b.t.Errorf("%s does not show %q:\n%s", b.at.Path, text, shown)
		}
	}
	return b
}

// saved fails unless the last form was answered by 303, a page and its message.
func (b *browser) saved(path, message string) *browser {
	b.t.Helper()
	if b.first != http.StatusSeeOther || b.code != http.StatusOK || b.at.Path != path {
		b.t.Fatalf("the form led by %d to %s (%d), not to %s:\n%s", b.first, b.at.Path, b.code, path, words(b.page.Find("main")))
	}
	if got := b.said(); !strings.Contains(got, message) {
		b.t.Errorf("the message is %q, not %q", got, message)
	}
	return b
}

// said is the message of success, and alerted the refusal.
func (b *browser) said() string    { return words(b.page.Find("[role=status]")) }
func (b *browser) alerted() string { return words(b.page.Find("[role=alert]")) }

// names are the words of each element.
func (b *browser) names(selector string) []string {
	return slices.Collect(func(yield func(string) bool) {
		b.shown(selector).EachWithBreak(func(_ int, s *goquery.Selection) bool { return yield(words(s)) })
	})
}

// rows are the cells of the page's table.
func (b *browser) rows() [][]string {
	var rows [][]string
	b.shown("tbody tr").Each(func(_ int, row *goquery.Selection) {
		var cells []string
		row.Find("th, td").Each(func(_ int, cell *goquery.Selection) { cells = append(cells, words(cell)) })
		rows = append(rows, cells)
	})
	return rows
}
