package web

import (
	"context"

	"mtp/internal/portal"
	"mtp/store"
	"mtp/views"
)

// tasks lists what waits for those who manage administrators, the most urgent first,
// each with a link to where it is done; nil when nothing waits.
func (s *server) tasks(ctx context.Context, a portal.Administrator) ([]views.Task, error) {
	now, err := s.store.Standing(ctx, "")
	if err != nil {
		return nil, err
	}
	lone, err := s.loneNotice(ctx, "", now)
	if err != nil {
		return nil, err
	}
	w, err := s.store.Attention(ctx, a)
	if err != nil {
		return nil, err
	}
	var tasks []views.Task
	for _, text := range lone {
		tasks = append(tasks, views.Task{Text: text + " If one leaves or forgets their password, the other can help.", LinkText: "Add the second one", Href: "/administrators/new"})
	}
	if !w.AnyOrganization {
		tasks = append(tasks, views.Task{Text: "Add the first organization that you look after.", LinkText: "Add the first one", Href: "/organizations/new"})
	}
	for _, waits := range []struct {
		n               int
		one, many, more string
		link, href      string
	}{
		{w.Undelivered, "email could not be delivered", "emails could not be delivered", "", "See why", "/mail"},
		{w.Locked, "administrator is locked after wrong passwords", "administrators are locked after wrong passwords", "", "See who is locked", "/administrators?status=locked"},
		{w.WithoutMFA, "administrator has to set up MFA", "administrators have to set up MFA", "", "See who has no MFA", "/administrators?mfa=required"},
		{w.Invited, "invitation is not accepted yet", "invitations are not accepted yet", expired(w), "See who is invited", "/administrators?status=invited"},
		{w.Suspended, "administrator is suspended", "administrators are suspended", "", "See who is suspended", "/administrators?status=suspended"},
	} {
		if waits.n > 0 {
			tasks = append(tasks, views.Task{Text: countedUpTo(waits.n, waits.one, waits.many) + waits.more + ".", LinkText: waits.link, Href: waits.href})
		}
	}
	return tasks, nil
}

// countedUpTo is counted, for a number that is not known beyond MaxCount.
func countedUpTo(n int, one, many string) string {
	if n > store.MaxCount {
		return "More than " + counted(store.MaxCount, one, many)
	}
	return counted(n, one, many)
}

// expired says how many of the invitations have links that expired.
func expired(w store.Attention) string {
	switch {
	case w.Expired == 0:
		return ""
	case w.Expired > store.MaxCount:
		return ", and more than " + number(store.MaxCount) + " of the links have expired"
	case w.Invited == 1:
		return ", and the link has expired"
	case w.Expired == w.Invited:
		return ", and the links have all expired"
	case w.Expired == 1:
		return ", and one of the links has expired"
	}
	return ", and " + number(w.Expired) + " of the links have expired"
}

// loneNotice asks for a second Administrator with Billing when there is only one, in
// the portal or among an organization's own; nil when it has nothing to ask.
func (s *server) loneNotice(ctx context.Context, organizationID string, now store.Standing) ([]string, error) {
	if now.WithBilling >= 2 || organizationID != "" && now.WithBilling == 0 {
		return nil, nil
	}
	text := "Add a second Administrator with Billing."
	invited, err := s.store.InvitedWithBilling(ctx, organizationID)
	if invited != "" {
		text += " " + invited + " is invited but has not set a password yet."
	}
	return []string{text}, err
}

// mailNotice is the standing notice that says where mail is while it is not
// set up; nil when it is.
func (s *server) mailNotice() []string {
	if s.config.MailSetUp {
		return nil
	}
	return []string{"Mail is not set up. Each email is saved as a file in " + store.OutboxFolder + "/, in the data folder."}
}
