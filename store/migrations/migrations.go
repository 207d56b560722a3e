// Package migrations holds the steps that bring a database up to date, for each engine
// in a folder of its own. A step that was released is never changed.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql
var files embed.FS

// SQLite returns the steps for SQLite, one file each, named by its number.
func SQLite() fs.FS {
	steps, err := fs.Sub(files, "sqlite")
	if err != nil {
		panic(err) // embedded
	}
	return steps
}
