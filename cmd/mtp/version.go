package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// version is set when a release is built.
var version = "development"

// printVersion prints the version, the commit and the version of Go.
func printVersion(_ context.Context, args []string, _ config, _ io.Reader, out, _ io.Writer) error {
	if err := parse(flags("version", "prints the version, the commit and the version of Go.", out), args); err != nil {
		return err
	}
	commit := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	fmt.Fprintf(out, "mtp %s, commit %s, %s\n", version, commit, runtime.Version())
	return nil
}
