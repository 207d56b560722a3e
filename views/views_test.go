package views_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"mtp/views"
	"mtp/views/parts"
)

// render is the page as a browser would read it.
func render(t *testing.T, page templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := page.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// texts are the words of each element, without the space around them.
func texts(s *goquery.Selection) []string {
	return s.Map(func(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") })
}

func want(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func signedIn(title string) parts.Page {
	return parts.Page{Title: title, Provider: "Northwind", Viewer: "Ada Lovelace", Nav: []parts.NavItem{{Name: "Roles", Href: "/roles", Current: true}}}
}

func form() views.AdministratorForm {
	return views.AdministratorForm{
		Page: signedIn("Grace Hopper"), Action: "/administrators/g", FormID: "f1", Version: "7", FirstName: "Grace", LastName: "Hopper",
		Roles: []parts.Option{{Label: "Choose a role"}, {Value: "manager", Label: "Manager", Chosen: true}}, Role: "manager", RoleName: "Manager",
		About: []parts.RoleAbout{{Value: "manager", Name: "Manager", Text: "Manages users."}, {Value: "read-only", Name: "Read Only", Text: "Sees."}},
		Picker: parts.Picker{
			AddedTitle: "Added",
			Rows:       []parts.PickerRow{{ID: "o1", Name: "Contoso", Chosen: true}, {ID: "o2", Name: "Fabrikam"}},
			Changes:    []string{"+o1", "-o9"}, Chosen: "1 chosen", Summary: "+1, −1", Added: []string{"Contoso"}, Removed: []string{"Litware"}, Next: "next:o2",
		},
	}
}

func TestThePersonsMenuHoldsProfileAndLogOutWithoutScripts(t *testing.T) {
	doc := render(t, views.Roles(views.RolesPage{Page: signedIn("Roles")}))
	button := doc.Find("button[popovertarget]")
	want(t, "button", texts(button), []string{"Ada Lovelace"})
	menu := doc.Find("#" + button.AttrOr("popovertarget", "") + "[popover]")
	want(t, "menu", texts(menu.Find(`a[href="/profile"], form[method="post"][action="/logout"] button`)), []string{"Profile", "Log out"})
	want(t, "navigation", texts(doc.Find(`nav[aria-label="Main"] a[aria-current="page"]`)), []string{"Roles"})
}

func TestNobodySignedInSeesNeitherNavigationNorMenu(t *testing.T) {
	doc := render(t, views.Login(views.LoginPage{Page: parts.Page{Title: "Log in"}, Next: "/roles"}))
	want(t, "navigation and menus", doc.Find("nav, [popovertarget]").Length(), 0)
	want(t, "next", doc.Find(`form[action="/login"] input[type=hidden][name=next]`).AttrOr("value", ""), "/roles")
	want(t, "footer", doc.Find("footer").Length(), 0)
}

func TestAPageSaysOneThing(t *testing.T) {
	page := signedIn("Start")
	page.Message, page.Refusal = "Saved.", "Not saved."
	doc := render(t, views.Home(views.HomePage{Page: page, Notices: []string{"Mail is not set up."}}))
	want(t, "messages", texts(doc.Find(`[role=status], [role=alert]`)), []string{"Not saved."})
	page.Refusal = ""
	doc = render(t, views.Home(views.HomePage{Page: page, Notices: []string{"Mail is not set up."}}))
	want(t, "messages", texts(doc.Find(`[role=status], [role=alert]`)), []string{"Saved."})
	want(t, "notices", texts(doc.Find(".notice")), []string{"Mail is not set up."})
}

func TestANameIsNeverMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script>"'&`
	page := signedIn(evil)
	page.Viewer, page.Provider, page.Message = evil, evil, evil
	edit := form()
	edit.Page, edit.FirstName = page, evil
	edit.Picker.Rows[0].Name, edit.Picker.Added[0] = evil, evil
	edit.Actions = []parts.Action{{Name: "Suspend", Confirm: &parts.Confirm{Title: evil, Consequences: []string{evil}}}}
	for name, component := range map[string]templ.Component{
		"administrator":  views.AdministratorEdit(edit),
		"administrators": views.Administrators(views.AdministratorsPage{Page: page, Query: evil, Rows: []views.AdministratorRow{{Name: evil, Email: evil, Role: evil, Status: evil}}}),
		"organizations":  views.Organizations(views.OrganizationsPage{Page: page, Query: evil, Rows: []views.OrganizationRow{{Name: evil}}}),
		"activity":       views.Activity(views.ActivityPage{Page: page, Rows: []views.ActivityRow{{Who: evil, What: evil, Target: evil, Reason: evil, RequestID: evil, Changes: []parts.FieldChange{{Field: evil, Before: evil, After: evil}}}}}),
		"error":          views.Error(views.ErrorPage{Page: page, Text: evil, RequestID: evil}),
	} {
		doc := render(t, component)
		want(t, name+": scripts", doc.Find("script").Length(), 1)
		want(t, name+": menu", doc.Find("[popovertarget]").Text(), evil)
	}
}

func TestALinkThatRunsCodeIsRefused(t *testing.T) {
	page := signedIn("Activity")
	page.HelpURL = "javascript:alert(1)"
	doc := render(t, views.Activity(views.ActivityPage{Page: page, Rows: []views.ActivityRow{{Target: "x", TargetHref: "javascript:alert(1)"}}}))
	want(t, "links that run code", doc.Find(`[href^="javascript:"]`).Length(), 0)
}

func TestAPortalThatIsNotSetUpSaysHowToBegin(t *testing.T) {
	const sentence = "This portal is not set up yet. Open the link that it printed when it started."
	for notSetUp, words := range map[bool][]string{true: {sentence}, false: {}} {
		doc := render(t, views.Login(views.LoginPage{Page: parts.Page{Title: "Log in"}, NotSetUp: notSetUp}))
		want(t, "above the form", texts(doc.Find("h1 + p")), append([]string{}, words...))
	}
}
