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
	markup *regexp.Regexp
	files  []string
}{
	{regexp.MustCompile(`<button\b`), []string{"button.templ", "menu.templ"}},
	{regexp.MustCompile(`class="button\b`), []string{"button.templ"}},
	{regexp.MustCompile(`<select\b`), []string{"choices.templ"}},
	{regexp.MustCompile(`type="radio"\b`), []string{"choices.templ"}},
	{regexp.MustCompile(`<table\b`), []string{"table.templ"}},
	{regexp.MustCompile(`<caption\b`), []string{"table.templ"}},
	{regexp.MustCompile(`<dialog\b`), []string{"dialog.templ"}},
	{regexp.MustCompile(`<progress\b`), []string{"progress.templ"}},
	{regexp.MustCompile(`class="message\b`), []string{"message.templ"}},
	{regexp.MustCompile(`class="badge\b`), []string{"list.templ"}},
	{regexp.MustCompile(`class="crumb\b`), []string{"list.templ"}},
	{regexp.MustCompile(`class="cards\b`), []string{"list.templ"}},
	{regexp.MustCompile(`class="filters\b`), []string{"filters.templ"}},
	{regexp.MustCompile(`class="tabs\b`), []string{"tabs.templ"}},
	{regexp.MustCompile(`class="chart\b`), []string{"chart.templ"}},
}

func TestWhatHasAComponentIsWrittenNowhereElse(t *testing.T) {
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(source), "\n") {
			for _, p := range parts {
				if p.markup.MatchString(line) && !slices.Contains(p.files, file) {
					t.Errorf("%s:%d: %s is for %s alone", file, i+1, p.markup.FindString(line), strings.Join(p.files, " and "))
				}
			}
		}
	}
}
