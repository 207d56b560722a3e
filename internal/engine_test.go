package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// oneEngine are words of SQL that one engine alone understands, or understands in
// another way.
var oneEngine = []struct{ word, why string }{
	{`rowid`, "SQLite numbers rows by itself"},
	{`json_each`, "PostgreSQL has jsonb_array_elements"},
	{`INDEXED BY`, "PostgreSQL takes no orders which index to use"},
	{`CROSS JOIN`, "SQLite alone joins in that order"},
	{`PRAGMA`, "settings of SQLite"},
	{`pragma_\w+`, "settings of SQLite"},
	{`sqlite_\w+`, "tables of SQLite"},
	{`MATCH`, "SQLite's search in texts"},
	{`GLOB`, "SQLite's patterns"},
	{`INSTR`, "PostgreSQL has STRPOS"},
	{`INSERT OR`, "PostgreSQL has ON CONFLICT"},
	{`REPLACE INTO`, "PostgreSQL has ON CONFLICT"},
	{`total_changes`, "SQLite counts them"},
	{`IFNULL`, "the standard is COALESCE"},
	{`strftime`, "times are whole milliseconds here"},
	{`ILIKE`, "SQLite's LIKE is that already"},
	{`RETURNING \*`, "the order of columns is the engine's"},
	{`FOR UPDATE`, "SQLite has one writer"},
}

// Which engine runs is known to store/database, store/search, store/migrations and
// files named for an engine. The floor is another program.
func TestOnlyTheRoomsOfTheEngineSpeakItsSQL(t *testing.T) {
	var words []*regexp.Regexp
	for _, w := range oneEngine {
		words = append(words, regexp.MustCompile(`\b`+w.word+`\b`))
	}
	seen := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, dir := d.Name(), filepath.ToSlash(filepath.Dir(path))
		switch {
		case d.IsDir() && (name == "node_modules" || name == "floor" || name == "load" || len(name) > 2 && name[0] == '.'):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_sqlite.go"):
			return nil
		case dir == "../store/database" || dir == "../store/search" || dir == "../store/migrations":
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING || !sql.MatchString(text.Value) {
				return true
			}
			seen++
			for i, word := range words {
				if word.MatchString(text.Value) {
					t.Errorf("%s: %s: %s", fset.Position(text.Pos()), word, oneEngine[i].why)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 300 {
		t.Errorf("only %d pieces of SQL were looked at", seen)
	}
}

// sql is what a piece of SQL holds.
var sql = regexp.MustCompile(`\b(SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|JOIN|PRAGMA|MATCH|INDEXED BY|json_each)\b`)
