# Abaca: `make demo` shows it, `make test` proves it. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
# a few seconds of patience with package hosts; the interpreter is the one that runs, never a fetched one
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check typescript machine bench bench-renewals bench-licensing bench-documents bench-tax-returns bench-outbox bench-inbound fuzz-mail tour messages requirements clean understanding run-environment \
	test-environment system-packages

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: run-environment ## run the whole shop here: PORT=8000, FRESH=1 to begin anew
	@PORT="$(PORT)" FRESH="$(FRESH)" $(BIN)/abaca demo

test: system-packages test-environment check typescript ## run the guards and all tests, as CI does
	@$(BIN)/pytest -n 2 -q $(ARGS)

check: test-environment ## run everything that can be said without running the tests
	@echo "ruff"; $(BIN)/ruff check -q --output-format concise; $(BIN)/ruff format -q --check
	@echo "mypy"; $(BIN)/mypy --no-error-summary
	@echo "import contracts"; said="$$($(BIN)/lint-imports --no-cache 2>&1)" || { echo "$$said"; exit 1; }
	@echo "migrations"; ABACA_REHEARSAL=1 $(BIN)/python -W ignore -m django makemigrations --settings abaca.config.settings --check --dry-run
	@echo "translations"; $(BIN)/python docs/translations.py

typescript: ## compile and test the TypeScript client (the Python one is tested with everything else)
	@command -v node > /dev/null && command -v npm > /dev/null || { echo "The TypeScript client needs Node 18 or newer and npm."; exit 1; }
	@cd clients/typescript; want="$$(sha256sum < package-lock.json)"; \
	if [ "$$want" != "$$(cat node_modules/.synchronised 2> /dev/null || true)" ]; then \
		echo "Installing the packages of clients/typescript/package-lock.json"; \
		npm ci --loglevel=error > /dev/null && echo "$$want" > node_modules/.synchronised; \
	fi
	@echo "TypeScript client"; cd clients/typescript; said="$$(npm test --silent 2>&1)" || { echo "$$said"; exit 1; }; \
	grep -E '^(#|ℹ) (pass|skipped) ' <<< "$$said"

machine: test-environment ## drive the shop by chance beside a naive model, longer than the tests do: EXAMPLES=2000
	@ABACA_MACHINE_EXAMPLES=$(or $(EXAMPLES),500) ABACA_MACHINE_SHRINKS=1 $(BIN)/pytest -q -n 2 tests/machine

fuzz-mail: test-environment ## send malformed mails through the port and the reader: EXAMPLES=10000 SEED=7
	@ABACA_FUZZ_EXAMPLES=$(or $(EXAMPLES),10000) ABACA_FUZZ_SEED=$(or $(SEED),7) $(BIN)/pytest -q -n 0 tests/inbox/test_fuzz.py

understanding: test-environment ## how well mails are understood, by language and wish: ARGS="--misses"
	@$(BIN)/python -m tests.store.correspondence.measuring $(ARGS)

bench: bench-renewals bench-licensing bench-documents bench-tax-returns bench-outbox bench-inbound ## all benches, each with a yardstick in the same run

bench-renewals: test-environment ## renewals per second, held against plain SQL: ARGS="--subscriptions 500"
	@$(BIN)/python bench/renewals.py $(ARGS)

bench-licensing: test-environment ## calls of programs per second, held against a minimal view: ARGS="--seconds 3 --keys 0"
	@$(BIN)/python bench/licensing.py $(ARGS)

bench-documents: test-environment ## invoices with PDF and XML per second, held against the bare template: ARGS="--papers 50"
	@$(BIN)/python bench/documents.py $(ARGS)

bench-tax-returns: test-environment ## the figures of a quarter with 10,000 invoices, held against a plain sum: ARGS="--papers 100000"
	@$(BIN)/python bench/tax_returns.py $(ARGS)

bench-outbox: test-environment ## letters per second, held against bare smtplib: ARGS="--letters 200"
	@$(BIN)/python bench/outbox.py $(ARGS)

bench-inbound: test-environment ## mails per second through the port and the reader, held against a server that discards: ARGS="--mails 500"
	@$(BIN)/python bench/inbound.py $(ARGS)

tour: test-environment ## walk through the demo in Chromium and make the pictures of docs/tour.md anew
	@$(BIN)/python docs/tour.py $(ARGS)

messages: test-environment ## collect the sentences to translate into the catalogues
	@$(BIN)/python docs/translations.py --update

requirements: $(BIN)/uv ## pin and hash what pyproject.toml asks for; the files name no host
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --extra build -o requirements/run.txt pyproject.toml
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --extra build --extra test -o requirements/test.txt pyproject.toml

clean: ## remove the environment, the demo's data and every cache
	rm -rf clients/typescript/node_modules clients/typescript/dist
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment: made once, brought up to date when the pins change ---------------------------------------------

$(BIN)/uv:
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Abaca needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq uv==$(UV_VERSION)

run-environment: $(BIN)/uv
	@$(call synchronise,run)

test-environment: $(BIN)/uv
	@$(call synchronise,test)

# The environment for tests holds everything that a run needs, so a demo after the tests is content with it.
define synchronise
	want="$$(sha256sum < requirements/$(1).txt)"; more="$$(sha256sum < requirements/test.txt)"; \
	have="$$(cat .venv/synchronised 2> /dev/null || true)"; \
	if [ "$$have" != "$$want" ] && [ "$$have" != "$$more" ]; then \
		echo "Installing the packages of requirements/$(1).txt"; \
		$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements/$(1).txt; \
		$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
		echo "$$want" > .venv/synchronised; \
	fi
endef

system-packages:
	@wanted=""; for each in chromium/chromium xgettext/gettext node/nodejs npm/npm; do \
		command -v "$${each%/*}" > /dev/null || wanted="$$wanted $${each#*/}"; \
	done; \
	if [ -n "$$wanted" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			echo "Installing$$wanted"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$wanted > /dev/null; \
		else \
			echo "The tests need more programs (browser, translations, the TypeScript client): sudo apt-get install$$wanted"; \
		fi; \
	fi
