# Aftercare's two commands: `make demo` and `make test`. Each sets up what it needs.

CARGO ?= cargo
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' 2>/dev/null)

.PHONY: help demo test check web build rehearse openapi snapshot bench fmt clean

help:
	@echo "make demo      build everything, start the small city and the server, print the address and the accounts"
	@echo "make test      every test: SQLite, a real PostgreSQL, real peers, a real browser"
	@echo "make check     format, lints, dependencies and licences, the API's snapshot, the web's types"
	@echo "make rehearse  one fault through the whole loop, without a browser"
	@echo "make snapshot  write the API's description anew after a change that was meant"
	@echo "make bench     the measurements of docs/benchmarks.md"

demo: build
	@exec target/debug/aftercare demo

rehearse: build
	@exec target/debug/aftercare rehearse

build: need-demo web
	@echo "… building the program"
	@$(CARGO) build --quiet --bin aftercare
	@mkdir -p target/debug && d=$$(scripts/target-dir)/debug/aftercare; [ "$$d" -ef target/debug/aftercare ] || ln -sf "$$d" target/debug/aftercare

web: web/dist/index.html

web/dist/index.html: $(WEB_SOURCES) web/node_modules/.installed
	@echo "… building the pages"
	@cd web && npm run --silent build

web/node_modules/.installed: web/package-lock.json
	@echo "… installing the pages' libraries"
	@cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

test: need-test web
	cd web && npm test
	AFTERCARE_TEST_REQUIRE_PEERS=1 scripts/with-postgres $(CARGO) nextest run --workspace --no-fail-fast
	scripts/browser-test

check: need-check web/node_modules/.installed
	$(CARGO) fmt --all --check
	$(CARGO) clippy --quiet --workspace --all-targets -- -D warnings
	scripts/check-dependencies
	scripts/check-api
	cd web && npm run --silent check

snapshot:
	$(CARGO) run --quiet --bin aftercare -- openapi > web/src/api/openapi.json
	cd web && npm run --silent api

bench: need-test web
	$(CARGO) build --release --quiet --bin aftercare
	bench/run

need-%:
	@scripts/need $*
