package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"mtp/internal/portal"
	"mtp/static"
)

// need is what a route asks of who calls it. The zero need is not allowed.
type need struct {
	permission portal.Permission
	who        string // "anyone" instead of a permission
}

// anyone may call the route, signed in or not.
var anyone = need{who: "anyone"}

// forMachines reports whether the route is a probe, a static file or what the
// script asks while one types: none loads a session or is worth a line in the
// log.
func forMachines(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/static/*" || path == "/password-strength"
}

func may(p portal.Permission) need { return need{permission: p} }

func (n need) stated() bool { return n.who != "" || n.permission != portal.Permission{} }

type route struct {
	method, path string
	needs        need
	handle       echo.HandlerFunc
}

// routes is every route there is, with what it needs.
func (s *server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	var (
		use     = may(portal.UsePortal)
		view    = may(portal.ViewAdministrators)
		edit    = may(portal.EditAdministrators)
		editOrg = may(portal.EditOrganizations)
	)
	return []route{
		{get, "/healthz", anyone, s.healthy},
		{get, "/readyz", anyone, s.ready},
		{get, "/static/*", anyone, echo.WrapHandler(static.Handler())},

		{get, "/setup/:token", anyone, s.setupForm},
		{post, "/setup/:token", anyone, s.setUp},
		{get, "/login", anyone, s.loginForm},
		{post, "/login", anyone, s.logIn},
		{post, "/logout", anyone, s.logOut},
		{get, "/login/verify", anyone, s.verifyForm},
		{post, "/login/verify", anyone, s.verify},
		{get, "/login/recovery-code", anyone, s.verifyForm},
		{post, "/login/recovery-code", anyone, s.verify},
		{get, "/mfa", anyone, s.enrolForm},
		{post, "/mfa", anyone, s.enrol},
		{post, "/mfa/saved", use, s.codesSaved},
		{get, "/forgot-password", anyone, s.forgotPasswordForm},
		{post, "/forgot-password", anyone, s.forgotPassword},
		{get, "/set-password/:token", anyone, s.setPasswordForm},
		{post, "/set-password/:token", anyone, s.setPassword},
		{post, "/password-strength", anyone, s.passwordStrength(make(chan struct{}, 1))},

		{get, "/", use, s.home},
		{get, "/continue", use, s.goOn},
		{get, "/session", use, s.stay},
		{get, "/roles", use, s.roles},
		{get, "/profile", use, s.profile},
		{post, "/profile", use, s.changeName},
		{post, "/profile/password", use, s.changePassword},
		{post, "/profile/mfa", use, s.changeMFA},
		{post, "/profile/sessions", use, s.endOtherSessions},
		{post, "/profile/api-key", use, s.generateKey},

		{get, "/administrators", view, s.administrators},
		{get, "/administrators/new", edit, s.newAdministrator},
		{post, "/administrators", edit, s.addAdministrator},
		{get, "/administrators/:id", view, s.administrator},
		{post, "/administrators/:id", edit, s.editAdministrator},
		{post, "/administrators/:id/suspend", edit, s.suspend},
		{post, "/administrators/:id/restore", edit, s.restore},
		{post, "/administrators/:id/delete", edit, s.delete},
		{post, "/administrators/:id/unlock", edit, s.unlock},
		{post, "/administrators/:id/reset-mfa", edit, s.resetMFA},
		{post, "/administrators/:id/send-password-reset", edit, s.sendPasswordReset},
		{post, "/administrators/:id/resend-invitation", edit, s.resendInvitation},

		{get, "/organizations", use, s.organizations},
		{get, "/organizations/new", editOrg, s.newOrganization},
		{post, "/organizations", editOrg, s.addOrganization},
		{get, "/organizations/:id", editOrg, s.organization},
		{post, "/organizations/:id", editOrg, s.renameOrganization},

		{get, "/mail", edit, s.undelivered},
		{post, "/mail/:id/send-again", edit, s.sendAgain},

		{get, "/api/users/getSelf", anyone, s.getSelf},

		{get, "/activity", may(portal.ViewActivity), s.activity},
		{get, exportPath, may(portal.ExportActivity), s.exportActivity},
	}
}
