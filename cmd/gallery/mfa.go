package main

import (
	"fmt"
	"strings"

	"mtp/views"
	"mtp/views/parts"
)

// qrModules is how wide the picture of a QR code is.
const qrModules = 41

// qrPicture looks like a QR code, with its quiet zone of four modules, and says
// nothing.
func qrPicture() string {
	const first, last = 4, qrModules - 5
	corner := func(x, y int) (int, bool) {
		for _, c := range [][2]int{{first, first}, {last - 6, first}, {first, last - 6}} {
			if dx, dy := x-c[0], y-c[1]; dx >= -1 && dx <= 7 && dy >= -1 && dy <= 7 {
				return max(dx-3, 3-dx, dy-3, 3-dy), true
			}
		}
		return 0, false
	}
	var path strings.Builder
	for y := first; y <= last; y++ {
		for x := first; x <= last; x++ {
			dark := (x*x+3*x*y+y*y*y)%7 < 3
			if ring, inside := corner(x, y); inside {
				dark = ring < 2 || ring == 3
			}
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return path.String()
}

var recoveryCodes = []string{
	"K7QDM-2XWPA", "GH5TN-VEJ4C", "3RZBU-LYO6S", "PFIQ2-MAWKD", "X4HTE-N7GCV",
	"J6SLY-RUBZ5", "OWD2P-QK3FA", "TIVMX-E7HN4", "CGBJ5-ZSRL6", "YU3AO-PWDQ2",
}

func mfaScenes() []scene {
	const title = "Confirm that it is you"
	wrong := parts.Errors{{Field: "code", Text: "This code is not right, or it was used before. Try the next one."}}
	clock := parts.Errors{{Field: "code", Text: "The clock of your phone is wrong, about 4 minutes slow: it is 2026-11-23 14:05 UTC now. Let the phone set its time by itself, then enter the next code."}}
	const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	enrol := views.EnrolPage{Page: signedOut("Set up MFA"), Sealed: "sealed", Key: secret, Modules: qrModules, Path: qrPicture(), Leave: true}
	bad := enrol
	bad.Page, bad.Errors = failed(bad.Page), wrong
	slow := enrol
	slow.Page, slow.Errors = failed(slow.Page), clock
	first := enrol
	first.Page, first.Leave, first.Later = signedIn("Set up MFA", ""), false, "/"
	replace := first
	replace.Replace, replace.Later = true, "/profile"
	badReplace := replace
	badReplace.Page = failed(badReplace.Page)
	badReplace.Errors = append(parts.Errors{
		{Field: "current_password", Text: "This is not your current password."},
		{Field: "current_code", Text: "This code is not right, or it was used before. Try the next one."},
	}, wrong...)
	return []scene{
		{"/login/verify", "asks for the second factor", views.Verify(views.VerifyPage{Page: signedOut(title)})},
		{"/login/verify/wrong", "a wrong code", views.Verify(views.VerifyPage{Page: failed(signedOut(title)), Errors: wrong})},
		{"/login/verify/clock", "a code of a phone whose clock is wrong", views.Verify(views.VerifyPage{Page: failed(signedOut(title)), Errors: clock})},
		{"/login/verify/throttled", "too many wrong codes", views.Verify(views.VerifyPage{
			Page: with(signedOut(title), "", "Too many wrong attempts. Wait 8 seconds and try again."),
		})},
		{"/login/recovery-code", "asks for a recovery code", views.Verify(views.VerifyPage{Page: signedOut(title), Recovery: true})},
		{"/login/recovery-code/wrong", "a wrong recovery code", views.Verify(views.VerifyPage{Page: failed(signedOut(title)), Recovery: true, Errors: wrong})},
		{"/mfa", "required, before anything else", views.Enrol(enrol)},
		{"/mfa/wrong", "a wrong code", views.Enrol(bad)},
		{"/mfa/clock", "the first code, of a phone whose clock is wrong", views.Enrol(slow)},
		{"/mfa/first", "offered after the set-up of the portal", views.Enrol(first)},
		{"/mfa/replace", "another app, while MFA is on", views.Enrol(replace)},
		{"/mfa/replace/errors", "every field refused", views.Enrol(badReplace)},
		{"/mfa/recovery-codes", "shown once", views.RecoveryCodes(views.RecoveryCodesPage{Page: signedIn("MFA is on", ""), Codes: recoveryCodes})},
	}
}
