# Agathe in two commands: `make run` and `make test`. They need Python 3.11 to 3.13 (with venv and pip) and make.

BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
PORTAL := DJANGO_SETTINGS_MODULE=agathe_web.settings.testing $(BIN)/python -m agathe_web
UV := .tools/bin/uv
UV_VERSION := 0.13.9
# A port for `make run`: `make run PORT=8080`.
PORT ?= 8000

# The first of these that runs, suits pyproject.toml and can make a virtual environment; `make PYTHON=... run` chooses another.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run install test lint bench docs format lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

run: .venv/.run ## open the portal, with the demonstration
	@AGATHE_DEMO=1 $(BIN)/agathe serve --demo --port $(PORT)

install: .venv/.run ## set up .venv for the command line and the portal

test: lint ## lint, prove the knowledge base, run the tests, those of the portal on PostgreSQL too
	$(BIN)/agathe knowledge check
	$(PORTAL) check --fail-level WARNING
	$(PORTAL) makemigrations --check --dry-run
	$(BIN)/pytest -n 2
	tests/postgresql.sh $(BIN)/pytest -n 2 -m "not slow" tests/agathe_web

lint: .venv/.test ## check style, layers and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv-bench/.bench ## measure our engines beside their peers
	$(BENCH_BIN)/python -m benchmarks

docs: .venv/.run ## write docs/reference from the code
	$(BIN)/python -m agathe.reference docs/reference

format: .venv/.test ## rewrite the code in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(UV) ## make requirements/*.txt again from *.in (UPGRADE=--upgrade takes newer versions)
	for name in run test bench; do \
		$(UV) pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url $(UPGRADE) \
			requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done

clean: ## remove all that these commands made, environments included
	rm -rf .venv .venv-bench .tools dist .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Environments. Each stamp is older than its lock file when the environment must be brought up to date.

# $(call fill,FOLDER,LOCK,UV COMMAND): create the environment if it is absent or broken, install the lock file, then Agathe itself.
# uv installs in seconds; where it cannot be had or cannot reach the packages, pip does the same work.
define fill
	@test -n "$(PYTHON)" || { echo "Agathe needs Python 3.11 to 3.13 with venv (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Installing $(2) in $(1) ..."
	@$(1)/bin/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(1)
	@$(MAKE) --silent $(UV) || echo "uv is not to be had here: pip takes over, more slowly." >&2
	@{ test -x $(UV) && $(UV) --quiet pip $(3) $(2) --python $(1)/bin/python; } \
		|| $(1)/bin/python -m pip install --quiet -r $(2)
	@{ test -x $(UV) && $(UV) --quiet pip install --no-deps -e . --python $(1)/bin/python; } \
		|| $(1)/bin/python -m pip install --quiet --no-deps -e .
endef

# `make run` only adds packages, so that it leaves an environment made by `make test` whole.
.venv/.run: requirements/run.txt pyproject.toml
	$(call fill,.venv,requirements/run.txt,install -r)
	@touch $@

.venv/.test: requirements/test.txt pyproject.toml
	$(call fill,.venv,requirements/test.txt,sync)
	@touch .venv/.run $@

.venv-bench/.bench: requirements/bench.txt pyproject.toml
	$(call fill,.venv-bench,requirements/bench.txt,sync)
	@if command -v npm >/dev/null; then $(BENCH_BIN)/python -m benchmarks.rules --install-peers; \
		else echo "npm is not to be had here: Publicodes is left out." >&2; fi
	@touch $@

# uv lives apart, since `uv pip sync` removes from .venv whatever the lock file does not name.
$(UV):
	@$(PYTHON) -m venv --clear .tools
	@.tools/bin/python -m pip install --quiet uv==$(UV_VERSION)
