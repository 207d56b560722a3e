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

// securityLine is a row of docs/security.md: the requirement's id, what it
// asks, what holds it, and the tests that prove it.
var securityLine = regexp.MustCompile(`(?m)^\| (S\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)

// notYet stands in place of the tests of what comes later.
const notYet = "not yet"

// Tests as docs/security.md names them: `store.TestX`, and
// `sign-in.spec.ts › title`.
var (
	goTest      = regexp.MustCompile(`^([a-z]+)\.((?:Test|Fuzz)\w+)$`)
	browserTest = regexp.MustCompile(`^([\w-]+\.spec\.ts) › (.+)$`)
)

// testsInTheTree returns every test, named as docs/security.md names them.
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

func TestEverySecurityRequirementNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	exists := testsInTheTree(t)
	listed := map[string]bool{}
	for _, line := range securityLine.FindAllStringSubmatch(string(page), -1) {
		id, tests := line[1], strings.TrimSpace(line[4])
		if listed[id] {
			t.Errorf("%s has two lines", id)
		}
		listed[id] = true
		if tests == notYet {
			continue
		}
		for name := range strings.SplitSeq(tests, "<br>") {
			name = strings.Trim(name, "` ")
			switch {
			case !goTest.MatchString(name) && !browserTest.MatchString(name):
				t.Errorf("%s: %q names no test; write `package.TestName`, `file.spec.ts › title` or %q", id, name, notYet)
			case !exists[name]:
				t.Errorf("%s: the test %q does not exist", id, name)
			}
		}
	}
	for n := 1; n <= 66; n++ {
		if id := fmt.Sprintf("S%02d", n); !listed[id] {
			t.Errorf("%s has no line", id)
		}
	}
	if rows := strings.Count(string(page), "\n| S"); rows != len(listed) {
		t.Errorf("of %d rows only %d can be read", rows, len(listed))
	}
}
