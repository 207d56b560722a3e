package main

import (
	"strings"

	"mtp/views"
)

// partScenes are the parts that pages are made of, each kind in every state.
func partScenes() []scene {
	var all []scene
	add := func(path, kind, note string, page views.Page) {
		page.Failed = len(views.SampleErrors(kind)) > 0
		all = append(all, scene{"/parts/" + path, note, views.Samples(views.SamplePage{Page: page, Kind: kind})})
	}
	for _, kind := range views.SampleKinds() {
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
