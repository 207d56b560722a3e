package web

import (
	"net/url"

	"mtp/internal/fault"
	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

// pager is the foot of a list. Its links keep the values in kept. Where a page has
// two lists, the prefix tells their cursors apart.
func pager[T any](path string, list store.List[T], kept url.Values, prefix string) parts.Pager {
	p := parts.Pager{Range: span(list, "")}
	link := func(name, cursor string) string {
		if cursor == "" {
			return ""
		}
		values := url.Values{prefix + name: {cursor}}
		for k, v := range kept {
			values[k] = v
		}
		return withQuery(path, values)
	}
	p.Previous, p.Next = link("before", list.Previous), link("after", list.Next)
	return p
}

// column is the head of a column that sorts by key, or turns the order when
// the list is sorted by it already. A list without a sort is sorted by name.
func column(path, label, key, sort string, kept url.Values) parts.Column {
	if sort == "" {
		sort = "name"
	}
	values := url.Values{}
	for name, v := range kept {
		values[name] = v
	}
	values.Set("sort", key)
	col := parts.Column{Label: label}
	switch sort {
	case key:
		col.Sort = "ascending"
		values.Set("sort", "-"+key)
	case "-" + key:
		col.Sort = "descending"
	}
	col.Href = withQuery(path, values)
	return col
}

// span writes "1–50 of 1,234", and what is listed behind it unless that is "".
func span[T any](l store.List[T], what string) string {
	if len(l.Rows) == 0 {
		return ""
	}
	total := number(l.Total)
	if l.Many {
		total = "many"
	}
	text := number(l.From) + "–" + number(l.From+len(l.Rows)-1) + " of " + total
	if what != "" {
		text += " " + what
	}
	return text
}

// withQuery returns the path with the values that are not empty.
func withQuery(path string, values url.Values) string {
	kept := url.Values{}
	for name, v := range values {
		if len(v) > 0 && v[0] != "" {
			kept.Set(name, v[0])
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

// unknownFilter is the refusal of a filter's value that the page does not offer.
func unknownFilter() error {
	return fault.New(fault.Invalid, "The list cannot be filtered by that. Choose from what the page offers.")
}

// options makes the choices of a select from pairs of value and label.
func options(chosen string, pairs ...string) []parts.Option {
	var list []parts.Option
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, parts.Option{Value: pairs[i], Label: pairs[i+1], Chosen: pairs[i] == chosen})
	}
	return list
}

// statusOptions are the statuses that a list of people can be filtered by.
func statusOptions(chosen portal.Status) []parts.Option {
	return options(string(chosen), "", "Any status", string(portal.Invited), portal.Invited.String(),
		string(portal.Active), portal.Active.String(), string(store.StatusLocked), "Locked", string(portal.Suspended), portal.Suspended.String())
}

// roleOptions are the eight roles as choices, below the label none unless it is "".
func roleOptions(none string, chosen portal.Role) []parts.Option {
	var list []parts.Option
	if none != "" {
		list = append(list, parts.Option{Label: none, Chosen: chosen == portal.NoRole})
	}
	for _, r := range portal.Roles() {
		list = append(list, parts.Option{Value: r.Key(), Label: r.String(), Chosen: r == chosen})
	}
	return list
}

const nothingReached = "You cannot reach any organization yet. An Administrator with Billing can give you access."
