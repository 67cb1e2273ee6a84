# PYTHON chooses the interpreter that makes .venv: PYTHON=python3.12 make run
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# Side by side, each process with servers of its own; a file's tests stay together, and tests/conftest.py says which begin.
# One more than processors, for tests wait for servers a third of the time.
WORKERS := $(shell n=$$(nproc 2> /dev/null || echo 2); echo $$((n < 3 ? n + 1 : 4)))
TESTS := $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

PRISM := @stoplight/prism-cli@5.14.2
TWILIO := @twilio/cli-core@8.3.2
CONTRACT := .local/contract/5.14.2-8.3.2.stamp
PROVIDER := .local/provider/node_modules/.package-lock.json
NPM := npm --prefix .local/contract --loglevel error --fetch-retries 1 --fetch-timeout 20000

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run code demo pictures test check contract prism provider audit fuzz bench chaos soak history lock venv clean

help: ## Lists these targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp ## Starts PostgreSQL, Temporal, worker and web on this machine; Ctrl-C stops them; HISTORY=1: with two years of history.
	@$(BIN)/python -m local $(if $(HISTORY),--history $(HISTORY))

code: .venv/run.stamp ## Prints the code with which sample people sign in at this moment.
	@$(BIN)/python -m local code

demo: .venv/run.stamp ## Plays a whole project, six requests and eight legal cases on the same servers in under two minutes.
	@$(BIN)/python -m local demo

test: .venv/dev.stamp ## Runs all tests.
	@$(TESTS)

check: .venv/dev.stamp ## Checks format, lint, types and import contracts, then runs all tests.
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive activities api bench domain history store system workflows *.py
	@# Machines are shared: what fails beside others is asked once more, alone, and is a failure if it fails again.
	@$(TESTS) || $(BIN)/python -m pytest --last-failed --last-failed-no-failures none

contract: .venv/dev.stamp $(CONTRACT) ## Holds the tests' stand-in for Twilio against Twilio's own description of its API; needs Node 20.
	@$(BIN)/python -m pytest --quiet tests/contract/against_twilio.py

prism: $(CONTRACT)

provider: $(PROVIDER) ## Installs the OpenID Connect provider with which the tests sign people in; needs Node 20 and npm.

audit: .venv/dev.stamp ## Asks whether a pinned package has a known weakness; needs a way to the lists of weaknesses.
	@$(BIN)/pip-audit --strict --progress-spinner off --disable-pip --require-hashes --requirement requirements.txt

fuzz: .venv/dev.stamp ## Sends each role's requests, right and wrong, to every address of the API; about ten minutes.
	@CHENGNUO_REQUESTS_PER_ADDRESS=0 CHENGNUO_REQUESTS_PER_ACCOUNT=0 \
		$(BIN)/python -m pytest --quiet --capture=no tests/api/fuzz.py

bench: .venv/dev.stamp ## Measures the figures that the README states, and writes them as JSON.
	@$(BIN)/python -m bench

pictures: .venv/dev.stamp ## Takes the pictures of the README anew, of a town of their own; needs Chromium.
	@$(BIN)/python -m bench.pictures

chaos: .venv/dev.stamp ## Kills the senders 200 times over 1,000 messages, and the worker ten times; about ten minutes.
	@$(BIN)/python -m pytest --quiet --capture=no tests/postroom/killed.py

soak: .venv/dev.stamp ## Leads 10,000 random cases through their lives, lets rivals act at once 500 times, and stops Temporal over two starts; half an hour.
	@CHENGNUO_TEST_LIVES=10000 CHENGNUO_TEST_ROUNDS=500 CHENGNUO_TEST_MEGABYTES=100 $(BIN)/python -m pytest --quiet \
		tests/domain/hotline/test_brute_force.py tests/domain/legal/test_brute_force.py \
		tests/workflows/test_hotline_attacks.py tests/workflows/test_legal_attacks.py \
		tests/workflows/schedule_downtime.py tests/api/test_uploads.py

history: .venv/dev.stamp ## Makes two years of the whole banner, recounts its figures and measures its detectors; an hour. SIZE="60 6000 150 80": a tenth.
	@CHENGNUO_TEST_SEED="$(or $(SEED),16)" CHENGNUO_TEST_HISTORY="$(or $(SIZE),600 60000 1500 800)" $(BIN)/python -m pytest --quiet --capture=no --durations=0 tests/history/test_counting.py tests/history/test_recount.py

lock: .venv/dev.stamp ## Renews the pinned versions within the bounds of pyproject.toml.
	@$(COMPILE) --upgrade pyproject.toml --output-file requirements.txt
	@$(COMPILE) --upgrade pyproject.toml --constraint requirements.txt --extra local --output-file requirements-local.txt
	@$(COMPILE) --upgrade pyproject.toml --constraint requirements-local.txt --all-extras --output-file requirements-dev.txt

venv: .venv/dev.stamp ## Makes .venv from the pinned versions, with the tools for developers.

clean: ## Removes .venv and caches, but not the data in .local.
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./.local -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is missing or older than 3.11; choose another one: PYTHON=python3.12 make run" >&2; exit 1; }
	@echo "Making .venv"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null || \
		{ rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/run.stamp: requirements-local.txt pyproject.toml | .venv/python.stamp
	@echo "Installing the pinned packages of requirements-local.txt"
	@$(PIP) install --quiet --require-hashes --requirement requirements-local.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "Installing the pinned packages of requirements-dev.txt"
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt
	@touch $@

$(PROVIDER): tests/support/provider/package.json tests/support/provider/package-lock.json
	@echo "Installing the OpenID Connect provider of the tests"
	@rm -rf .local/provider && mkdir -p .local/provider && cp $^ .local/provider
	@npm --prefix .local/provider --loglevel error --fetch-retries 4 --fetch-timeout 30000 ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(CONTRACT):
	@echo "Installing $(PRISM) and the description in $(TWILIO)"
	@rm -rf .local/contract && mkdir -p .local/contract
	@$(NPM) install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts $(PRISM)
	@$(NPM) pack --silent --pack-destination .local/contract $(TWILIO) >/dev/null
	@tar -xzf .local/contract/twilio-cli-core-*.tgz -C .local/contract package/src/services/twilio-api/twilio_api_v2010.json
	@touch $@
