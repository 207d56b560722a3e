package store

import (
	"context"
	"database/sql"
	"testing"

	"mtp/internal/portal"
	"mtp/store/database"
)

// watching notes whether a query could be ended.
type watching struct {
	database.Querier
	watched bool
}

func (w *watching) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	w.watched = w.watched || ctx.Done() != nil
	return w.Querier.QueryContext(ctx, query, args...)
}

func (w *watching) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	w.watched = w.watched || ctx.Done() != nil
	return w.Querier.QueryRowContext(ctx, query, args...)
}

func TestWhatMayTakeLongEndsWithItsRequest(t *testing.T) {
	h := newPortal(t)
	newCrowd(h, 300)
	searchFewer(h)
	for _, tt := range []struct {
		f    AdministratorFilter
		long bool
	}{
		{AdministratorFilter{}, false}, {AdministratorFilter{Sort: "-last-login"}, false},
		{AdministratorFilter{Role: portal.Manager}, false}, {AdministratorFilter{Status: portal.Active}, false}, {AdministratorFilter{MFA: MFAOff}, false},
		{AdministratorFilter{Status: portal.Active, Sort: "-last-login"}, true}, {AdministratorFilter{MFA: MFAOff, Sort: "email"}, true},
		{AdministratorFilter{Status: portal.Active, MFA: MFAOff}, true},
		{AdministratorFilter{Query: "a"}, false}, {AdministratorFilter{Query: "exa"}, false}, {AdministratorFilter{Query: "a10"}, false},
		{AdministratorFilter{Query: "a", Status: portal.Active}, true},
		{AdministratorFilter{Query: "ann"}, true}, // common, and gathered after all
		{AdministratorFilter{Organization: "many 7"}, true},
	} {
		request, end := context.WithCancel(ctx)
		w := &watching{}
		_, err := database.Read(request, h.db, database.Short, func(ctx context.Context, q database.Querier) (List[AdministratorLine], error) {
			w.Querier = q
			return tt.f.page(ctx, w, h.tuning, h.who(h.ada), "", false)
		})
		end()
		h.must(err)
		if w.watched != tt.long {
			t.Errorf("%+v: could be ended: %v", tt.f, w.watched)
		}
	}
}
