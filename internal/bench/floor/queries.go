package main

// cells are the columns of a row of the list.
const cells = `a.id, a.first_name || ' ' || a.last_name, a.email, a.role, a.status, a.mfa_on, a.require_mfa, a.api_access,
	a.all_organizations, a.organization_count, a.last_login_at, a.name_key`

const (
	selectRows = `SELECT ` + cells + ` FROM administrators a WHERE a.organization_id = '' AND a.status <> 'deleted'`
	byName     = ` ORDER BY a.name_key, a.id LIMIT 50`
)

// lists are the queries for a page of rows, by what it is ordered and narrowed by.
var lists = map[string]string{
	"":            selectRows + byName,
	"after":       selectRows + ` AND (a.name_key, a.id) > ($1, $2)` + byName,
	"before":      selectRows + ` AND (a.name_key, a.id) < ($1, $2) ORDER BY a.name_key DESC, a.id DESC LIMIT 50`,
	"email":       selectRows + ` ORDER BY a.email_key, a.id LIMIT 50`,
	"role":        selectRows + ` ORDER BY a.role, a.name_key, a.id LIMIT 50`,
	"-last-login": selectRows + ` ORDER BY a.last_login_at DESC, a.id DESC LIMIT 50`,
	"filter":      selectRows + ` AND a.role = $1 AND a.status = $2` + byName,
	"mfa":         selectRows + ` AND a.mfa_on = FALSE AND a.require_mfa = $1` + byName,

	// Those who reach one organization alone, and the first of those who reach all.
	"organization": `SELECT * FROM (SELECT ` + cells + ` FROM access x CROSS JOIN administrators a ON a.id = x.administrator_id
			WHERE x.organization_id = $1 AND a.organization_id = '' AND a.status <> 'deleted'` + byName + `)
		UNION ALL SELECT * FROM (SELECT ` + cells + ` FROM administrators a INDEXED BY floor_everywhere
			WHERE a.organization_id = '' AND a.status <> 'deleted' AND a.all_organizations` + byName + `)
		ORDER BY name_key, id LIMIT 50`,

	// What some have is gathered and sorted, three letters without the text; what is
	// common is soon met in the order of names, in an index that holds the text. What
	// few have is counted on the way.
	"three": `SELECT ` + cells + ` FROM (SELECT a.rowid AS found FROM administrators_search s CROSS JOIN administrators a INDEXED BY floor_order ON a.search_id = s.rowid
			WHERE administrators_search MATCH $1 AND a.organization_id = '' AND a.status <> 'deleted'` + byName + `) f CROSS JOIN administrators a ON a.rowid = f.found` + byName,
	"some": `SELECT ` + cells + ` FROM (SELECT a.rowid AS found` + found + byName + `) f CROSS JOIN administrators a ON a.rowid = f.found` + byName,
	"few":  `SELECT ` + cells + `, f.n FROM (SELECT a.rowid AS found, COUNT(*) OVER () AS n` + found + byName + `) f CROSS JOIN administrators a ON a.rowid = f.found` + byName,
	"common": `SELECT ` + cells + ` FROM administrators a INDEXED BY floor_words
		WHERE a.organization_id = '' AND a.status <> 'deleted' AND INSTR(a.search_text, $1)` + byName,
}

// found are those whose text holds $2, among those whom the index of words finds
// by $1.
const found = ` FROM administrators_search s CROSS JOIN administrators a INDEXED BY floor_found ON a.search_id = s.rowid
	WHERE administrators_search MATCH $1 AND a.organization_id = '' AND a.status <> 'deleted' AND INSTR(a.search_text, $2)`

// some is up to how many it is quicker to gather those who match and sort them;
// beyond it the page says "many". few is up to how many are counted on the way.
const some, few = 1000, 100

func (r *reader) queries() map[**statement]string {
	return map[**statement]string{
		&r.session: `SELECT s.data, a.id, a.first_name || ' ' || a.last_name, a.email FROM floor_sessions s JOIN administrators a ON a.id = s.administrator_id
			WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.status = 'active'`,
		&r.counted: `SELECT COALESCE(SUM(n), 0) FROM administrators_counted WHERE organization_id = '' AND status <> 'deleted'
			AND ($1 = '' OR role = $1) AND ($2 = '' OR status = $2) AND ($3 < 0 OR NOT mfa_on AND require_mfa = $3)`,
		&r.countedSearch: `SELECT COUNT(*) FROM (SELECT 1 FROM administrators_search WHERE administrators_search MATCH $1 LIMIT 1001)`,
		&r.countedFound:  `SELECT COUNT(*) FROM (SELECT 1` + found + ` LIMIT 1001)`,
		&r.letters:       `SELECT l.letters, l.n FROM json_each($1) w CROSS JOIN floor_letters l ON l.letters = w.value`,
		&r.organizations: `SELECT id FROM organizations WHERE name_key = $1`,
		&r.inOrganization: `SELECT (SELECT COUNT(*) FROM access WHERE organization_id = $1)
			+ (SELECT COUNT(*) FROM administrators a INDEXED BY floor_everywhere WHERE a.organization_id = '' AND a.status <> 'deleted' AND a.all_organizations)`,
		&r.administrator: `SELECT a.first_name, a.last_name, a.email, a.role, a.status, a.require_mfa, a.api_access, a.all_organizations, a.organization_count,
			a.version, (SELECT COUNT(*) FROM organizations) FROM administrators a WHERE a.id = $1`,
		&r.chosen: `SELECT o.id, o.name FROM access x CROSS JOIN organizations o INDEXED BY floor_organizations ON o.id = x.organization_id
			WHERE x.administrator_id = $1 ORDER BY o.name_order, o.id LIMIT 50`,
		&r.rest: `SELECT o.id, o.name FROM organizations o WHERE NOT EXISTS (SELECT 1 FROM access x WHERE x.administrator_id = $1 AND x.organization_id = o.id)
			ORDER BY o.name_order, o.id LIMIT $2`,
		&r.matching: `SELECT o.id, o.name, x.administrator_id IS NOT NULL, COUNT(*) OVER () FROM floor_organizations_search s CROSS JOIN organizations o ON o.rowid = s.rowid
			LEFT JOIN access x ON x.administrator_id = $2 AND x.organization_id = o.id
			WHERE floor_organizations_search MATCH $1 ORDER BY x.administrator_id IS NULL, o.name_order, o.id LIMIT 50`,
	}
}

func (w *writer) queries() map[**statement]string {
	return map[**statement]string{
		&w.begin: `BEGIN IMMEDIATE`, &w.commit: `COMMIT`, &w.rollback: `ROLLBACK`,
		&w.signedIn: `UPDATE administrators SET last_login_at = $1 WHERE email_key = 'demo@mtp.example' AND status <> 'deleted'`,
		&w.keepSession: `INSERT INTO floor_sessions (token_hash, data, expires_at, administrator_id)
			SELECT $1, $2, $3, id FROM administrators WHERE email_key = 'demo@mtp.example' AND status <> 'deleted'`,
		&w.load:     `SELECT first_name, last_name, email, role, require_mfa, api_access, version FROM administrators WHERE id = $1`,
		&w.provider: `SELECT provider_name FROM portal WHERE id = 1`,
		&w.update: `UPDATE administrators SET first_name = $1, last_name = $2, name_key = $3, email = $4, email_key = $5, search_text = $6, role = $7,
			require_mfa = $8, api_access = $9, version = version + 1, updated_at = $10 WHERE id = $11`,
		&w.rename: `UPDATE administrators SET first_name = $1, last_name = $2, name_key = $3, search_text = $4,
			require_mfa = $5, version = version + 1, updated_at = $6 WHERE id = $7`,
		&w.record: `INSERT INTO audit (seq, at, request_id, address, actor_kind, actor_id, actor_name, actor_email, action, target_kind, target_id, target_name,
				organization_id, organization_name, result, reason, changes, search_text)
			VALUES ((SELECT MAX(seq) + 1 FROM audit), $1, $2, $3, 'administrator', $4, $5, $6, 'administrator.edited', 'administrator', $7, $8, '', '', 'done', '', $9, $10)`,
		&w.letter: `INSERT INTO outbox (id, administrator_id, kind, letter, created_at, attempts, next_attempt_at, last_error)
			VALUES ($1, $2, 'account-changed', $3, $4, 0, $4, '')`,
	}
}
