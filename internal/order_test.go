package internal_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mostBothWays is how many pairs of files of package store may use each other's names.
const mostBothWays = 10

// One package has no imports that show its order, so its files do: what stands further
// down is used from further up, and hardly ever the other way round.
func TestFilesOfTheStoreUseEachOtherOneWay(t *testing.T) {
	uses := fileUses(t, "store")
	var both []string
	for file, others := range uses {
		for other, names := range others {
			if back := uses[other][file]; file < other && len(back) > 0 {
				both = append(both, fmt.Sprintf("%s uses %s of %s, which uses %s", file, listed(names), other, listed(back)))
			}
		}
	}
	slices.Sort(both)
	if len(both) > mostBothWays {
		t.Errorf("%d pairs of files use each other:\n%s", len(both), strings.Join(both, "\n"))
	}
}

func listed(names map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(names)), ", ") }

// fileUses returns of each file of the package, but for tests, the other files whose
// names it uses, and which.
func fileUses(t *testing.T, pkg string) map[string]map[string]map[string]bool {
	t.Helper()
	dir := filepath.Join("..", pkg)
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", exported(t, dir))}
	own, err := conf.Check(module+pkg, fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	name := func(at token.Pos) string { return filepath.Base(fset.Position(at).Filename) }
	uses := map[string]map[string]map[string]bool{}
	for used, object := range info.Uses {
		if v, isVar := object.(*types.Var); object.Pkg() != own || isVar && v.IsField() {
			continue
		}
		_, method := object.(*types.Func)
		if from, to := name(used.Pos()), name(object.Pos()); from != to && (method || object.Parent() == own.Scope()) {
			if uses[from] == nil {
				uses[from] = map[string]map[string]bool{}
			}
			if uses[from][to] == nil {
				uses[from][to] = map[string]bool{}
			}
			uses[from][to][object.Name()] = true
		}
	}
	return uses
}

// exported finds what the packages that dir needs export.
func exported(t *testing.T, dir string) importer.Lookup {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", ".")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		files[path] = file
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}
