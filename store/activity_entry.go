package store

import (
	"encoding/json"
	"time"

	"mtp/store/database"
	"mtp/store/list"
)

// Entry is one entry of the audit trail.
type Entry struct {
	Seq                              int64
	At                               time.Time
	RequestID, Address               string
	ActorKind                        string // administrator, user, operator or nobody
	ActorID, ActorName, ActorEmail   string
	Action                           Action
	TargetKind, TargetID, TargetName string
	TargetOpen                       bool   // an administrator or a user whose page the actor can open
	OrganizationID, OrganizationName string // that it is about; "" for the portal itself
	Result, Reason                   string
	Changes                          []FieldChange
}

const entryColumns = `e.at, e.request_id, e.address, e.actor_kind, e.actor_id, e.actor_name, e.actor_email, e.action,
	e.target_kind, e.target_id, e.target_name, e.organization_id, e.organization_name, e.result, e.reason, e.changes`

func readEntry(row database.Row, cursor []any) (Entry, error) {
	var e Entry
	var at int64
	var changes string
	err := row.Scan(append(cursor, &at, &e.RequestID, &e.Address, &e.ActorKind, &e.ActorID, &e.ActorName, &e.ActorEmail, &e.Action,
		&e.TargetKind, &e.TargetID, &e.TargetName, &e.OrganizationID, &e.OrganizationName, &e.Result, &e.Reason, &changes)...)
	if err != nil {
		return e, err
	}
	e.Seq = list.Int(cursor[0])
	e.At = millisTime(at)
	return e, json.Unmarshal([]byte(changes), &e.Changes)
}
