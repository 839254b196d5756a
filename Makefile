# `make` alone lists the commands. Everything happens in .venv and var/, nothing outside.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
PEERS := var/bench-venv/.installed
ARGS ?=

# What a newsroom must set, with stand-ins, so that the shipped production settings are checked.
PRODUCTION := FACTCHECK_ENV=production SITE_URL=https://factcheck.example ALLOWED_HOSTS=factcheck.example \
	NEWSROOM_NAME=Example NEWSROOM_EMAIL=desk@factcheck.example \
	DATABASE_URL=postgres://factcheck:x@database/factcheck \
	DATABASE_OWNER_URL=postgres://factcheck_owner:y@database/factcheck REDIS_URL=redis://:z@queue:6379/0

.PHONY: help workbench test faults bench model lint audit format lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

workbench: $(INSTALLED) ## run everything on this machine (ARGS="--once", ARGS="--port 8100")
	@$(BIN)/python manage.py workbench $(ARGS)

test: $(INSTALLED) ## run the whole test suite (ARGS="-k name")
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

faults: $(INSTALLED) ## kill and freeze real workers and servers; takes minutes
	@$(BIN)/python -m pytest -m faults -s $(ARGS)

bench: $(INSTALLED) $(PEERS) ## measure, beside what one would use instead; installs 1.6 GB of peers
	@$(BIN)/python -m pytest -m bench -s $(ARGS)

model: $(INSTALLED) ## train the encoder anew (CLAIMBUSTER=crowdsourced.csv)
	@test -f "$(CLAIMBUSTER)" || { echo "make model CLAIMBUSTER=path/to/crowdsourced.csv"; exit 1; }
	@test -x var/train-venv/bin/pip || $(PYTHON) -m venv --clear var/train-venv
	@var/train-venv/bin/pip install --quiet --disable-pip-version-check -r claims/text/model/requirements.txt
	@OMP_NUM_THREADS=1 var/train-venv/bin/python -m claims.text.model.train $(CLAIMBUSTER)

lint: $(INSTALLED) ## every check but the tests, the fastest first
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check
	@SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') $(PRODUCTION) \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/mypy

# Apart from `lint`: what was found somewhere since yesterday must not turn main red.
audit: ## ask whether a pinned package has a known hole (installs pip-audit into var/audit-venv)
	@test -x var/audit-venv/bin/pip-audit || { $(PYTHON) -m venv --clear var/audit-venv && \
		var/audit-venv/bin/pip install --quiet --disable-pip-version-check pip-audit; }
	@var/audit-venv/bin/pip-audit --require-hashes --disable-pip --requirement requirements.txt $(ARGS)

format: $(INSTALLED) ## let ruff put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: ## resolve pyproject.toml into requirements.txt
	@PYTHON=$(PYTHON) .ci/lock

clean: ## remove .venv and caches; your data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# uv only makes it faster. A broken .venv (Python was upgraded, venv failed halfway) is made anew.
$(INSTALLED): requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Installing the pinned packages into .venv"
	@if command -v uv >/dev/null 2>&1; then \
		$(BIN)/python -c '' 2>/dev/null || uv venv --quiet --clear --python $(PYTHON) .venv; \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt; \
	else \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; \
	fi
	@touch $@

# One by one: a peer that cannot be had is left out of the tables, and tried again the next time.
# PyPI's torch for Linux may bring 3 GB of CUDA: set PIP_EXTRA_INDEX_URL to an index without it.
$(PEERS): tests/benchmarks/peers.txt
	@echo "Installing the peers of the benchmarks into var/bench-venv"
	@test -x var/bench-venv/bin/pip || $(PYTHON) -m venv --clear var/bench-venv
	@touch $@
	@for peer in $$(grep -v '^#' $<); do \
		var/bench-venv/bin/pip install --quiet --disable-pip-version-check --retries 1 "$$peer" || \
			{ echo "Left out: $$peer"; rm -f $@; }; \
	done
