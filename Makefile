# Everything a person or a build does here. `make` alone lists it.
#
# The first target that needs an environment builds it: .venv, the locked dependencies with their hashes, the
# package itself, and bytecode. It is built again only when a lock or pyproject.toml changes.

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready

# Coverage gates in per cent, branches included: of everything, and of the rooms that only decide.
GATE_ALL := 95
GATE_PURE := 99.4

PIP_INSTALL := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check --no-compile
LOCKED := $(PIP_INSTALL) --require-hashes --no-deps
# With CI set, what could not be run is a failure and not a remark.
NOTHING_LEFT_OUT := $(if $(CI),--nothing-left-out)
SAY = @printf '· %s\n'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo check fast fix docs lock audit sbom crash attack mutants mutate-runbooks bench clean lint types rooms runbooks packages

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUN_READY) ## a Slack workspace and a broken system on this machine, with the real bot between them
	@$(BIN)/handrail demo

check: $(DEV_READY) lint types rooms runbooks packages ## everything the build runs, fastest first
	$(SAY) "all tests"
	@$(BIN)/pytest -n auto --dist worksteal --cov --cov-report= --gate-all=$(GATE_ALL) --gate-pure=$(GATE_PURE) $(NOTHING_LEFT_OUT)

fast: $(DEV_READY) lint types ## the part of check without processes and browser, under a minute
	$(SAY) "tests without processes and browser"
	@$(BIN)/pytest -n auto --dist worksteal -m "not process and not browser"

fix: $(DEV_READY) ## format, and repair what can be repaired
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

crash: $(DEV_READY) ## kill the bot at every commit and call of an incident, and finish the incident
	@$(BIN)/pytest -n auto --dist worksteal -m process tests/crash --every-kill-point

mutants: $(DEV_READY) ## break each rule of the machine in turn; a test must notice
	@$(BIN)/python -m tests.mutants

mutate-runbooks: $(DEV_READY) ## break each shipped runbook in turn; a proof or a drill must notice
	@$(BIN)/python -m tests.mutate_runbooks

attack: $(DEV_READY) ## attack everything, take each mechanism out, and throw random input at every parser
	@$(BIN)/python -m tests.attack

bench: $(RUN_READY) ## measure start-up, memory and the time from click to answer
	@$(BIN)/python -m benchmarks.measure

docs: $(DEV_READY) ## write the reference pages that are made from the code
	@$(BIN)/python -m tests.reference

audit: $(DEV_READY) ## locked packages: hashes, licences, and what the package index knows against them
	@$(BIN)/python -m tests.supply.audit

sbom: $(DEV_READY) ## write what Handrail is made of to build/, as CycloneDX: what runs, and what checks it
	@$(BIN)/python -m tests.supply.sbom build/handrail.cdx.json
	@$(BIN)/python -m tests.supply.sbom --dev build/handrail-dev.cdx.json

lock: ## compile requirements/*.txt from requirements/*.in (needs uv)
	@command -v uv >/dev/null || { echo "Locks are compiled by uv; install that first."; exit 1; }
	@for set in build run dev; do \
	  uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url --output-file requirements/$$set.txt requirements/$$set.in || exit 1; done

clean: ## remove the environment and what tools left behind
	@rm -rf $(VENV) build *.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find bot tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

# --- the parts of check ---------------------------------------------------------------------------------------

lint: $(DEV_READY)
	$(SAY) "format and lint"
	@$(BIN)/ruff format --quiet --check . || { echo "Run 'make fix'."; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(DEV_READY)
	$(SAY) "types"
	@$(BIN)/mypy --no-error-summary

rooms: $(DEV_READY)
	$(SAY) "rooms: who may import whom"
	@$(BIN)/python tests/rooms.py .

runbooks: $(DEV_READY)
	$(SAY) "runbooks and their drills"
	@$(BIN)/handrail runbook check
	@$(BIN)/handrail runbook test --complete

# What tests need that pip cannot bring: a browser, and the other kind of sandbox. Root on Debian gets both; nobody
# else is asked for a password: those tests are then named at the end as not run.
packages: $(DEV_READY)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  missing=$$(command -v chromium >/dev/null 2>&1 || echo chromium; command -v bwrap >/dev/null 2>&1 || echo bubblewrap); \
	  if [ -n "$$missing" ]; then \
	    echo "· from Debian's packages:" $$missing; \
	    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing; } \
	      >/dev/null 2>&1 || echo "  could not be installed"; fi; fi

# --- the environment ------------------------------------------------------------------------------------------

$(VENV)/.made:
	@for python in $(PYTHONS); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Handrail needs Python 3.11 or later as python3; this is $$(python3 --version 2>&1)."; exit 1; fi; \
	echo "· environment in $(VENV)"; \
	"$$found" -m venv $(VENV) || { \
	  echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(RUN_READY): $(VENV)/.made requirements/build.txt requirements/run.txt pyproject.toml
	$(SAY) "what Handrail needs to run"
	@$(LOCKED) -r requirements/build.txt -r requirements/run.txt
	@$(PIP_INSTALL) --no-build-isolation --no-deps -e .
	$(SAY) "bytecode, so that it starts at once"
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib bot || true
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	$(SAY) "what checking it needs"
	@$(LOCKED) -r requirements/dev.txt
	@touch $@
