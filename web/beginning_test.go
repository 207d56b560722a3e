package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	bill "mtp/internal/billing"
	"mtp/internal/portal"
	"mtp/store"
)

// password is everybody's.
const password = "violet tractor mumbles politely"

// The people of the portal that tests begin with, beside one for each role.
const (
	invited   = "invited@example.com"
	linked    = "linked@example.com"
	suspended = "suspended@example.com"
	// ownInvited is one of Acme's own administrators.
	ownInvited = "own@acme.example"
)

// names are those of the people, by role; their address is the role's key at
// example.com.
var names = map[portal.Role][2]string{
	portal.AdministratorWithBilling: {"Ada", "Lovelace"},
	portal.AdministratorRole:        {"Grace", "Hopper"},
	portal.Manager:                  {"Radia", "Perlman"},
	portal.CommandRunnerWithBilling: {"Karen", "Jones"},
	portal.CommandRunner:            {"Jean", "Bartik"},
	portal.HelpDesk:                 {"Joan", "Clarke"},
	portal.BillingOnly:              {"Klara", "Neumann"},
	portal.ReadOnlyRole:             {"Betty", "Holberton"},
}

func address(r portal.Role) string { return r.Key() + "@example.com" }

// beginning is a portal that was made once, and is copied for each test:
// people who are signed in, and the token of a link that was mailed.
type beginning struct {
	folder  string
	at      time.Time
	cookies map[portal.Role]string
	link    string // of the person with the address linked
	acme    string // id of an organization, launched by everyone who is signed in
	globex  string // id of one that Ada alone reaches
	own     string // id of an administrator of Acme's own, who is invited
	user    string // id of a user of Acme, who is invited
	invoice string // number of the only invoice, of last month
	method  string // id of a payment method that is not the default
}

var begun beginning

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "mtp-web")
	if err != nil {
		panic(err)
	}
	begun = begin(folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

func begin(folder string) beginning {
	b := beginning{folder: folder, at: time.Now().Truncate(time.Second), cookies: map[portal.Role]string{}}
	s, err := store.Open(context.Background(), folder, func() time.Time { return b.at })
	must(err)
	defer s.Close()
	token, err := s.NewSetupLink(context.Background())
	must(err)
	first, now := portal.AdministratorWithBilling, b.at
	b.at = (bill.MonthOf(now) - 1).First() // counts last month, which is billed below
	ada, err := s.SetUp(context.Background(), store.By{}, token, "Analytical Services",
		portal.Draft{FirstName: names[first][0], LastName: names[first][1], Email: address(first)}, password, password)
	must(err)
	b.at = now
	by := store.By{AdministratorID: ada.ID}
	b.bill(s, by)
	for _, name := range []string{"Acme", "Globex", "Initech"} {
		o, err := s.AddOrganization(context.Background(), by, name)
		must(err)
		switch name {
		case "Acme":
			b.acme = o.ID
		case "Globex":
			b.globex = o.ID
		}
	}
	for _, r := range portal.Roles()[1:] {
		_, err := s.AddAdministrator(context.Background(), by, portal.Draft{
			FirstName: names[r][0], LastName: names[r][1], Email: address(r), Role: r,
		}, store.Changes{"+" + b.acme})
		must(err)
		_, err = s.SetPassword(context.Background(), store.By{}, nextLink(s), password, password)
		must(err)
	}
	for email, name := range map[string]string{suspended: "Mary Keller", invited: "Ida Rhodes", linked: "Kathleen Booth"} {
		d := portal.Draft{Email: email, Role: portal.HelpDesk}
		d.FirstName, d.LastName, _ = strings.Cut(name, " ")
		out, err := s.AddAdministrator(context.Background(), by, d, nil)
		must(err)
		link := nextLink(s)
		switch email {
		case linked:
			b.link = link
		case suspended:
			_, err := s.SuspendAdministrator(context.Background(), by, out.ID)
			must(err)
		}
	}
	out, err := s.AddAdministrator(context.Background(), store.By{AdministratorID: ada.ID, OrganizationID: b.acme},
		portal.Draft{FirstName: "Olga", LastName: "Owner", Email: ownInvited, Role: portal.Manager}, nil)
	must(err)
	b.own = out.ID
	nextLink(s)
	out, err = s.AddUser(context.Background(), store.By{AdministratorID: ada.ID, OrganizationID: b.acme},
		portal.UserDraft{FirstName: "Uma", LastName: "User", Username: "uma", Email: "uma@acme.example"})
	must(err)
	b.user = out.ID
	nextLink(s)
	server := httptest.NewServer(newHandler(s, Config{URL: &url.URL{Scheme: "http", Host: "portal.example.com"}, Log: slog.New(slog.DiscardHandler), Deliver: delivered}))
	defer server.Close()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, r := range portal.Roles() {
		answer, err := client.PostForm(server.URL+"/login", url.Values{"email": {address(r)}, "password": {password}})
		must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			panic(fmt.Sprintf("log in as %s: %s", r, answer.Status))
		}
		b.cookies[r] = answer.Cookies()[0].Value
		launch, err := http.NewRequest(http.MethodPost, server.URL+"/organizations/"+b.acme+"/launch", nil)
		must(err)
		launch.AddCookie(&http.Cookie{Name: "mtp", Value: b.cookies[r]})
		launch.Header.Set("Origin", "http://portal.example.com")
		answer, err = client.Do(launch)
		must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther {
			panic(fmt.Sprintf("launch as %s: %s", r, answer.Status))
		}
	}
	return b
}

// bill issues an invoice for last month, and adds two ways to pay it.
func (b *beginning) bill(s *store.Store, by store.By) {
	ctx, now := context.Background(), b.at
	month := bill.MonthOf(now) - 1
	must(s.SetPrice(ctx, bill.Price{From: month, Currency: "EUR", PerUser: 250, Base: 4900, Tax: 1900}))
	i, err := s.IssueInvoice(ctx, month, 30)
	must(err)
	b.invoice = i.Number.String()
	for n, four := range []string{"4242", "6789"} {
		b.at = now.Add(time.Duration(n-1) * time.Second) // one after the other
		m, err := s.AddPaymentMethod(ctx, by, bill.Method{Kind: bill.DirectDebit, Holder: "Ada Lovelace", LastFour: four})
		must(err)
		b.method = m.ID
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// nextLink takes the next letter out of the outbox and returns its token.
func nextLink(s *store.Store) string {
	for {
		l, ok, err := s.NextLetter(context.Background())
		must(err)
		if !ok {
			return ""
		}
		must(s.LetterDelivered(context.Background(), l.ID))
		if l.Token != "" {
			return l.Token
		}
	}
}
