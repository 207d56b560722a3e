// Package parts holds what pages are made of: the document around a page, and
// the buttons, fields, tables, lists and messages in it. A part knows no page.
package parts

// Page is what every page needs around its content.
type Page struct {
	Title    string // the h1 and the first words of <title>
	Failed   bool   // puts "Error: " before the title
	Provider string // the provider's name; empty before set-up
	Viewer   string // full name of who is logged in; empty: nobody
	Nav      []NavItem
	Message  string // success, shown once as role="status"
	Told     string // what a button did that saves nothing: role="status", and no success
	Refusal  string // refusal of the whole request, role="alert"
	Place    *Place // the organization that is worked in; nil in the portal itself
	HelpURL  string // target of the footer link "Help"; empty: no link
	Home     string // where the product's name leads; empty: to the start page
	// IdleMinutes is after how long without use the session ends; 0 signed out.
	IdleMinutes int
	// Refresh is after how many seconds the page loads anew where scripts are off;
	// 0 for never.
	Refresh int
}

// Place is the organization that is worked in.
type Place struct {
	Name   string
	Nav    []NavItem
	Return string // href of the way back to the portal; "" for who has none
	Switch string // href of the page to switch to another organization; "" like Return
}

// NavItem is one link of a navigation.
type NavItem struct {
	Name, Href string
	Current    bool
}

// Errors are what is wrong with a form, in the order of its fields.
type Errors []FieldError

// FieldError is what is wrong with one field. Field is the name it posts
// under; the control's id is "f-" + Field with "-" for "_". It is "" for what
// is wrong with the whole.
type FieldError struct{ Field, Text string }

// On returns the text for a field, or "".
func (e Errors) On(field string) string {
	for _, f := range e {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Option is one choice of a select or of a group of radio buttons. A Value of ""
// is "no choice". A select shows no Hint.
type Option struct {
	Value, Label string
	Hint         string
	Chosen       bool
}

// Pager is the foot of a list: "1–50 of 1,234".
type Pager struct {
	Range    string // "1–50 of 1,234", "51–100 of many", "" when nothing is shown
	Previous string // href; "" when there is no such page
	Next     string
}

// Column is a column of a table, and its head.
type Column struct {
	Label  string // "" for a column of buttons
	Href   string // sorts by it, or turns the order; "" when it cannot be sorted by
	Sort   string // aria-sort: "ascending", "descending" or ""
	Number bool   // its cells are numbers, which stand on the right
	Mark   string // a badge beside the label
}
