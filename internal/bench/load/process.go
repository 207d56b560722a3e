package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// side is one of the two programs that are compared, as it runs.
type side struct {
	name    string
	data    string // its data folder
	address string
	command func(data, address string) *exec.Cmd
	running *exec.Cmd
	browser *browser
}

// base is where the side's pages are.
func (s *side) base() string { return "http://" + s.address }

// start runs the side's program and returns how long it took to its first page
// that is not refused.
func (s *side) start(ctx context.Context) (time.Duration, error) {
	log, err := os.OpenFile(filepath.Join(s.data, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer log.Close()
	cmd := s.command(s.data, s.address)
	cmd.Stdout, cmd.Stderr = log, log
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	s.running = cmd
	path := "/administrators"
	if s.browser == nil {
		path = "/login"
	}
	for time.Since(began) < 30*time.Second && ctx.Err() == nil {
		if conn, err := net.Dial("tcp", s.address); err != nil {
			time.Sleep(200 * time.Microsecond) // how exactly the start is known
			continue
		} else if err := conn.Close(); err != nil {
			return 0, err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base()+path, nil)
		if err != nil {
			return 0, err
		}
		if s.browser != nil {
			request.Header.Set("Cookie", s.browser.cookie)
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			continue
		}
		took := time.Since(began)
		if err := answer.Body.Close(); err != nil {
			return 0, err
		}
		if answer.StatusCode == http.StatusOK {
			return took, nil
		}
	}
	return 0, fmt.Errorf("%s does not answer; see %s", s.name, log.Name())
}

// stop ends the side's program, if it runs.
func (s *side) stop() error {
	if s.running == nil {
		return nil
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	err := s.running.Process.Signal(syscall.SIGTERM)
	if err == nil {
		err = s.running.Wait()
	}
	s.running = nil
	return err
}

// memory returns what the program has in memory, and how much of it is its own
// rather than a file's: parts of the program and of the database that the system
// keeps for it and takes back when others need the room.
func (s *side) memory() (all, own int, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.running.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch name {
		case "VmRSS":
			all = n << 10
		case "RssAnon":
			own = n << 10
		}
	}
	return all, own, nil
}

// most returns how much memory of its own the program had at most while do ran,
// looked at a hundred times a second.
func (s *side) most(do func(*side) error) (int, error) {
	done, high := make(chan error, 1), 0
	go func() { done <- do(s) }()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for {
		_, own, err := s.memory()
		if err != nil {
			return 0, errors.Join(err, <-done)
		}
		high = max(high, own)
		select {
		case err := <-done:
			return high, err
		case <-look.C:
		}
	}
}

// tick is the unit in which Linux tells the processor's time.
const tick = 10 * time.Millisecond

// processorTime returns how long the program has computed so far.
func (s *side) processorTime() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.running.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before it may hold spaces
	fields, ticks := strings.Fields(rest), 0
	for _, i := range []int{11, 12} { // in its own code, and in the system's for it
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// processor names what the machine computes with.
func processor() string {
	about, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(about)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
