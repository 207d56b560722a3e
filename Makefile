# Everything there is to do here. It needs Go and make; what the browser tests
# need besides, e2e/install brings.

.DEFAULT_GOAL := help
SHELL := /bin/bash

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
GENERATED := find cmd views internal/bench -name '*_templ.go' -exec sha256sum {} + | sort
LINT := go tool -modfile=.ci/lint/go.mod golangci-lint

.PHONY: help
help: ## Show what there is to do
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Build and serve the portal; it prints where to open it
	go run ./cmd/mtp serve

.PHONY: dev
dev: ## Serve the portal, built and reloaded anew on each change
	@echo "Open http://127.0.0.1:7331"
	MTP_URL=http://127.0.0.1:7331 go tool templ generate --watch \
		--watch-pattern='(.+\.(go|templ|css|js|svg|sql)$$)|(.+_templ\.txt$$)' \
		--proxy=http://127.0.0.1:8080 --open-browser=false --cmd="go run ./cmd/mtp serve"

.PHONY: gallery
gallery: ## Serve every page in every state, from canned data
	go run ./cmd/gallery

.PHONY: build
build: ## Build the program as bin/mtp
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/mtp ./cmd/mtp

.PHONY: generate
generate: ## Make the Go code of the templates
	go tool templ fmt .
	go tool templ generate

.PHONY: test
test: test-go test-e2e ## Run all tests, those in the browser included

.PHONY: test-go
test-go: ## Run the Go tests
	go test ./...
	go test -C internal/bench/load ./...

.PHONY: test-race
test-race: ## Run the Go tests with the race detector (needs a C compiler)
	go test -race ./...

.PHONY: test-e2e
test-e2e: ## Run the browser tests; E2E=skip leaves them out
ifeq ($(E2E),skip)
	@echo "The browser tests are left out, as E2E=skip says."
else
	e2e/install
	cd e2e && PATH="$$PWD/.node/node_modules/.bin:$$PATH" npm test
endif

.PHONY: look
look: ## Compare every page with how it looked; ACCEPT=1 takes what differs
	e2e/install
	cd e2e && PATH="$$PWD/.node/node_modules/.bin:$$PATH" npm run look -- \
		--update-snapshots=$(if $(ACCEPT),changed,none) $(if $(AREA),--grep=' $(AREA)$$')

.PHONY: screenshots
screenshots: ## Make the pictures in docs/screenshots anew
	e2e/install
	cd e2e && PATH="$$PWD/.node/node_modules/.bin:$$PATH" npm run screenshots

.PHONY: lighthouse
lighthouse: audit-install ## Measure sign-in, list and form with Lighthouse: all must have 100
	cd e2e/audit && PATH="$$PWD/../.node/node_modules/.bin:$$PATH" npm run --silent lighthouse

.PHONY: html
html: audit-install ## Check the HTML of every page with the Nu Html Checker (needs Java)
	cd e2e/audit && PATH="$$PWD/../.node/node_modules/.bin:$$PATH" npm run --silent html

.PHONY: audit-install
audit-install: # npm writes the file that is looked at last
	e2e/install
	cd e2e/audit && PATH="$$PWD/../.node/node_modules/.bin:$$PATH" && \
		if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then npm ci --ignore-scripts && touch node_modules/.package-lock.json; fi

# What the measurements run. The load generator is a module of its own.
.PHONY: bench-build
bench-build: build
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o bin/bench/floor ./internal/bench/floor
	go build -o bin/bench/profiled ./internal/bench/profiled
	go build -C internal/bench/load -o ../../../bin/bench/load .

.PHONY: bench
bench: bench-build ## Measure the portal by the floor, at 100,000 administrators
	bin/bench/load

.PHONY: bench-quick
bench-quick: bench-build ## Measure it within two minutes, at 20,000 administrators
	bin/bench/load -administrators 20000 -organizations 2000 -rounds 3 -each 500ms

.PHONY: bench-million
bench-million: bench-build ## Measure it at a million administrators by itself at 100,000
	bin/bench/load -million

.PHONY: bench-go
bench-go: ## Measure the hot paths, for benchstat; BENCH_ADMINISTRATORS sets the size
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),6) ./store ./views ./web

.PHONY: check
check: check-quick lint ## Check generated code, format, vet and linters

.PHONY: check-quick
check-quick: # All of check that is built within seconds
	go tool templ fmt -fail .
	@before=$$($(GENERATED)); go tool templ generate; \
		if [ "$$before" != "$$($(GENERATED))" ]; then echo "The generated code was not current. It is now: commit it."; exit 1; fi
	@unformatted=$$(gofmt -l cmd internal static store views web); \
		if [ -n "$$unformatted" ]; then echo "Not formatted (gofmt -w):" $$unformatted; exit 1; fi
	go vet ./...
	go vet -C internal/bench/load ./...
	go tool staticcheck ./...

.PHONY: lint
lint: # The first run builds the linter, which takes some minutes
	$(LINT) run

.PHONY: clean
clean: ## Remove what was built; the data folder stays
	rm -rf bin e2e/test-results e2e/audit/node_modules e2e/node_modules e2e/.node
