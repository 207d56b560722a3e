// Command floor answers the works that the benchmark measures with what every
// answer needs and nothing else, on a copy of the portal's own database: who is
// signed in, the rows of the page by index, how many match, the headers, the
// check of where a change comes from. It has no other use. How near the portal
// comes to it is what `make bench` tells.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/pprof"
	"syscall"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

func run() error {
	path := flag.String("db", "", "`file` of a database that mtp seed made, which the floor may change")
	addr := flag.String("addr", "127.0.0.1:0", "listen on this `address`")
	only := flag.Bool("prepare", false, "add the floor's own tables and indexes to the database, and end")
	profile := flag.String("profile", "", "write a profile of the processor's time to this `file`")
	flag.Parse()
	if *only {
		return prepare(*path)
	}
	if *profile != "" {
		file, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	f, err := open(*path)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Printf("The floor runs at http://%s\n", listener.Addr())
	server := &http.Server{Handler: f.handler(), ReadHeaderTimeout: headerTimeout}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return errors.Join(server.Close(), f.writer.close())
}

// floor is the program: its database and its sessions.
type floor struct {
	readers  chan *reader // as many as there are cores
	writer   *writer
	sessions *scs.SessionManager
	origin   *http.CrossOriginProtection
}

func (f *floor) handler() http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Use(headers, f.sameOrigin, f.session)
	e.GET("/login", func(c echo.Context) error { return send(c, signIn()) })
	e.POST("/login", f.signIn)
	e.GET("/administrators", f.list)
	e.GET("/administrators/:id", f.edit)
	e.POST("/administrators/:id", f.save)
	return e
}

// headers are those of the portal's answers.
func headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h["Content-Security-Policy"] = contentPolicy
		h["X-Content-Type-Options"] = noSniff
		h["Referrer-Policy"] = sameOrigin
		h["Cross-Origin-Opener-Policy"] = sameOrigin
		h["Cross-Origin-Resource-Policy"] = sameOrigin
		h["X-Frame-Options"] = deny
		h["Cache-Control"] = noStore
		h["Vary"] = vary
		return next(c)
	}
}

// sameOrigin refuses changes that another site's page asks for.
func (f *floor) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := f.origin.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		return next(c)
	}
}
