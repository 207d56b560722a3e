package views_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// parts are what has a component, and the files that may write it by hand.
var parts = []struct {
	markup string // a regular expression; what follows it is no letter
	files  []string
}{
	{`<button`, []string{"button.templ", "menu.templ"}},
	{`class="button`, []string{"button.templ"}},
	{`<select`, []string{"choices.templ"}},
	{`type="radio`, []string{"choices.templ"}},
	{`<table`, []string{"table.templ"}},
	{`<caption`, []string{"table.templ"}},
	{`<dialog`, []string{"dialog.templ"}},
	{`<progress`, []string{"progress.templ"}},
	{`class="message`, []string{"message.templ"}},
	{`class="badge`, []string{"list.templ"}},
	{`class="crumb`, []string{"list.templ"}},
	{`class="cards`, []string{"list.templ"}},
	{`class="filters`, []string{"filters.templ"}},
	{`class="tabs`, []string{"tabs.templ"}},
	{`class="chart`, []string{"chart.templ"}},
}

func TestWhatHasAComponentIsWrittenNowhereElse(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	written := make([]*regexp.Regexp, len(parts))
	for i, p := range parts {
		written[i] = regexp.MustCompile(p.markup + `\b`)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(source), "\n") {
			for i, p := range parts {
				if written[i].MatchString(line) && !slices.Contains(p.files, file) {
					t.Errorf("%s:%d: %s is for %s alone", file, n+1, p.markup, strings.Join(p.files, " and "))
				}
			}
		}
	}
}
