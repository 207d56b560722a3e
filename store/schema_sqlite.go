package store

import (
	"github.com/pressly/goose/v3"

	"mtp/store/database"
	"mtp/store/migrations"
)

// schema is what brings a database of the portal up to date.
var schema = database.Schema{Files: migrations.SQLite(), InGo: []*goose.Migration{folding}}
