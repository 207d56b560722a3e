package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// choice is what of the seeded data is asked for. Both sides hold the same.
type choice struct {
	rare, some, common, short string // searches
	organization              string // name of one
	many                      string // path of somebody with 500 organizations
	deep                      int    // page of the list, from 1
	writers                   []string
}

// deepest is how deep in a list a page is looked at, in rows; pageRows is how
// many a page has.
const deepest, pageRows = 90_000, 50

// writerCount is how many write at once.
const writerCount = 8

// choose looks for what is to be asked for on the pages of a side.
func choose(ctx context.Context, s *side, z size) (choice, error) {
	c := choice{deep: max(2, min(z.administrators*9/10, deepest)/pageRows)}
	path := "/administrators"
	for range c.deep {
		if c.many != "" && len(c.writers) > writerCount {
			break
		}
		page, err := s.browser.page(ctx, path)
		if err != nil {
			return c, err
		}
		for _, a := range rowsOf(page) {
			few, _ := strconv.Atoi(a.organizations)
			switch {
			case a.organizations == "500" && c.many == "":
				c.many = a.href
			case a.status == "Active" && few > 0 && few <= 20 && len(c.writers) <= writerCount && a.name != "Ada Lovelace":
				c.writers = append(c.writers, a.href)
			}
		}
		path = page.Find(`a[rel="next"]`).AttrOr("href", "")
	}
	if c.many == "" || len(c.writers) <= writerCount {
		return c, errors.New("the data holds nobody with 500 organizations, or too few administrators")
	}
	page, err := s.browser.page(ctx, c.many)
	if err != nil {
		return c, err
	}
	picker := page.Find(`input[name="chosen"]`).First().Closest("li")
	if c.organization = strings.TrimSpace(picker.Find("label").Text()); c.organization == "" {
		return c, errors.New("the form names no organization")
	}
	// Words are taken from all over the list, as the times of logins are, so that none
	// is common at its beginning alone.
	emails, names := []string{}, []string{}
	path = "/administrators?sort=-last-login"
	for range min(c.deep, 20) {
		if page, err = s.browser.page(ctx, path); err != nil {
			return c, err
		}
		for _, a := range rowsOf(page) {
			emails, names = append(emails, a.email), append(names, a.name)
		}
		path = page.Find(`a[rel="next"]`).AttrOr("href", "")
	}
	var locals []string
	for _, email := range emails {
		local, _, _ := strings.Cut(email, "@")
		locals = append(locals, local, local[:len(local)-1])
	}
	if c.rare, err = search(ctx, s, locals, 15, 30); err != nil {
		return c, err
	}
	// Three letters are held by so many of a hundred thousand; of a million, rare parts of names.
	rare := commonest(names, 5)
	slices.Reverse(rare)
	if c.some, err = search(ctx, s, slices.Concat(commonest(names, 3)[1:100], rare), 300, 800); err != nil {
		return c, err
	}
	c.common, c.short = commonest(names, 3)[0], commonest(names, 2)[0]
	log.Printf("%s: searches for %q, %q, %q and %q, in the picker for %q", s.name, c.rare, c.some, c.common, c.short, firstWord(c.organization))
	return c, nil
}

// commonest returns the n letters in a row that the names hold, those that most
// hold first.
func commonest(names []string, n int) []string {
	held := map[string]int{}
	for _, name := range names {
		for word := range strings.FieldsSeq(strings.ToLower(name)) {
			for i := range max(0, len(word)-n+1) {
				if part := word[i : i+n]; !strings.ContainsFunc(part, func(c rune) bool { return c < 'a' || c > 'z' }) {
					held[part]++
				}
			}
		}
	}
	return slices.SortedFunc(maps.Keys(held), func(a, b string) int { return cmp.Or(held[b]-held[a], strings.Compare(a, b)) })
}

// search returns the first of the texts that so many administrators match, or
// else the one that most match up to that.
func search(ctx context.Context, s *side, texts []string, least, most int) (string, error) {
	seen, best, found := map[string]bool{}, 0, ""
	for _, text := range texts {
		if seen[text] || len(seen) == 200 {
			continue
		}
		seen[text] = true
		page, err := s.browser.page(ctx, "/administrators?q="+url.QueryEscape(text))
		if err != nil {
			return "", err
		}
		if n := matching(page); n <= most && n > best {
			if best, found = n, text; n >= least {
				break
			}
		}
	}
	if found == "" {
		return "", fmt.Errorf("no search was found that up to %d match", most)
	}
	return found, nil
}

// matching reads how many match from a page of a list; "many" are very many.
func matching(page *goquery.Document) int {
	n, text := 0, page.Find(".range").First().Text()
	if text == "" {
		text = page.Find("main > p").Last().Text()
	}
	if strings.Contains(text, "many") {
		return 1<<30 - 1
	}
	for word := range strings.FieldsSeq(text) {
		if v, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSuffix(word, "+"), ",", "")); err == nil {
			n = v
		} else if _, last, found := strings.Cut(word, "–"); found {
			n, _ = strconv.Atoi(strings.ReplaceAll(last, ",", ""))
		}
	}
	return n
}
