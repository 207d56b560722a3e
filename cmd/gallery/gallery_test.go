package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestEveryPageIsSound reads every scene and checks what holds for all pages.
func TestEveryPageIsSound(t *testing.T) {
	all := scenes()
	server := handler(all)
	for _, s := range all {
		t.Run(strings.TrimPrefix(s.path, "/"), func(t *testing.T) {
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequest("GET", s.path, nil))
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			checkDocument(t, doc)
			checkPolicy(t, doc)
			checkControls(t, doc)
			checkErrors(t, doc)
			checkCells(t, doc)
			checkTables(t, doc)
		})
	}
}

// TestEveryLetterIsSound reads the HTML part of each: a heading that is its
// title, a table only to place things, nothing loaded and at most one link.
func TestEveryLetterIsSound(t *testing.T) {
	server := handler(nil)
	for _, s := range letterScenes() {
		t.Run(strings.TrimPrefix(s.path, "/letters/"), func(t *testing.T) {
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequest("GET", s.path, nil))
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
			if h1 := doc.Find("main h1"); h1.Length() != 1 || flat(h1.Text()) != flat(doc.Find("title").Text()) {
				t.Errorf("%d h1, %q under the title %q", h1.Length(), flat(h1.Text()), flat(doc.Find("title").Text()))
			}
			if n := doc.Find("table:not([role=presentation])").Length(); n > 0 {
				t.Errorf("%d tables that say they hold data", n)
			}
			if n := doc.Find("[src], link, script, form").Length(); n > 0 || doc.Find("a").Length() > 1 {
				t.Errorf("%d things to load or send, %d links", n, doc.Find("a").Length())
			}
		})
	}
}

// TestEveryPageHasAScene reads which pages the templates define.
func TestEveryPageHasAScene(t *testing.T) {
	read := func(pattern string) string {
		var all strings.Builder
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(names), err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(content)
		}
		return all.String()
	}
	shown := read("*.go")
	for _, page := range regexp.MustCompile(`(?m)^templ ([A-Z]\w*\()`).FindAllStringSubmatch(read("../../views/*.templ"), -1) {
		if !strings.Contains(shown, "views."+page[1]) {
			t.Errorf("no scene shows views.%s)", page[1])
		}
	}
	if !strings.Contains(shown, "parts.Samples(") {
		t.Error("no scene shows the parts")
	}
}

// checkDocument wants a language, a title that begins with the h1, one h1,
// landmarks, no id twice and one button at most that stands out.
func checkDocument(t *testing.T, doc *goquery.Document) {
	if lang := doc.Find("html").AttrOr("lang", ""); lang != "en" {
		t.Errorf("lang is %q", lang)
	}
	h1 := doc.Find("h1")
	if h1.Length() != 1 {
		t.Errorf("%d h1", h1.Length())
	}
	if title := strings.TrimPrefix(doc.Find("title").Text(), "Error: "); !strings.HasPrefix(title, h1.Text()+" – ") {
		t.Errorf("the title %q does not begin with the h1 %q", title, h1.Text())
	}
	if doc.Find(`main#content, a.skip[href="#content"]`).Length() != 2 {
		t.Error("no skip link to the content")
	}
	if doc.Find("[role=status], [role=alert]").Length() > 1 {
		t.Error("more than one message")
	}
	if n := doc.Find(".button.primary").Length() - doc.Find("dialog .button.primary").Length(); n > 1 {
		t.Errorf("%d primary buttons", n)
	}
	if foot := doc.Find("footer"); foot.Length() > 0 && (foot.Find("a").First().Text() != "Help" || foot.NextAll().Length() > 0) {
		t.Error("the page does not end with Help")
	}
	seen := map[string]bool{}
	for _, e := range doc.Find("[id]").EachIter() {
		id := e.AttrOr("id", "")
		if seen[id] {
			t.Errorf("the id %q occurs twice", id)
		}
		seen[id] = true
	}
}

// checkPolicy wants nothing inline and nothing from elsewhere.
func checkPolicy(t *testing.T, doc *goquery.Document) {
	if n := doc.Find("style, [style], script:not([src])").Length(); n > 0 {
		t.Errorf("%d inline styles or scripts", n)
	}
	for _, e := range doc.Find("*").EachIter() {
		for _, a := range e.Nodes[0].Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has the attribute %s", e.Nodes[0].Data, a.Key)
			}
			if a.Key == "src" && !strings.HasPrefix(a.Val, "/static/") {
				t.Errorf("%s loads %s", e.Nodes[0].Data, a.Val)
			}
		}
	}
}

// checkControls wants a label of words alone for each control, references
// that resolve, and forms that leave checking to the server.
func checkControls(t *testing.T, doc *goquery.Document) {
	for _, c := range doc.Find("input:not([type=hidden], [hidden]), select").EachIter() {
		if c.AttrOr("aria-label", "") != "" { // its column says the rest to those who see
			continue
		}
		id := c.AttrOr("id", "")
		label := doc.Find(`label[for="` + id + `"]`)
		if label.Length() != 1 || label.Children().Length() > 0 || strings.TrimSpace(label.Text()) == "" {
			t.Errorf("the control %q has %d labels, %q", c.AttrOr("name", ""), label.Length(), label.Text())
		}
	}
	for _, attribute := range []string{"for", "aria-describedby", "aria-labelledby", "popovertarget", "data-dialog"} {
		for _, e := range doc.Find("[" + attribute + "]").EachIter() {
			for _, id := range strings.Fields(e.AttrOr(attribute, "")) {
				if doc.Find("#"+id).Length() != 1 {
					t.Errorf("%s refers to %q, which is not there", attribute, id)
				}
			}
		}
	}
	for _, f := range doc.Find("form:has([aria-required]):not([novalidate])").EachIter() {
		t.Errorf("the form to %q has no novalidate", f.AttrOr("action", ""))
	}
	for _, f := range doc.Find(`form:has(#picker)`).EachIter() {
		if first := f.Find("button[type=submit]").First(); first.AttrOr("value", "") != "search" {
			t.Errorf("the first submit button is %q", first.Text())
		}
	}
}

// checkTables wants a caption, a scroller and scopes; in a list, which becomes
// cards on a narrow screen, the words of the column's head in each of its cells;
// numbers in a column of numbers alone.
func checkTables(t *testing.T, doc *goquery.Document) {
	if doc.Find("table").Length() != doc.Find("section[tabindex='0'][aria-label] > table:has(caption)").Length() {
		t.Error("a table without a caption or a scroller")
	}
	if n := doc.Find(":is(button, select, input:not([type=hidden]))[disabled]").Length(); n > 0 {
		t.Errorf("%d controls that cannot be used", n)
	}
	if n := doc.Find("th:not([scope])").Length(); n > 0 {
		t.Errorf("%d th without scope", n)
	}
	for _, table := range doc.Find("table:not(.compare)").EachIter() {
		heads := table.Find("thead tr").Children()
		for _, cell := range table.Find("tbody td").EachIter() {
			head := heads.Eq(cell.Index())
			words := strings.TrimSpace(head.Text())
			if label := cell.AttrOr("data-label", ""); label != words {
				t.Errorf("a cell below %q says that it is %q", words, label)
			}
			if words != "" && head.HasClass("number") != cell.HasClass("number") {
				t.Errorf("the head %q and its cells differ in being numbers", words)
			}
		}
	}
}

// checkErrors wants each line of the summary beside the field it links to.
func checkErrors(t *testing.T, doc *goquery.Document) {
	for _, a := range doc.Find(`[role=alert] a[href^="#"]`).EachIter() {
		id := strings.TrimPrefix(a.AttrOr("href", ""), "#")
		if !doc.Find("#" + id).Is("input, select") {
			t.Errorf("the summary links to %q, which is no control", id)
		}
		if got := strings.TrimSpace(doc.Find("#" + id + "-error").Text()); got != a.Text() {
			t.Errorf("beside %q stands %q, in the summary %q", id, got, a.Text())
		}
	}
	told, failed := doc.Find("[role=alert] h2, .conflict h2").Length() > 0, strings.HasPrefix(doc.Find("title").Text(), "Error: ")
	if told != failed {
		t.Errorf("error on the page: %t, in the title: %t", told, failed)
	}
}

// number is a cell that holds nothing else.
var number = regexp.MustCompile(`^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+$`)

// checkCells wants numbers on the right, instants with their zone, nothing in an
// empty cell, and boxes that name whom they choose.
func checkCells(t *testing.T, doc *goquery.Document) {
	for _, td := range doc.Find("tbody td").EachIter() {
		text := strings.TrimSpace(td.Text())
		if number.MatchString(text) && !td.HasClass("number") {
			t.Errorf("the number %s does not stand on the right", text)
		}
		if strings.Trim(text, "-–—") == "" && text != "" {
			t.Errorf("an empty cell holds %q", text)
		}
	}
	for _, m := range doc.Find("time").EachIter() {
		if strings.Contains(m.AttrOr("datetime", ""), "T") && !strings.HasSuffix(m.Text(), " UTC") {
			t.Errorf("the time %q has no zone", m.Text())
		}
	}
	for _, box := range doc.Find("tbody input.select").EachIter() {
		if want := "Select " + strings.TrimSpace(box.Parent().Text()); box.AttrOr("aria-label", "") != want {
			t.Errorf("a box is named %q, not %q", box.AttrOr("aria-label", ""), want)
		}
	}
}
