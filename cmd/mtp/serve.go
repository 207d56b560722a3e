package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"mtp/internal/mail"
	"mtp/store"
	"mtp/web"
)

// stopWithin is how long requests that are running may take to finish once the
// portal is told to stop.
const stopWithin = 15 * time.Second

// serve runs the portal until ctx ends.
func serve(ctx context.Context, args []string, c config, _ io.Reader, out, errs io.Writer) (err error) {
	f := flags("serve", "runs the portal.", out)
	c.addFlags(f)
	if err := parse(f, args); err != nil {
		return err
	}
	settings, err := c.check()
	if err != nil {
		return err
	}
	unlock, err := store.LockToServe(c.data)
	if err != nil {
		return err
	}
	defer unlock()
	s, err := store.Open(ctx, c.data, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }() // it writes what was refused last
	if damage, err := s.Glance(ctx); err != nil {
		return err
	} else if damage != "" {
		return fmt.Errorf("%s; the database has faults: restore it from a backup", damage)
	}
	listener, err := listen(ctx, c.addr, "MTP_ADDR")
	if err != nil {
		return err
	}
	defer listener.Close()
	if c.url == "" { // port 0 is another one by now
		if settings.base, err = ownURL(listener.Addr().String()); err != nil {
			return err
		}
	}

	log := slog.New(slog.NewJSONHandler(errs, nil))
	var metrics *web.Metrics
	var beside net.Listener
	if c.metricsAddr != "" {
		if beside, err = listen(ctx, c.metricsAddr, "MTP_METRICS_ADDR"); err != nil {
			return err
		}
		metrics = web.NewMetrics()
		server := metrics.NewServer(log)
		var answered sync.WaitGroup
		answered.Go(func() {
			if err := server.Serve(beside); !errors.Is(err, http.ErrServerClosed) {
				log.Error("answer /metrics", "error", err)
			}
		})
		defer answered.Wait()
		defer server.Close()
	}
	courier := &mail.Courier{Box: s, Log: log, Sender: c.sender(settings)}
	server := web.NewServer(s, web.Config{
		URL: settings.base, TrustedProxies: settings.proxies, HelpURL: c.helpURL, Log: log,
		MailSetUp: settings.mailServer != nil, Deliver: courier.Deliver, Metrics: metrics,
	})
	if err := s.ReleaseLetters(ctx); err != nil {
		return err
	}
	setup, err := s.NewSetupLink(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The portal runs at %s\n", settings.base)
	if beside != nil {
		fmt.Fprintf(out, "Its metrics are at http://%s/metrics\n", beside.Addr())
	}
	if setup != "" {
		fmt.Fprintf(out, "Set it up here, once: %s/setup/%s\n", settings.base, setup)
	}

	background, end := context.WithCancel(context.WithoutCancel(ctx))
	var tasks sync.WaitGroup
	tasks.Go(func() { courier.Run(background, s.Mailed()) })
	tasks.Go(func() {
		s.Prune(background, func(err error) { log.Error("remove what has expired", "error", err) })
	})
	tasks.Go(func() {
		s.Meter(background, func(err error) { log.Error("count the users", "error", err) })
	})
	tasks.Go(func() { checkBeside(background, s, log) })
	tasks.Go(func() {
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		s.WatchKey(background, tick.C, func(fault string) { log.Error("the key is not as it was", "fault", fault) })
	})
	tasks.Go(func() {
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		s.WriteRefusals(background, tick.C, func(err error) { log.Error("write what was refused again", "error", err) })
	})
	tasks.Go(func() {
		s.RunJobs(background, func(err error) { log.Error("run bulk actions", "error", err) })
	})
	defer tasks.Wait()
	defer end()

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if err := server.Shutdown(finishing); err != nil {
		return errors.Join(fmt.Errorf("some requests did not finish: %w", err), server.Close())
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// checkBeside checks the whole database while it is served, and logs what it finds.
func checkBeside(ctx context.Context, s *store.Store, log *slog.Logger) {
	faults, err := s.CheckBeside(ctx)
	if err != nil && ctx.Err() == nil {
		log.Error("check the database", "error", err)
	}
	for _, fault := range faults {
		log.Error("the database has a fault", "fault", fault)
	}
}

// listen listens on the address, which the setting with the name gives.
func listen(ctx context.Context, address, setting string) (net.Listener, error) {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s is in use by another program; stop that one, or choose another with %s", address, setting)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}
