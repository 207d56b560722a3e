package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views/parts"
)

func bulkButtons() []parts.Option {
	var list []parts.Option
	for _, kind := range portal.BulkKinds() {
		list = append(list, parts.Option{Value: string(kind), Label: jobWords[kind].name})
	}
	return list
}

// selection is what selecting among the rows with the ids needs. all is how many rows
// match; more says that there may be even more.
func selection(action string, kept url.Values, ids []string, all int, more bool, buttons []parts.Option) parts.Selection {
	sel := parts.Selection{Action: action, FormID: random(), Shown: strings.Join(ids, " "), OnPage: "All " + number(len(ids)) + " on this page are selected", Buttons: buttons}
	if len(ids) == 1 {
		sel.OnPage = "1 selected"
	}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if v := kept.Get(name); v != "" {
			sel.Kept = append(sel.Kept, parts.Fact{Label: name, Value: v})
		}
	}
	if all > len(ids) || more {
		n := "all"
		if !more {
			n += " " + number(all)
		}
		sel.All, sel.Matched = "Select "+n+" that match", strings.ToUpper(n[:1])+n[1:]+" that match are selected"
	}
	return sel
}

// selectAdministrators is what selecting from a page of administrators needs.
func selectAdministrators(action string, kept url.Values, list store.List[store.AdministratorLine], buttons []parts.Option) parts.Selection {
	// Counting many may take long. They are counted before anything happens to them.
	all, more := list.Total, list.Many
	if more && list.Exactly > 0 {
		all, more = list.Exactly, false
	}
	ids := make([]string, len(list.Rows))
	for i, line := range list.Rows {
		ids[i] = line.ID
	}
	return selection(action, kept, ids, all, more, buttons)
}

// selected returns the ids of the ticked rows, or that all that match are selected.
// Without scripts the box in the head stands for all rows that were shown.
func selected(f form) (ids []string, matching bool) {
	if !f.on("page") {
		return slices.Compact(slices.Sorted(slices.Values(f.all("id")))), false
	}
	if f.text("all") == "match" {
		return nil, true
	}
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.all("id"), f.ids("shown"))))), false
}

// selectedAdministrators reads which administrators were chosen, and the filter
// of the list that they were chosen from.
func selectedAdministrators(f form) (store.Selection, store.AdministratorFilter, url.Values, error) {
	filter, kept, err := administratorFilter(func(name string) string { return cut(f.text(name)) })
	ids, matching := selected(f)
	if matching {
		return store.Selection{Matching: &filter}, filter, kept, err
	}
	return store.Selection{IDs: ids}, filter, kept, err
}
