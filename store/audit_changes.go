package store

import (
	"strings"

	"mtp/internal/digit"
	"mtp/internal/portal"
)

// Fields that name organizations.
const (
	accessAdded   = "Organizations added"
	accessRemoved = "Organizations removed"
)

// bare takes the names from a list of organizations and leaves their number, for those
// who may see no more of the access of others.
func (f FieldChange) bare() FieldChange {
	if f.Field == accessAdded || f.Field == accessRemoved {
		f.Before, _, _ = strings.Cut(f.Before, ": ")
		f.After, _, _ = strings.Cut(f.After, ": ")
	}
	return f
}

// listed says how many organizations there are, and the names that are known.
func listed(names []string, n int) string {
	text := "1 organization: "
	if n != 1 {
		text = digit.Grouped(n) + " organizations: "
	}
	text += strings.Join(names, "; ")
	if more := n - len(names); more > 0 {
		text += "; and " + digit.Grouped(more) + " more"
	}
	return text
}

// onOff words a setting, or returns "" when there was none before.
func onOff(on, none bool) string {
	if none {
		return ""
	}
	return portal.OnOff(on)
}

func reach(a portal.Administrator, none bool) string {
	switch {
	case none:
		return ""
	case a.AllOrganizations:
		return "All organizations"
	}
	return "Selected organizations"
}

// differences lists the fields that differ, in the words of the form.
func differences(before, after portal.Administrator) []FieldChange {
	var list []FieldChange
	list = changed(list, "First Name", before.FirstName, after.FirstName)
	list = changed(list, "Last Name", portal.ShownLastName(before.LastName), portal.ShownLastName(after.LastName))
	list = changed(list, "Administrator Email Address", before.Email, after.Email)
	list = changed(list, "Role", before.Role.String(), after.Role.String())
	list = changed(list, "Status", before.Status.String(), after.Status.String())
	added := before.ID == ""
	list = changed(list, "Require MFA", onOff(before.RequireMFA, added), onOff(after.RequireMFA, false))
	list = changed(list, "API access", onOff(before.APIAccess, added), onOff(after.APIAccess, false))
	if after.OrganizationID != "" {
		return list
	}
	return changed(list, "Organization Access", reach(before, added), reach(after, false))
}

// Action names what an audit entry is about. It is stable: filters and
// exports rely on it.
type Action string

// FieldChange is one field of an audit entry, before and after, in words.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// changed appends the field when before and after differ.
func changed(list []FieldChange, field, before, after string) []FieldChange {
	if before == after {
		return list
	}
	return append(list, FieldChange{Field: field, Before: before, After: after})
}
