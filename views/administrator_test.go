package views_test

import (
	"testing"

	"mtp/views"
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
	want(t, "shown", values("#picker [name=shown]"), []string{"o1", "o2"})
	want(t, "chosen", values("#picker [name=chosen][checked]"), []string{"o1"})
	want(t, "labels", texts(f.Find(".picker-rows label")), []string{"Contoso", "Fabrikam"})
	want(t, "summary", texts(f.Find("#picker-changes > p, #picker-changes li")), []string{"1 chosen +1, −1 not saved yet", "Contoso", "Litware"})
	want(t, "comes back unsaved", f.Is("[data-unsaved]"), true)
}

func TestErrorsOpenTheirTabAndStandInBothPlaces(t *testing.T) {
	m := form()
	m.Errors = views.Errors{{Field: "role", Text: "Choose a role."}, {Field: "access", Text: "Choose the access."}}
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
	m.OpenTab, m.Errors = "permissions", views.Errors{{Text: "One active Administrator with Billing has to remain."}}
	doc := render(t, views.AdministratorEdit(m))
	want(t, "summary", texts(doc.Find("[role=alert] li")), []string{"One active Administrator with Billing has to remain."})
	want(t, "links", doc.Find("[role=alert] a").Length(), 0)
	want(t, "open tab", doc.Find("form[data-tabs]").AttrOr("data-tabs", ""), "permissions-access")
	want(t, "tabs", texts(doc.Find(".tabs a")), []string{"Details", "Permissions & Access"})
}

func TestTheTabAskedForOpensWhenNothingIsWrong(t *testing.T) {
	m := form()
	for asked, tab := range map[string]string{"": "details", "details": "details", "permissions": "permissions-access"} {
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
	m.Actions = []views.Action{
		{Name: "Delete", Href: "/administrators/g/delete", FormID: "f2", Danger: true, Confirm: &views.Confirm{Title: "Delete Grace Hopper?", TypeEmail: true}},
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

func TestReadingOffersNoControls(t *testing.T) {
	doc := render(t, views.AdministratorRead(views.AdministratorText{Page: signedIn("Grace Hopper"), Why: "Your role may not edit administrators.", Organizations: []string{}}))
	want(t, "controls", doc.Find("main :is(input, select, button)").Length(), 0)
	want(t, "why", texts(doc.Find(".notice")), []string{"Your role may not edit administrators."})
}
