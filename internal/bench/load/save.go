package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/PuerkitoBio/goquery"
	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// selection is a part of a page.
type selection = goquery.Selection

// writer is somebody who saves one administrator over and over: another first
// name and Require MFA on or off each time, so that each save has an audit
// entry, other words to find and a letter.
type writer struct {
	browser     *browser
	path, first string
	rest        string // of the form, the same each time
	version     int
	header      http.Header
}

// openSave signs in each writer and opens their forms.
func openSave(ctx context.Context, s *side, paths []string) (*driven, error) {
	free, busy := make(chan *writer, len(paths)), map[string]*writer{}
	for _, path := range paths {
		b, err := signIn(ctx, s)
		if err != nil {
			return nil, err
		}
		page, err := b.page(ctx, path)
		if err != nil {
			return nil, err
		}
		f, err := formOf(page, "version")
		if err != nil {
			return nil, err
		}
		w := &writer{browser: b, path: path, first: f.fields.Get("first_name"), header: b.header(http.MethodPost)}
		if w.version, err = version(f); err != nil {
			return nil, err
		}
		for _, changes := range []string{"first_name", "require_mfa", "version", "form_id", "picker"} {
			f.fields.Del(changes)
		}
		f.fields.Set("save", "save")
		w.rest = f.fields.Encode()
		busy[s.base()+path] = w
		free <- w
	}
	d := &driven{}
	d.next = func(t *vegeta.Target) error {
		w := <-free
		*t = vegeta.Target{Method: http.MethodPost, URL: s.base() + w.path, Header: w.header, Body: w.body()}
		return nil
	}
	saved := expect(http.StatusSeeOther)
	d.done = func(r *vegeta.Result) error {
		w := busy[r.URL]
		if err := saved(r); err != nil {
			return err
		}
		w.version++
		free <- w
		return nil
	}
	d.check = func(ctx context.Context) error {
		for _, w := range busy {
			page, err := w.browser.page(ctx, w.path)
			if err != nil {
				return err
			}
			f, err := formOf(page, "version")
			if err != nil {
				return err
			}
			if is, err := version(f); err != nil || is != w.version {
				return fmt.Errorf("%s: %s was saved to version %d, and has version %d", s.name, w.path, w.version, is)
			}
		}
		return nil
	}
	return d, nil
}

// body is the form of the next save.
func (w *writer) body() []byte {
	first, mfa := w.first, ""
	if w.version%2 == 1 {
		first, mfa = first+" Zoe", "&require_mfa=on"
	}
	return []byte(w.rest + "&version=" + strconv.Itoa(w.version) + "&form_id=" + rand.Text() + mfa + "&first_name=" + url.QueryEscape(first))
}
