// Command gallery shows every page of the portal in every state, from canned
// data and without a database. It is what people and the checks of pixels and
// accessibility look at.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/a-h/templ"

	"mtp/static"
)

// scene is one page in one state.
type scene struct {
	path string // where the gallery shows it
	note string // what is to be seen
	page templ.Component
}

func main() {
	addr := flag.String("addr", "127.0.0.1:8081", "address to listen on")
	flag.Parse()
	server := &http.Server{Addr: *addr, Handler: handler(scenes()), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(os.Stdout, "http://%s\n", *addr)
	log.Fatal(server.ListenAndServe())
}

// scenes are all pages in all states, by area.
func scenes() []scene {
	return slices.Concat(
		userSignInScenes(),
		signInScenes(), mfaScenes(), profileScenes(), homeScenes(), administratorsScenes(), jobScenes(), administratorScenes(),
		actionScenes(), organizationScenes(), launchedScenes(), userScenes(), activityScenes(), roleScenes(), mailScenes(), accountScenes(), invoiceScenes(), billingScenes(), errorScenes(),
	)
}

// policy is what the portal sends too, so that a page which breaks it shows.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// handler serves each scene to GET and to POST, so that a form's script gets
// an answer, and a list of them all at /.
func handler(all []scene) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	letters := letterScenes()
	mux.Handle("GET /{$}", templ.Handler(index(slices.Concat(all, letters))))
	serveLetters(mux, letters)
	for _, s := range all {
		mux.Handle(s.path, templ.Handler(s.page))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(w, r)
	})
}
