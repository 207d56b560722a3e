package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// work is something that is measured on both sides.
type work struct {
	name        string
	least, aim  float64
	of          string // the work of the same side that it is a ratio to; "" for the floor's
	connections int    // 0 for as many as the command line says
	writes      bool
	open        func(ctx context.Context, s *side) (*driven, error)
}

// driven is a work on one side, ready to be driven: the page was looked at.
type driven struct {
	next  func(*vegeta.Target) error
	done  func(*vegeta.Result) error
	check func(ctx context.Context) error // after the last round
	shown []string                        // what the page lists, which both sides must agree on
}

// works are what is measured, with the ratios to reach.
func works(c choice) []work {
	list := func(name, query string, rows int, least, aim float64) work {
		return work{name: name, least: least, aim: aim, open: func(ctx context.Context, s *side) (*driven, error) {
			return openList(ctx, s, "/administrators"+query, rows)
		}}
	}
	q := func(pairs ...string) string {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return "?" + v.Encode()
	}
	deep := func(name string, back bool) work {
		return work{name: name, of: "list page, first", least: 0.9, aim: 1, open: func(ctx context.Context, s *side) (*driven, error) {
			path, err := deepPage(ctx, s, c.deep, back)
			if err != nil {
				return nil, err
			}
			return openList(ctx, s, path, 50)
		}}
	}
	save := func(name string, writers []string, least, aim float64) work {
		return work{name: name, least: least, aim: aim, connections: len(writers), writes: true, open: func(ctx context.Context, s *side) (*driven, error) {
			return openSave(ctx, s, writers)
		}}
	}
	return []work{
		list("list page, first", "", 50, 0.8, 1),
		list("search, some 20 match", q("q", c.rare), 0, 0.7, 0.9),
		list("search, some 500 match", q("q", c.some), 0, 0.7, 0.9),
		list("search, the commonest three letters", q("q", c.common), 50, 0.7, 0.9),
		list("search, the commonest two letters", q("q", c.short), 50, 0.7, 0.9),
		list("filter by role and status", q("role", "manager", "status", "suspended"), 0, 0.7, 0.95),
		list("filter by MFA", q("mfa", "off"), 50, 0.7, 0.95),
		list("filter by organization", q("organization", c.organization), 0, 0.7, 0.95),
		list("sort by email", q("sort", "email"), 50, 0.7, 0.95),
		list("sort by role", q("sort", "role"), 50, 0.7, 0.95),
		list("sort by last login", q("sort", "-last-login"), 50, 0.7, 0.95),
		deep("page deep in the list", false),
		deep("page deep in the list, back", true),
		{name: "edit form, 500 organizations", least: 0.7, aim: 0.9, open: func(ctx context.Context, s *side) (*driven, error) {
			return openForm(ctx, s, c.many)
		}},
		{name: "search in its picker", least: 0.7, aim: 0.9, open: func(ctx context.Context, s *side) (*driven, error) {
			return openPicker(ctx, s, c.many, firstWord(c.organization))
		}},
		save("save, 1 writer", c.writers[:1], 0.7, 0.9),
		save("save, 8 writers", c.writers[1:1+writerCount], 0.7, 1.5),
	}
}

// get is what drives one page, always the same.
func get(s *side, path string, shown []string) *driven {
	t := vegeta.Target{Method: http.MethodGet, URL: s.base() + path, Header: s.browser.header(http.MethodGet)}
	return &driven{shown: shown, next: func(into *vegeta.Target) error { *into = t; return nil }, done: expect(http.StatusOK)}
}

func expect(code uint16) func(*vegeta.Result) error {
	return func(r *vegeta.Result) error {
		if r.Code != code {
			return fmt.Errorf("%s %s was answered %d instead of %d %s", r.Method, r.URL, r.Code, code, r.Error)
		}
		return nil
	}
}

// openList makes sure that the page lists so many rows, any number for 0.
func openList(ctx context.Context, s *side, path string, rows int) (*driven, error) {
	page, err := s.browser.page(ctx, path)
	if err != nil {
		return nil, err
	}
	var shown []string
	for _, a := range rowsOf(page) {
		shown = append(shown, a.name+" "+a.email)
	}
	if len(shown) == 0 || rows > 0 && len(shown) != rows {
		return nil, fmt.Errorf("%s: %s lists %d rows", s.name, path, len(shown))
	}
	return get(s, path, shown), nil
}

// deepPage walks to the n-th page of the list and, to arrive there by the link
// back, to the one after it.
func deepPage(ctx context.Context, s *side, n int, back bool) (string, error) {
	path, rel := "/administrators", "next"
	for i := 1; i < n; i++ {
		page, err := s.browser.page(ctx, path)
		if err != nil {
			return "", err
		}
		if path = page.Find(`a[rel="`+rel+`"]`).AttrOr("href", ""); path == "" {
			return "", fmt.Errorf("%s: the list ends after %d pages", s.name, i)
		}
	}
	if !back {
		return path, nil
	}
	page, err := s.browser.page(ctx, path)
	if err != nil {
		return "", err
	}
	return page.Find(`a[rel="prev"]`).AttrOr("href", ""), nil
}

func openForm(ctx context.Context, s *side, path string) (*driven, error) {
	page, err := s.browser.page(ctx, path)
	if err != nil {
		return nil, err
	}
	f, err := formOf(page, "version")
	if err != nil {
		return nil, err
	}
	if chosen := f.fields["chosen"]; len(chosen) != 50 {
		return nil, fmt.Errorf("%s: the form shows %d of 500 organizations chosen", s.name, len(chosen))
	}
	return get(s, path, slices.Sorted(slices.Values(f.fields["chosen"]))), nil
}

// openPicker searches in the form for organizations, as its button does.
func openPicker(ctx context.Context, s *side, path, text string) (*driven, error) {
	page, err := s.browser.page(ctx, path)
	if err != nil {
		return nil, err
	}
	f, err := formOf(page, "version")
	if err != nil {
		return nil, err
	}
	f.fields.Set("picker", "search")
	f.fields.Set("organization_search", text)
	body := f.fields.Encode()
	if page, err = s.browser.posted(ctx, http.MethodPost, path, body); err != nil {
		return nil, err
	}
	var shown []string
	page.Find(`input[type="checkbox"][name="chosen"]`).Each(func(_ int, box *selection) { shown = append(shown, box.AttrOr("value", "")) })
	if len(shown) == 0 {
		return nil, fmt.Errorf("%s: no organization has %q in its name", s.name, text)
	}
	t := vegeta.Target{Method: http.MethodPost, URL: s.base() + path, Header: s.browser.header(http.MethodPost), Body: []byte(body)}
	return &driven{shown: shown, next: func(into *vegeta.Target) error { *into = t; return nil }, done: expect(http.StatusOK)}, nil
}

// version reads the version that the form was made of.
func version(f form) (int, error) { return strconv.Atoi(f.fields.Get("version")) }
