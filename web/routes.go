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

// inOrganization begins the paths of an organization's pages.
const inOrganization = "/o/:organization"

// Where the users of an organization are, and where a file of them is imported.
const (
	usersRoute  = inOrganization + "/users"
	importRoute = usersRoute + "/import"
)

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
		own     = may(portal.UseProfile)
		view    = may(portal.ViewAdministrators)
		edit    = may(portal.EditAdministrators)
		editOrg = may(portal.EditOrganizations)

		enter   = may(portal.ViewOrganization)
		viewOwn = may(portal.ViewOrganizationAdministrators)
		editOwn = may(portal.EditOrganizationAdministrators)

		viewUsers   = may(portal.ViewUsers)
		editUsers   = may(portal.EditUsers)
		viewAccount = may(portal.ViewAccount)
		editAccount = may(portal.EditAccount)
		exports     = may(portal.ExportAccount)
		viewMethods = may(portal.ViewPaymentMethods)
		editMethods = may(portal.EditPaymentMethods)
	)
	return []route{
		{get, "/healthz", anyone, s.healthy},
		{get, "/readyz", anyone, s.ready},
		{get, "/static/*", anyone, echo.WrapHandler(static.Handler())},

		{get, "/setup/:token", anyone, s.setupForm},
		{get, "/setup/:token/*", anyone, s.setupForm},
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
		{post, "/mfa/saved", own, s.codesSaved},
		{get, "/forgot-password", anyone, s.forgotPasswordForm},
		{post, "/forgot-password", anyone, s.forgotPassword},
		{get, "/set-password/:token", anyone, s.setPasswordForm},
		{get, "/set-password/:token/*", anyone, s.setPasswordForm}, // as a mail program may have it
		{post, "/set-password/:token", anyone, s.setPassword},
		{post, "/password-strength", anyone, s.passwordStrength(make(chan struct{}, 1))},

		{get, signInRoute, anyone, s.userHome},
		{post, signInRoute + "/login", anyone, s.userLogIn},
		{post, signInRoute + "/logout", anyone, s.userLogOut},
		{post, signInRoute + "/password", anyone, s.userChangePassword},
		{get, signInRoute + "/forgot-password", anyone, s.userForgotPasswordForm},
		{post, signInRoute + "/forgot-password", anyone, s.userForgotPassword},

		{get, "/.well-known/change-password", anyone, toProfile},

		{get, "/", own, s.home},
		{get, "/continue", own, s.goOn},
		{get, "/session", own, s.stay},
		{get, "/roles", use, s.roles},
		{get, "/profile", own, s.profile},
		{post, "/profile", own, s.changeName},
		{post, "/profile/password", own, s.changePassword},
		{post, "/profile/mfa", own, s.changeMFA},
		{post, "/profile/sessions", own, s.endOtherSessions},
		{post, "/profile/api-key", own, s.generateKey},

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

		{post, "/administrators/bulk", edit, s.bulk},
		{get, administratorsExport, may(portal.ExportAdministrators), s.exportAdministrators},
		{get, administratorsImport, edit, s.importAdministratorsForm},
		{post, administratorsImport, edit, s.previewAdministrators},

		{get, "/jobs", edit, s.jobs},
		{get, jobRoute, edit, s.job},
		{get, jobRoute + "/results.csv", edit, s.exportJob},
		{post, jobRoute, edit, s.chooseForJob},
		{get, jobRoute + "/people", edit, s.people},
		{post, jobRoute + "/people", edit, s.choosePeople},
		{post, jobRoute + "/start", edit, s.startJob},
		{post, jobRoute + "/stop", edit, s.stopJob},

		{get, "/organizations", use, s.organizations},
		{get, organizationsExport, may(portal.ExportOrganizations), s.exportOrganizations},
		{get, organizationsImport, editOrg, s.importOrganizationsForm},
		{post, organizationsImport, editOrg, s.previewOrganizations},
		{get, "/organizations/new", editOrg, s.newOrganization},
		{post, "/organizations", editOrg, s.addOrganization},
		{post, "/organizations/bulk", edit, s.moveOrganizations},
		{get, "/organizations/:id", may(portal.ViewOrganizations), s.organization},
		{post, "/organizations/:id", editOrg, s.renameOrganization},
		{post, "/organizations/:id/people", edit, s.movePeople},
		{post, "/organizations/:id/launch", use, s.launch},
		{get, "/launch", use, s.switchOrganization},

		{get, "/o/:organization", enter, s.toOverview},
		{get, "/o/:organization/", enter, s.overview},
		{get, usersRoute, viewUsers, s.users},
		{get, usersRoute + ".csv", may(portal.ExportUsers), s.exportUsers},
		{get, usersRoute + "/new", may(portal.AddUsers), s.newUser},
		{post, usersRoute, may(portal.AddUsers), s.addUser},
		{get, importRoute, editUsers, s.importUsersForm},
		{post, importRoute, editUsers, s.previewUsers},
		{get, importRoute + "/:id", editUsers, s.job},
		{get, importRoute + "/:id/results.csv", editUsers, s.exportJob},
		{post, importRoute + "/:id/start", editUsers, s.startJob},
		{post, importRoute + "/:id/stop", editUsers, s.stopJob},
		{get, usersRoute + "/:id", viewUsers, s.user},
		{post, usersRoute + "/:id", editUsers, s.editUser},
		{post, usersRoute + "/:id/suspend", editUsers, s.suspendUser},
		{post, usersRoute + "/:id/restore", editUsers, s.restoreUser},
		{post, usersRoute + "/:id/delete", may(portal.DeleteUsers), s.deleteUser},
		{post, usersRoute + "/:id/unlock", may(portal.UnlockUsers), s.unlockUser},
		{post, usersRoute + "/:id/send-password-reset", may(portal.ResetUserPasswords), s.sendUserPasswordReset},

		{get, "/o/:organization/administrators", viewOwn, s.ownAdministrators},
		{get, "/o/:organization/administrators/new", editOwn, s.newAdministrator},
		{post, "/o/:organization/administrators", editOwn, s.addAdministrator},
		{get, "/o/:organization/administrators/:id", viewOwn, s.administrator},
		{post, "/o/:organization/administrators/:id", editOwn, s.editAdministrator},
		{post, "/o/:organization/administrators/:id/suspend", editOwn, s.suspend},
		{post, "/o/:organization/administrators/:id/restore", editOwn, s.restore},
		{post, "/o/:organization/administrators/:id/delete", editOwn, s.delete},
		{post, "/o/:organization/administrators/:id/unlock", editOwn, s.unlock},
		{post, "/o/:organization/administrators/:id/reset-mfa", editOwn, s.resetMFA},
		{post, "/o/:organization/administrators/:id/send-password-reset", editOwn, s.sendPasswordReset},
		{post, "/o/:organization/administrators/:id/resend-invitation", editOwn, s.resendInvitation},

		{get, "/account", viewMethods, s.account},
		{get, usagePath, viewAccount, s.usage},
		{get, usageExportPath, exports, s.exportUsage},
		{get, invoicesPath, viewAccount, s.invoices},
		{get, invoicesExportPath, exports, s.exportInvoices},
		{get, invoicesPath + "/:number", viewAccount, s.invoice},
		{get, informationPath, editAccount, s.billingInformation},
		{post, informationPath, editAccount, s.saveBillingInformation},
		{get, methodsPath + "/new", editMethods, s.newPaymentMethod},
		{post, methodsPath, editMethods, s.addPaymentMethod},
		{get, methodsPath + "/:id", editMethods, s.paymentMethod},
		{post, methodsPath + "/:id", editMethods, s.editPaymentMethod},
		{post, methodsPath + "/:id/default", editMethods, s.makeDefault},
		{post, methodsPath + "/:id/delete", editMethods, s.deletePaymentMethod},

		{get, "/mail", edit, s.undelivered},
		{post, "/mail/:id/send-again", edit, s.sendAgain},

		{get, "/api/users/getSelf", anyone, s.getSelf},

		{get, "/activity", may(portal.ViewActivity), s.activity},
		{get, exportPath, may(portal.ExportActivity), s.exportActivity},
	}
}
