// Command gallery shows every page of the portal in every state, from canned
// data and without a database. It is what people and the checks of pixels and
// accessibility look at.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
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
	addr := flag.String("addr", "127.0.0.1:8081", "address to listen on; port 0 takes a free one")
	flag.Parse()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Handler: handler(scenes()), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(os.Stdout, "http://%s\n", listener.Addr())
	log.Fatal(server.Serve(listener))
}

// area is the scenes that belong together.
type area struct {
	name   string
	scenes []scene
}

// areas are all pages in all states, and the parts they are made of.
func areas() []area {
	return []area{
		{"Signing in", slices.Concat(signInScenes(), mfaScenes(), userSignInScenes())},
		{"Start and profile", slices.Concat(homeScenes(), profileScenes())},
		{"Administrators", slices.Concat(administratorsScenes(), administratorScenes(), actionScenes())},
		{"Many at once", jobScenes()},
		{"Organizations", organizationScenes()},
		{"A launched organization", slices.Concat(launchedScenes(), userScenes())},
		{"Roles, activity and mail", slices.Concat(roleScenes(), activityScenes(), mailScenes())},
		{"Account", slices.Concat(accountScenes(), invoiceScenes(), billingScenes())},
		{"Refusals and failures", errorScenes()},
		{"Parts", partScenes()},
	}
}

// scenes are those of all areas.
func scenes() []scene {
	var all []scene
	for _, a := range areas() {
		all = append(all, a.scenes...)
	}
	return all
}

// policy is what the portal sends too, so that a page which breaks it shows.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// handler serves each scene to GET and to POST, so that a form's script gets
// an answer, and a list of them all at /, for programs at /scenes.json.
func handler(all []scene) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	letters := letterScenes()
	mux.Handle("GET /{$}", templ.Handler(index(append(areas(), area{"Letters", letters}))))
	mux.Handle("GET /scenes.json", list(slices.Concat(all, letters)))
	serveLetters(mux, letters)
	// The script asks whether a session goes on: here it does.
	mux.HandleFunc("GET /session", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, s := range all {
		mux.Handle(s.path, templ.Handler(s.page))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(w, r)
	})
}

// list serves where each scene is and what is to be seen there.
func list(all []scene) http.HandlerFunc {
	type entry struct {
		Path string `json:"path"`
		Note string `json:"note"`
	}
	entries := make([]entry, len(all))
	for i, s := range all {
		entries[i] = entry{s.path, s.note}
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(entries); err != nil {
			log.Print(err)
		}
	}
}
