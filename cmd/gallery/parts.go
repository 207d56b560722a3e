package main

import (
	"strings"

	"mtp/views/parts"
)

// partScenes are the parts that pages are made of, each kind in every state.
func partScenes() []scene {
	var all []scene
	add := func(path, kind, note string, page parts.Page) {
		page.Failed = len(parts.SampleErrors(kind)) > 0
		all = append(all, scene{"/parts/" + path, note, parts.Samples(parts.SamplePage{Page: page, Kind: kind})})
	}
	for _, kind := range parts.SampleKinds() {
		title := strings.ToUpper(kind[:1]) + strings.ReplaceAll(kind[1:], "-", " ")
		page := signedIn(title, "")
		switch kind {
		case "banners":
			page = inPlace(title, "Users")
			page.Place.Name = longName
		case "menus":
			page.Viewer = longName
		case "messages":
			add("messages/refusal", kind, "a refusal", with(page, "", "This administrator is the last active Administrator with Billing, and cannot be suspended."))
			page = with(page, "Grace Hopper is saved: role Help Desk → Manager.", "")
		}
		add(kind, kind, "in every state", page)
	}
	return all
}
