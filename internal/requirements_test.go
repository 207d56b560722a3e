package internal_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// line is a row of a page that holds requirements: the requirement's id, what it
// asks, what holds it, and the tests that prove it.
var line = regexp.MustCompile(`(?m)^\| ([SU]\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)

// What stands in place of tests: for what comes later, and for what has a reason
// beside it.
const (
	notYet = "not yet"
	noTest = "none"
)

// Tests as the pages name them: `store.TestX`, and
// `sign-in.spec.ts › title`.
var (
	goTest      = regexp.MustCompile(`^([a-z]+)\.((?:Test|Fuzz)\w+)$`)
	browserTest = regexp.MustCompile(`^([\w-]+\.spec\.ts) › (.+)$`)
)

// testsInTheTree returns every test, named as the pages name them.
func testsInTheTree(t *testing.T) map[string]bool {
	t.Helper()
	declared := map[string]*regexp.Regexp{
		"_test.go": regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`),
		".spec.ts": regexp.MustCompile(`(?m)^\s*test\(\s*["` + "`" + `]([^"` + "`" + `]+)`),
	}
	found := map[string]bool{}
	for _, root := range []string{"cmd", "internal", "static", "store", "views", "web", "e2e/tests"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(name string, _ fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name = filepath.ToSlash(name)
			for suffix, declaration := range declared {
				if !strings.HasSuffix(name, suffix) {
					continue
				}
				source, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				for _, m := range declaration.FindAllStringSubmatch(string(source), -1) {
					if suffix == ".spec.ts" {
						found[path.Base(name)+" › "+m[1]] = true
					} else {
						found[path.Base(path.Dir(name))+"."+m[1]] = true
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestEveryRequirementNamesTestsThatExist(t *testing.T) {
	exists := testsInTheTree(t)
	for _, p := range []struct {
		page, letter string
		lines        int
	}{
		{"security.md", "S", 66},
		{"accessibility.md", "U", 35},
	} {
		t.Run(p.page, func(t *testing.T) {
			page, err := os.ReadFile(filepath.Join("../docs", p.page))
			if err != nil {
				t.Fatal(err)
			}
			checkLines(t, string(page), p.letter, p.lines, exists)
		})
	}
}

// checkLines wants one line for each id, letter01 and on, whose tests exist.
func checkLines(t *testing.T, page, letter string, lines int, exists map[string]bool) {
	listed := map[string]bool{}
	for _, l := range line.FindAllStringSubmatch(page, -1) {
		id, tests := l[1], strings.TrimSpace(l[4])
		if listed[id] {
			t.Errorf("%s has two lines", id)
		}
		listed[id] = true
		if tests == notYet || tests == noTest {
			continue
		}
		for name := range strings.SplitSeq(tests, "<br>") {
			name = strings.Trim(name, "` ")
			switch {
			case !goTest.MatchString(name) && !browserTest.MatchString(name):
				t.Errorf("%s: %q names no test; write `package.TestName`, `file.spec.ts › title`, %q or %q", id, name, notYet, noTest)
			case !exists[name]:
				t.Errorf("%s: the test %q does not exist", id, name)
			}
		}
	}
	for n := 1; n <= lines; n++ {
		if id := fmt.Sprintf("%s%02d", letter, n); !listed[id] {
			t.Errorf("%s has no line", id)
		}
	}
	if rows := strings.Count(page, "\n| "+letter); rows != len(listed) {
		t.Errorf("of %d rows only %d can be read", rows, len(listed))
	}
}
