// The load generator brings many modules along. They are kept out of the
// portal's own.
module mtp/internal/bench/load

go 1.26.0

require (
	github.com/PuerkitoBio/goquery v1.13.0
	github.com/emersion/go-smtp v0.25.1
	github.com/tsenart/vegeta/v12 v12.13.0
)

require (
	github.com/andybalholm/cascadia v1.3.4 // indirect
	github.com/emersion/go-sasl v0.0.0-20241020182733-b788ff22d5a6 // indirect
	github.com/influxdata/tdigest v0.0.1 // indirect
	github.com/josharian/intern v1.0.0 // indirect
	github.com/mailru/easyjson v0.7.7 // indirect
	github.com/rs/dnscache v0.0.0-20230804202142-fc85eb664529 // indirect
	golang.org/x/net v0.58.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
	golang.org/x/text v0.41.0 // indirect
)
