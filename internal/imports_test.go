package internal_test

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Own packages are written without the module's name: "web" is mtp/web.
const module = "mtp/"

// lines say which of our packages each one may import, and why no other.
// A package without a line fails: add one and give the reason.
var lines = []struct {
	pkg string
	may []string // "internal/" stands for all that is in it
	why string
}{
	{"internal/blank", nil, "what shows as nothing is known to all who read text"},
	{"internal/fault", nil, "everyone may name a failure, so naming one brings nothing along"},
	{"internal/digit", []string{"internal/blank"}, "how a number is read and written is the same for everyone"},
	{"internal/portal", []string{"internal/blank", "internal/digit", "internal/fault"}, "the rules know neither the database nor the page that asks them; numbers within names count in every script"},
	{"internal/postal", nil, "how a country writes addresses depends on nobody who has one"},
	{"internal/billing", []string{"internal/blank", "internal/digit", "internal/fault", "internal/portal", "internal/postal"}, "an amount is worked out from its arguments, wherever they are kept"},
	{"internal/credential", []string{"internal/digit", "internal/fault"}, "how a secret is checked does not depend on whose it is"},
	{"internal/mail", []string{"internal/fault"}, "a mail is worded from values; the outbox belongs to the store"},
	{"internal/sheet", []string{"internal/blank", "internal/digit", "internal/fault"}, "a file is read without knowing what its columns are for"},
	{"internal/gzipped", nil, "what a request takes is read from its headers"},
	{"internal/mail/mailtest", nil, "a mail server for tests knows nothing of who sends"},
	{"static", []string{"internal/gzipped"}, "files, their names and how they are sent"},
	{"views/parts", []string{"static"}, "what every page is made of knows no page"},
	{"views", []string{"static", "views/parts"}, "a template that knew roles or rows could take a decision of its own"},
	{"store/migrations", nil, "the steps of a schema are text"},
	{"store/database", []string{"internal/fault"}, "an engine is opened, read and written without knowing what for"},
	{"store/list", []string{"store/database", "internal/fault", "internal/portal"}, "a page of a list is found whatever it lists"},
	{"store/search", []string{"store/database", "store/list", "internal/portal"}, "a search narrows a list, which does not know how"},
	{"store/sample", []string{"internal/portal"}, "people are made up without a place to keep them"},
	{"store", []string{"store/database", "store/list", "store/migrations", "store/sample", "store/search", "internal/"}, "the use cases serve pages and the JSON API alike, and know neither"},
	{"web", []string{"store", "views", "views/parts", "static", "internal/"}, "the one place where a request meets a use case"},
	{"cmd/mtp", []string{"web", "store", "internal/"}, "it puts the parts together; what a page shows is web's matter"},
	{"cmd/gallery", []string{"views", "views/parts", "static", "internal/portal", "internal/mail"}, "pages from canned data need no database"},
	{"internal/bench/profiled", []string{"web", "store", "internal/mail"}, "it serves the portal as cmd/mtp does, and looks where the time goes"},
	{"internal/bench/floor", []string{"internal/portal"}, "the floor shares the words and the rules of folding, and nothing that could be slow"},
}

// reaches say what a package must not reach, not even through others.
var reaches = []struct {
	from, never string // never is a package, with all below it
	why         string
}{
	{"internal/fault", "net", "a failure is a value"},
	{"internal/fault", "log", "a failure is logged once, at the edge"},
	{"internal/portal", "net", "a rule is decided from its arguments"},
	{"internal/portal", "database/sql", "a rule is decided from its arguments"},
	{"internal/portal", "log", "a failure is logged once, at the edge"},
	{"internal/portal", "math/rand", "the same arguments give the same decision"},
	{"internal/portal", "math/rand/v2", "the same arguments give the same decision"},
	{"internal/portal", "crypto/rand", "the same arguments give the same decision"},
	{"internal/billing", "net", "an amount is worked out from its arguments"},
	{"internal/billing", "log", "a failure is logged once, at the edge"},
	{"internal/portal", "github.com/labstack", "the domain does not know that there is a web"},
	{"internal/portal", "github.com/a-h/templ", "the domain does not know that there are pages"},
	{"views", "mtp/internal/portal", "a template cannot take a policy decision"},
	{"views", "mtp/store", "a template cannot ask for more than its model holds"},
	{"views", "database/sql", "a template cannot ask for more than its model holds"},
	{"store", "github.com/a-h/templ", "a use case serves pages and the JSON API alike"},
	{"cmd/gallery", "database/sql", "the gallery runs without a database"},
}

// alone say which package is the only one of ours to import a library, its
// tests included. The floor is another program on the same libraries.
var alone = []struct {
	library, pkg string
	why          string
}{
	{"github.com/labstack", "web", "the move to echo v5 stays inside one package"},
	{"github.com/alexedwards/scs", "web", "who is signed in is the store's to say; scs only carries the cookie"},
}

// goPackage is what go list says about a package.
type goPackage struct {
	ImportPath, Name, Dir              string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

// within reports whether the package is the one named or lies below it.
func within(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

// list returns every package that the module needs, and those that are ours.
func list(t *testing.T) (all, own map[string]goPackage) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Name,Dir,GoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = ".."
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	all, own = map[string]goPackage{}, map[string]goPackage{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, own
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
		name, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || len(p.GoFiles) == 0 {
			continue
		}
		own[name] = p
		// go test repeats a cached result while the files that the test itself
		// opened are the same; what go list read does not count.
		for _, dir := range []string{p.Dir, filepath.Dir(p.Dir)} {
			if _, err := os.ReadDir(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestPackagesImportOnlyWhatTheyMayKnow(t *testing.T) {
	_, own := list(t)
	drawn := map[string]bool{}
	for _, l := range lines {
		drawn[l.pkg] = true
		p, ok := own[l.pkg]
		if !ok {
			t.Errorf("%s has a line, but does not exist", l.pkg)
		}
		for _, path := range p.Imports {
			name, ours := strings.CutPrefix(path, module)
			if ours && !slices.ContainsFunc(l.may, func(m string) bool {
				return name == m || strings.HasSuffix(m, "/") && strings.HasPrefix(name, m)
			}) {
				t.Errorf("%s imports %s, and may not: %s", l.pkg, name, l.why)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if !drawn[name] {
			t.Errorf("%s has no line that says what it may import", name)
		}
	}
}

func TestPackagesReachNothingTheyShouldNot(t *testing.T) {
	all, own := list(t)
	for _, r := range reaches {
		if _, ok := own[r.from]; !ok {
			t.Errorf("%s does not exist", r.from)
		}
		if found := chain(all, module+r.from, r.never, map[string]bool{}); found != nil {
			t.Errorf("%s reaches %s, and may not: %s\n\t%s", r.from, r.never, r.why, strings.Join(found, "\n\t→ "))
		}
	}
}

// chain returns how the package imports something within never, nil if it does not.
func chain(all map[string]goPackage, from, never string, seen map[string]bool) []string {
	if within(from, never) {
		return []string{from}
	}
	seen[from] = true
	for _, path := range all[from].Imports {
		if seen[path] {
			continue
		}
		if rest := chain(all, path, never, seen); rest != nil {
			return append([]string{from}, rest...)
		}
	}
	return nil
}

func TestLibrariesOfTheEdgeAppearInOnePackage(t *testing.T) {
	_, own := list(t)
	for _, a := range alone {
		used := false
		for name, p := range own {
			if name == "internal/bench/floor" {
				continue
			}
			for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
				if !within(path, a.library) {
					continue
				}
				used = used || name == a.pkg
				if name != a.pkg {
					t.Errorf("%s imports %s, and only %s may: %s", name, path, a.pkg, a.why)
				}
			}
		}
		if !used {
			t.Errorf("%s does not import %s: is it named rightly here?", a.pkg, a.library)
		}
	}
}

func TestPackagesAreNamedForWhatIsInThem(t *testing.T) {
	_, own := list(t)
	empty := []string{"model", "models", "service", "services", "util", "utils", "helper", "helpers", "common", "type", "types", "manager", "managers"}
	for name, p := range own {
		for _, word := range append(strings.Split(name, "/"), p.Name) {
			if slices.Contains(empty, word) {
				t.Errorf("%s: %q says nothing about what is in it", name, word)
			}
		}
	}
}

func TestTheDomainAsksNeitherTheTimeNorTheMachine(t *testing.T) {
	_, own := list(t)
	asks := regexp.MustCompile(`\btime\.(Now|Since|Until|After|AfterFunc|Tick|NewTimer|NewTicker|Sleep)\b`)
	for _, name := range []string{"internal/portal", "internal/billing", "internal/fault"} {
		p, ok := own[name]
		if !ok {
			t.Errorf("%s does not exist", name)
		}
		// fmt reaches os, so only what is imported here can be forbidden.
		if slices.Contains(p.Imports, "os") {
			t.Errorf("%s imports os: what it needs comes in as an argument", name)
		}
		for _, file := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if found := asks.Find(source); found != nil {
				t.Errorf("%s/%s calls %s: the time comes in as an argument", name, file, found)
			}
		}
	}
}
