package store

import (
	"context"
	"fmt"

	"mtp/internal/portal"
	"mtp/store/list"
)

// Attention is what waits for somebody in the portal. It counts its own
// administrators only, and nothing further than list.MaxCount+1, which stands for
// more than list.MaxCount.
type Attention struct {
	WithoutMFA      int // whose MFA is required and not set up
	Invited         int // who have not accepted their invitation
	Expired         int // of the invited, those without a link that still works
	Locked          int
	Suspended       int
	Undelivered     int  // mail that failed at least once and has not left yet, of what Undelivered lists
	AnyOrganization bool // whether there is one
}

// attention counts by index. Its parameters are the time in milliseconds, the
// most that is counted, and those of reaching.
var attention = fmt.Sprintf(`SELECT %s, %s, %s, %s, %s, %s, EXISTS (SELECT 1 FROM organizations)`,
	upTo(`administrators a WHERE a.organization_id = '' AND a.require_mfa AND NOT a.mfa_on AND a.status <> 'deleted'`),
	upTo(`administrators a WHERE a.organization_id = '' AND a.status = 'invited' AND a.status <> 'deleted'`),
	upTo(`administrators a WHERE a.organization_id = '' AND a.status = 'invited' AND a.status <> 'deleted'
		AND NOT EXISTS (SELECT 1 FROM links l WHERE l.administrator_id = a.id AND `+works("l", "$1")+`)`),
	upTo(`administrators a WHERE a.organization_id = '' AND a.locked_at > 0 AND a.status = 'active'`),
	upTo(`administrators a WHERE a.organization_id = '' AND a.status = 'suspended' AND a.status <> 'deleted'`),
	upTo(`outbox WHERE `+failedOnce+` AND `+undeliveredIn("$3", "$4", "$5")))

// upTo is a query for the number of rows, counted no further than $2.
func upTo(from string) string {
	return `(SELECT COUNT(*) FROM (SELECT 1 FROM ` + from + ` LIMIT $2) counted)`
}

// Attention returns what waits for somebody, all as it was at one moment. It
// asks for EditAdministrators.
func (s *Store) Attention(ctx context.Context, actor portal.Administrator) (Attention, error) {
	var w Attention
	if err := actor.Require(portal.EditAdministrators); err != nil {
		return w, err
	}
	err := s.db.QueryRowContext(ctx, attention, append([]any{s.now().UnixMilli(), list.MaxCount + 1}, reaching(actor)...)...).Scan(
		&w.WithoutMFA, &w.Invited, &w.Expired, &w.Locked, &w.Suspended, &w.Undelivered, &w.AnyOrganization)
	return w, err
}
