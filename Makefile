# Everything a person runs. `make` alone lists the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv pip install --python $(BIN)/python
DEMO   := data/demo
COMPAT := data/compat

export DAGSTER_DISABLE_TELEMETRY := yes

.DEFAULT_GOAL := help
.PHONY: help install run test lint unit coverage serve browser compat golden bench bench-engines bench-growth bench-linking bench-reduce bench-reprints bench-stages faults hostile lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed ## make .venv with the pinned dependencies

$(VENV)/.installed: requirements/bootstrap.lock requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "onrecord needs Python 3.11 or later; name one with: make PYTHON=python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements/bootstrap.lock
	@# uv takes seconds where pip takes minutes, but reads no pip.conf: fall back where the index is set there
	$(UV) -q --require-hashes --compile-bytecode -r requirements/dev.lock \
	  || $(BIN)/python -m pip install -q --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

run: install ## publish the embedded corpus into data/demo
	$(BIN)/onrecord run --input seeds/articles --home $(DEMO)

test: install lint unit ## everything that must hold

lint: install ## style, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: install ## the tests; those of `make browser` and `make compat` are skipped and counted
	$(BIN)/python -m pytest -n auto --dist loadfile --durations=25

coverage: install ## the tests again, slower, with the share of lines and branches that they run
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered

faults: install ## kills, full disks, rivals and readers in their full numbers (the tests make a few of each)
	ONRECORD_FAULTS=full $(BIN)/python -m pytest tests/faults -rA -p no:xdist

hostile: install ## every kind of hostile input in full size, with its time and memory (some minutes)
	ONRECORD_HOSTILE=full $(BIN)/python -m pytest tests/hostile -q -p no:xdist
	$(BIN)/python -m tests.hostile.full
	$(BIN)/python -m tests.hostile.whole_run

serve: install ## open the Dagster UI on the demonstration home (http://127.0.0.1:3000)
	$(BIN)/onrecord serve --home $(DEMO)

browser: install ## look at the UI in headless Chromium (installs it where it is missing)
	sh tests/browser/install.sh $(BIN)/python
	$(BIN)/python -m pytest tests/browser -m browser

compat: install ## hold published files to an S3 server and older clients, and engines to Spark (installs what that needs)
	sh tests/compat/install.sh $(BIN)/python $(COMPAT)
	$(BIN)/python -m pytest tests/compat -m compat

golden: install ## take the results and scores on the embedded corpus over as the expected ones
	$(BIN)/python -m tests.golden.scorecard
	$(BIN)/python -m tests.golden.snapshot

bench: install ## speed of the whole run beside that of the bare language model
	$(BIN)/python -m tests.bench

bench-engines: install ## wall time, processor time and memory of each engine on CORPUS, or on the embedded corpus
	$(BIN)/python -m tests.bench_engines $(CORPUS)

bench-growth: install ## how a whole run grows, and what 50 more articles cost, on copies of CORPUS (JSON Lines)
	@test -n "$(CORPUS)" || { echo "name the articles with: make bench-growth CORPUS=articles.jsonl.gz" >&2; exit 1; }
	$(BIN)/python -m tests.bench_growth $(CORPUS) --articles 500 1000 2500 5000 --add 1 50 --plot data/bench-growth/growth.svg

bench-linking: install ## how linking grows with the articles, on copies of CORPUS (JSON Lines, gzipped or not)
	@test -n "$(CORPUS)" || { echo "name the articles with: make bench-linking CORPUS=articles.jsonl.gz" >&2; exit 1; }
	$(BIN)/python -m tests.bench_linking $(CORPUS) --articles 1000 2500 5000 10000 20000 40000 --plot data/bench-linking/growth.svg

bench-reduce: install ## finding the pairs worth comparing as SQL within LIMIT bytes (1 GiB), on copies of CORPUS
	@test -n "$(CORPUS)" || { echo "name the articles with: make bench-reduce CORPUS=articles.jsonl.gz" >&2; exit 1; }
	$(BIN)/python -m tests.bench_reduce $(CORPUS) --both $(if $(LIMIT),--limit $(LIMIT))

bench-reprints: install ## how well planted reprints are found in CORPUS (JSON Lines, gzipped or not)
	@test -n "$(CORPUS)" || { echo "name the articles with: make bench-reprints CORPUS=articles.jsonl.gz" >&2; exit 1; }
	$(BIN)/python -m tests.bench_reprints $(CORPUS)

bench-stages: install ## time and memory of the stages after extraction up to 40,000 articles, on copies of CORPUS
	@test -n "$(CORPUS)" || { echo "name the articles with: make bench-stages CORPUS=articles.jsonl.gz" >&2; exit 1; }
	$(BIN)/python -m tests.bench_stages $(CORPUS) --plot data/bench-growth/stages.svg

lock: ## pin the dependencies again
	$(BIN)/uv pip compile requirements/bootstrap.in $(LOCKED) -o requirements/bootstrap.lock
	$(BIN)/uv pip compile pyproject.toml --extra ui --group dev $(LOCKED) -o requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra ui --extra s3 --extra postgres $(LOCKED) -c requirements/dev.lock -o requirements/runtime.lock
	$(BIN)/uv pip compile requirements/browser.in $(LOCKED) -c requirements/dev.lock -o requirements/browser.lock
	$(BIN)/uv pip compile requirements/compat.in $(LOCKED) -c requirements/dev.lock -o requirements/compat.lock
	for client in 1.2 1.3 1.4; do \
	  $(BIN)/uv pip compile requirements/duckdb-$$client.in $(LOCKED) -o requirements/duckdb-$$client.lock || exit 1; done
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q

clean: ## remove what make made
	rm -rf $(VENV) $(DEMO) $(COMPAT)
