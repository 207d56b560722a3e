package views_test

import (
	"testing"

	"mtp/views"
	"mtp/views/parts"
)

func TestEnterInAFieldSearchesAndNeverSaves(t *testing.T) {
	buttons := render(t, views.AdministratorEdit(form())).Find(`form[action="/administrators/g"] button[type=submit]`)
	want(t, "submit buttons", texts(buttons), []string{"Search", "Next organizations", "Add all that match", "Remove all that match", "Save User"})
	first := buttons.First()
	want(t, "first", first.AttrOr("name", "")+"="+first.AttrOr("value", ""), "picker=search")
	last := buttons.Last()
	want(t, "last", last.AttrOr("name", "")+"="+last.AttrOr("value", ""), "save=save")
}

func TestTheFormCarriesChangesAndTheRowsThatItShows(t *testing.T) {
	f := render(t, views.AdministratorEdit(form())).Find(`form[action="/administrators/g"]`)
	values := func(selector string) []string {
		var all []string
		for _, n := range f.Find(selector).EachIter() {
			all = append(all, n.AttrOr("value", ""))
		}
		return all
	}
	want(t, "form_id", values("[name=form_id]"), []string{"f1"})
	want(t, "version", values("[name=version]"), []string{"7"})
	want(t, "change", values("#picker [name=change]"), []string{"+o1", "-o9"})
	want(t, "shown", values("#picker [name=shown]"), []string{"o1 o2"})
	want(t, "shown ticked", values("#picker [name=was]"), []string{"o1"})
	want(t, "chosen", values("#picker [name=chosen][checked]"), []string{"o1"})
	want(t, "labels", texts(f.Find(".picker-rows label")), []string{"Contoso", "Fabrikam"})
	want(t, "summary", texts(f.Find("#picker-changes > p, #picker-changes li")), []string{"1 chosen +1, −1 not saved yet", "Contoso", "Litware"})
	want(t, "comes back unsaved", f.Is("[data-unsaved]"), true)
}

func TestErrorsOpenTheirTabAndStandInBothPlaces(t *testing.T) {
	m := form()
	m.Errors = parts.Errors{{Field: "role", Text: "Choose a role."}, {Field: "access", Text: "Choose the access."}}
	doc := render(t, views.AdministratorEdit(m))
	want(t, "open tab", doc.Find("form[data-tabs]").AttrOr("data-tabs", ""), "permissions-access")
	want(t, "tabs", texts(doc.Find(".tabs a")), []string{"Details", "Permissions & Access 2 errors"})
	tab := doc.Find(".tabs a[href='#permissions-access']")
	count := tab.Find("[aria-hidden=true]")
	want(t, "the number is no part of the name", texts(count), []string{"2 errors"})
	want(t, "the number describes the tab", tab.AttrOr("aria-describedby", ""), count.AttrOr("id", "?"))
	summary := doc.Find("[role=alert]")
	want(t, "heading", texts(summary.Find("h2")), []string{"There is a problem"})
	want(t, "summary", texts(summary.Find("a")), []string{"Choose a role.", "Choose the access."})
	role := doc.Find("#f-role")
	want(t, "invalid", role.AttrOr("aria-invalid", ""), "true")
	want(t, "beside the field", texts(doc.Find("#"+role.AttrOr("aria-describedby", ""))), []string{"Choose a role."})
}

func TestAnErrorOfTheWholeFormLinksNowhereAndOpensTheTabAskedFor(t *testing.T) {
	m := form()
	m.OpenTab, m.Errors = views.PermissionsTab, parts.Errors{{Text: "One active Administrator with Billing has to remain."}}
	doc := render(t, views.AdministratorEdit(m))
	want(t, "summary", texts(doc.Find("[role=alert] li")), []string{"One active Administrator with Billing has to remain."})
	want(t, "links", doc.Find("[role=alert] a").Length(), 0)
	want(t, "open tab", doc.Find("form[data-tabs]").AttrOr("data-tabs", ""), "permissions-access")
	want(t, "tabs", texts(doc.Find(".tabs a")), []string{"Details", "Permissions & Access"})
}

func TestTheTabAskedForOpensWhenNothingIsWrong(t *testing.T) {
	m := form()
	for asked, tab := range map[string]string{"": "details", "details": "details", views.PermissionsTab: "permissions-access"} {
		m.OpenTab = asked
		want(t, asked, render(t, views.AdministratorEdit(m)).Find("form[data-tabs]").AttrOr("data-tabs", ""), tab)
	}
}

func TestOnesOwnRoleAndAccessAreTextWithTheReason(t *testing.T) {
	m := form()
	m.OwnRole, m.AccessText = "You cannot change your own role.", "All organizations"
	doc := render(t, views.AdministratorEdit(m))
	want(t, "controls", doc.Find("[name=role], [name=access], #picker").Length(), 0)
	want(t, "facts", texts(doc.Find("#permissions-access dd")), []string{"Manager", "All organizations"})
	want(t, "reason", texts(doc.Find(".reason")), []string{"You cannot change your own role."})
	want(t, "first submit button", texts(doc.Find("form[data-tabs] button[type=submit]").First()), []string{"Save User"})
	want(t, "API access", doc.Find("[name=api_access]").Length(), 1)
}

func TestThePickersButtonsLeadBackToThePicker(t *testing.T) {
	f := render(t, views.AdministratorEdit(form())).Find("form[data-tabs]")
	for _, n := range f.Find("button[name=picker]").EachIter() {
		want(t, n.Text(), n.AttrOr("formaction", ""), f.AttrOr("action", "")+"#picker")
	}
	want(t, "Save User", f.Find("[name=save][formaction]").Length(), 0)
}

func TestAPIAccessThatCannotBeChangedIsTextWithTheReason(t *testing.T) {
	m := form()
	m.APIReason = "Off. Set a password first."
	doc := render(t, views.AdministratorEdit(m))
	want(t, "checkbox", doc.Find("[name=api_access]").Length(), 0)
	want(t, "reason", texts(doc.Find("#permissions-access dd")), []string{"Off. Set a password first."})
}

func TestAnActionAsksInAClosedDialogAndPostsPlainlyWithoutScripts(t *testing.T) {
	m := form()
	m.Actions = []parts.Action{
		{Name: "Delete", Href: "/administrators/g/delete", FormID: "f2", Danger: true, Confirm: &parts.Confirm{Title: "Delete Grace Hopper?", TypeEmail: true}},
		{Name: "Unlock", Reason: "The account is not locked."},
	}
	doc := render(t, views.AdministratorEdit(m))
	outer := doc.Find(`form[data-dialog][action="/administrators/g/delete"]`)
	want(t, "outer confirms", outer.Find("[name=confirm]").Length(), 0)
	dialog := doc.Find("dialog#" + outer.AttrOr("data-dialog", ""))
	want(t, "open", dialog.Is("[open]"), false)
	want(t, "title", texts(doc.Find("#"+dialog.AttrOr("aria-labelledby", ""))), []string{"Delete Grace Hopper?"})
	want(t, "buttons, Enter confirms", texts(dialog.Find("button")), []string{"Delete", "Cancel"})
	want(t, "label", texts(dialog.Find("label[for=f-confirm-email]")), []string{"Type the email address to confirm"})
	want(t, "confirm", dialog.Find(`form[action="/administrators/g/delete"] [name=confirm]`).AttrOr("value", ""), "yes")
	want(t, "what cannot be done has no button", texts(doc.Find(".action-list:not(.danger-zone) > li")), []string{"Unlock: The account is not locked."})
}

func TestReadingOffersNoControlsButASearch(t *testing.T) {
	able := views.Abilities{Role: "Manager", Reach: &views.Reach{Action: "/administrators/g", Query: "acme", Summary: "1 selected organization is reached."}}
	doc := render(t, views.AdministratorRead(views.AdministratorText{Page: signedIn("Grace Hopper"), Why: "Your role may not edit administrators.", Abilities: able}))
	want(t, "controls", doc.Find("main input, main select, main button").Length(), 1)
	search := doc.Find(`form[method=get][action^="/administrators/g#"] [name=reach]`)
	want(t, "search", search.AttrOr("value", ""), "acme")
	want(t, "label", texts(doc.Find("label[for="+search.AttrOr("id", "?")+"]")), []string{"Find an organization"})
	want(t, "why", texts(doc.Find(".notice")), []string{"Your role may not edit administrators."})
}

func TestAnotherRoleShowsWhatIsGainedAndLost(t *testing.T) {
	m := form()
	m.About[1].Change = &parts.RoleChange{From: "Manager", Gains: []string{"Account: No Access → Edit"}, Loses: []string{"Activity: Read-Only → No Access"}}
	doc := render(t, views.AdministratorEdit(m))
	want(t, "the saved role", doc.Find(`[data-role=manager] .role-change`).Length(), 0)
	changes := doc.Find(`[aria-live=polite] [data-role=read-only] .role-change`)
	want(t, "another role", texts(changes.Find("p, li")), []string{"Instead of Manager, once saved:", "Gains", "Account: No Access → Edit", "Loses", "Activity: Read-Only → No Access"})
	m.About[1].Change = &parts.RoleChange{From: "Manager"}
	want(t, "no difference", texts(render(t, views.AdministratorEdit(m)).Find(".role-change")), []string{"Allows the same as Manager. Nothing is gained or lost."})
}

func TestTheOtherKindOfAccessShowsWhatItChanges(t *testing.T) {
	m := form()
	want(t, "nothing to compare", render(t, views.AdministratorEdit(m)).Find(".access-change, .loses").Length(), 0)
	m.GainsAll, m.Picker.Loses = "Gains 2 more organizations.", "Loses 3 of 4 organizations."
	doc := render(t, views.AdministratorEdit(m))
	want(t, "to all", texts(doc.Find(`.access-change[aria-live=polite] [data-access=all]`)), []string{"Gains 2 more organizations."})
	want(t, "what the script announces", texts(doc.Find("#picker-changes > p"))[0], "1 chosen +1, −1 not saved yet Loses 3 of 4 organizations.")
}

func TestCopyComesBehindThePickersSearch(t *testing.T) {
	m := form()
	m.New, m.Version, m.Copy = true, "", &views.Copy{Text: "gra", Choices: []views.CopyChoice{{ID: "g", Email: "grace@example.com", About: "Grace Hopper: Manager, 14 organizations"}}}
	f := render(t, views.AdministratorEdit(m)).Find("form[data-tabs]")
	want(t, "submit buttons", texts(f.Find("button[type=submit]")), []string{"Search", "Next organizations", "Add all that match", "Remove all that match", "Copy", "grace@example.com", "Save User"})
	want(t, "choice", f.Find("[name=picker][value='copy:g']").AttrOr("formaction", ""), "/administrators/g#permissions-access")
	want(t, "way to it", f.Find(`a[href="#`+f.Find("[name=copy_from]").AttrOr("id", "?")+`"]`).Length(), 1)
	want(t, "unsaved", f.Is("[data-unsaved]"), true)
	m = form()
	m.Picker, m.Copy = parts.Picker{}, &views.Copy{}
	want(t, "untouched", render(t, views.AdministratorEdit(m)).Find("[data-unsaved]").Length(), 0)
	m.Copy.Done = "Role and access are now those of Grace Hopper."
	want(t, "copied", render(t, views.AdministratorEdit(m)).Find("[data-unsaved]").Length(), 1)
	want(t, "an existing one", render(t, views.AdministratorEdit(form())).Find("[name=copy_from]").Length(), 0)
}
