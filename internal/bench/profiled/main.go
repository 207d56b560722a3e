// Command profiled serves the portal as mtp serve does, and writes where the
// processor's time went to cpu.out in the data folder when it is told to stop.
// It reads MTP_ADDR and MTP_DATA, sends no mail and runs no jobs.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"

	"mtp/internal/mail"
	"mtp/store"
	"mtp/web"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "profiled:", err)
		os.Exit(1)
	}
}

func run() (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	folder := os.Getenv("MTP_DATA")
	s, err := store.Open(ctx, folder, time.Now)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", os.Getenv("MTP_ADDR"))
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(folder, "cpu.out"))
	if err != nil {
		return err
	}
	defer func() {
		pprof.StopCPUProfile()
		err = errors.Join(err, file.Close())
	}()
	if err := pprof.StartCPUProfile(file); err != nil {
		return err
	}
	server := web.NewServer(s, web.Config{
		URL: &url.URL{Scheme: "http", Host: listener.Addr().String()}, MailSetUp: true,
		Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), Deliver: func(context.Context, string) mail.Standing { return mail.Waiting },
	})
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}
