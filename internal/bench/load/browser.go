package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// browser is somebody who is signed in on one side, and sends what a browser
// sends.
type browser struct {
	side   *side
	cookie string
}

// signIn signs in by the form, as the one seeded administrator who can.
func signIn(ctx context.Context, s *side) (*browser, error) {
	b := &browser{side: s}
	page, err := b.page(ctx, "/login")
	if err != nil {
		return nil, err
	}
	f, err := formOf(page, "password")
	if err != nil {
		return nil, err
	}
	f.fields.Set("email", "demo@mtp.example")
	f.fields.Set("password", password)
	answer, err := b.send(ctx, http.MethodPost, "/login", f.fields.Encode())
	if err != nil {
		return nil, err
	}
	if err := answer.Body.Close(); err != nil {
		return nil, err
	}
	for _, c := range answer.Cookies() {
		b.cookie = c.Name + "=" + c.Value
	}
	if answer.StatusCode != http.StatusSeeOther || b.cookie == "" {
		return nil, fmt.Errorf("%s: signing in was answered %s", s.name, answer.Status)
	}
	return b, nil
}

// header is what each request of the browser bears.
func (b *browser) header(method string) http.Header {
	h := http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if b.cookie != "" {
		h.Set("Cookie", b.cookie)
	}
	if method == http.MethodPost {
		h.Set("Origin", b.side.base())
		h.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return h
}

func (b *browser) send(ctx context.Context, method, path, body string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, b.side.base()+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = b.header(method)
	return http.DefaultTransport.RoundTrip(request)
}

// page opens a page, which must be there.
func (b *browser) page(ctx context.Context, path string) (*goquery.Document, error) {
	return b.posted(ctx, http.MethodGet, path, "")
}

// posted sends a form that is answered with a page.
func (b *browser) posted(ctx context.Context, method, path, body string) (*goquery.Document, error) {
	answer, err := b.send(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 2000))
		return nil, fmt.Errorf("%s: %s %s was answered %s: %s", b.side.name, method, path, answer.Status, text)
	}
	return goquery.NewDocumentFromReader(answer.Body)
}

// form is a form of a page with what sending it would send, buttons apart.
type form struct {
	action string
	fields url.Values
}

// formOf returns the page's form that has a field of that name.
func formOf(page *goquery.Document, field string) (form, error) {
	f := form{fields: url.Values{}}
	found := page.Find("form").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.Find(`[name="`+field+`"]`).Length() > 0
	}).First()
	if found.Length() == 0 {
		return f, fmt.Errorf("the page %q has no form with a field %s", page.Find("title").Text(), field)
	}
	f.action = found.AttrOr("action", "")
	found.Find("input[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		name, value := s.AttrOr("name", ""), s.AttrOr("value", "")
		if _, off := s.Attr("disabled"); off {
			return
		}
		if goquery.NodeName(s) == "select" {
			f.fields.Add(name, s.Find("option[selected]").AttrOr("value", ""))
			return
		}
		if kind := s.AttrOr("type", "text"); kind == "checkbox" || kind == "radio" {
			if _, ticked := s.Attr("checked"); !ticked {
				return
			}
		}
		f.fields.Add(name, value)
	})
	return f, nil
}

// administrator is a row of the list.
type administrator struct{ href, name, email, status, organizations string }

// rowsOf returns the rows of a page of the list.
func rowsOf(page *goquery.Document) []administrator {
	var list []administrator
	page.Find("tbody tr").Each(func(_ int, tr *goquery.Selection) {
		link, cells := tr.Find("th a"), tr.Find("td")
		cell := func(i int) string { return strings.TrimSpace(cells.Eq(i).Text()) }
		list = append(list, administrator{link.AttrOr("href", ""), strings.TrimSpace(link.Text()), cell(0), cell(2), cell(5)})
	})
	return list
}
