# Everything a developer or an operator types. `make` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= .capofila
ONCE ?=

.DEFAULT_GOAL := help
.PHONY: help install assets demo up test check format calls-check journeys bench verify letters history lock ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Capofila needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install: $(READY) ## make the environment from the lock

assets: $(READY) ## fetch the front-end files by version and checksum
	@command -v npm >/dev/null || [ -x $(BIN)/npm ] || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r deploy/npm.lock
	@$(BIN)/python deploy/frontend.py

demo: assets ## run the house and some 60 applications through it; ONCE=1 checks itself and ends
	$(BIN)/capofila demo --data $(DATA) $(if $(ONCE),--once)

up: assets ## run the house without the demonstration
	$(BIN)/capofila up --data $(DATA)

test: assets ## run every test on real servers
	@$(BIN)/python deploy/browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile tests

calls-check: $(READY) ## check every call file of the programmes
	@$(BIN)/capofila call check programmes

journeys: assets ## tell the journeys through the real house, one by one
	$(BIN)/python -m pytest tests/journeys -v --no-header

check: assets ## format, lint, types, imports and the rules of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 tests/house

format: $(READY) ## format and mend what can be mended
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

bench: $(READY) ## measure the flow beside the bare engines
	$(BIN)/python -m bench

verify: $(READY) ## race and kill the ledger
	$(BIN)/python -m tests.hammer --seconds 60

letters: $(READY) ## write the golden letters again
	CAPOFILA_RECORD_LETTERS=1 $(BIN)/python -m pytest tests/notifications -k golden

history: assets ## record the workflow histories again
	CAPOFILA_RECORD_HISTORIES=1 $(BIN)/python -m pytest tests/histories -k written_down

lock: $(READY) ## write the lock again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra embedded --extra dev pyproject.toml -o requirements.lock

ci: check ## what must pass before a change lands: the check, and every test that is not in it
	@$(BIN)/python deploy/browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile tests --ignore tests/house

clean: ## remove what was made here, but not the data
	rm -rf $(VENV) build *.egg-info services/dashboard/static services/portal/static
