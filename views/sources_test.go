package views_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// alone are what has a component, and the files that may write it by hand.
var alone = []struct {
	markup string // a regular expression; what follows it is no letter
	files  []string
}{
	{`<button`, []string{"parts/button.templ", "parts/menu.templ"}},
	{`class="button`, []string{"parts/button.templ"}},
	{`<select`, []string{"parts/choices.templ"}},
	{`type="radio`, []string{"parts/choices.templ"}},
	{`<table`, []string{"parts/table.templ"}},
	{`<caption`, []string{"parts/table.templ"}},
	{`<dialog`, []string{"parts/dialog.templ"}},
	{`<progress`, []string{"parts/progress.templ"}},
	{`class="message`, []string{"parts/message.templ"}},
	{`class="badge`, []string{"parts/list.templ"}},
	{`class="crumb`, []string{"parts/list.templ"}},
	{`class="cards`, []string{"parts/list.templ"}},
	{`class="filters`, []string{"parts/filters.templ"}},
	{`class="tabs`, []string{"parts/tabs.templ"}},
	{`class="chart`, []string{"parts/chart.templ"}},
}

func TestWhatHasAComponentIsWrittenNowhereElse(t *testing.T) {
	pages, err := filepath.Glob("*.templ")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	parts, err := filepath.Glob("parts/*.templ")
	if err != nil || len(parts) == 0 {
		t.Fatal(parts, err)
	}
	written := make([]*regexp.Regexp, len(alone))
	for i, p := range alone {
		written[i] = regexp.MustCompile(p.markup + `\b`)
	}
	for _, file := range slices.Concat(pages, parts) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(source), "\n") {
			for i, p := range alone {
				if written[i].MatchString(line) && !slices.Contains(p.files, file) {
					t.Errorf("%s:%d: %s is for %s alone", file, n+1, p.markup, strings.Join(p.files, " and "))
				}
			}
		}
	}
}
