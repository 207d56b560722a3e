package web

import (
	"context"
	"database/sql"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"mtp/store"
)

// pressure is what waits in the store and what runs, looked at when somebody asks.
type pressure struct{ store *store.Store }

var (
	opened  = prometheus.NewDesc("mtp_store_connections_open", "Open connections to the database.", []string{"pool"}, nil)
	inUse   = prometheus.NewDesc("mtp_store_connections_in_use", "Connections to the database that are in use.", []string{"pool"}, nil)
	waits   = prometheus.NewDesc("mtp_store_waits_total", "How often a connection to the database was waited for.", []string{"pool"}, nil)
	waited  = prometheus.NewDesc("mtp_store_wait_seconds_total", "How long connections to the database were waited for.", []string{"pool"}, nil)
	changes = prometheus.NewDesc("mtp_changes_waiting", "Changes that wait for those before them.", nil, nil)
	hashing = prometheus.NewDesc("mtp_password_hashes", "Passwords that are hashed or wait for it.", nil, nil)
	letters = prometheus.NewDesc("mtp_outbox_waiting", "Mails that are still to leave.", nil, nil)
	jobs    = prometheus.NewDesc("mtp_jobs_running", "Bulk actions and imports that run.", nil, nil)
)

// Describe lists what Collect tells.
func (p pressure) Describe(names chan<- *prometheus.Desc) {
	for _, name := range []*prometheus.Desc{opened, inUse, waits, waited, changes, hashing, letters, jobs} {
		names <- name
	}
}

// Collect tells how it is now, without the database's part while that does not
// answer.
func (p pressure) Collect(values chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	now, err := p.store.Pressure(ctx)
	gauge := func(of *prometheus.Desc, value int, labels ...string) {
		values <- prometheus.MustNewConstMetric(of, prometheus.GaugeValue, float64(value), labels...)
	}
	for name, pool := range map[string]sql.DBStats{"writer": now.Writer, "reader": now.Reader} {
		gauge(opened, pool.OpenConnections, name)
		gauge(inUse, pool.InUse, name)
		values <- prometheus.MustNewConstMetric(waits, prometheus.CounterValue, float64(pool.WaitCount), name)
		values <- prometheus.MustNewConstMetric(waited, prometheus.CounterValue, pool.WaitDuration.Seconds(), name)
	}
	gauge(changes, now.Changes)
	gauge(hashing, now.Hashing)
	if err == nil {
		gauge(letters, now.Letters)
		gauge(jobs, now.Jobs)
	}
}
