# make run     builds the sample election and serves its pages on http://127.0.0.1:8000 (PORT=… for another port), and
#              beside it an office to try on http://127.0.0.1:8001 (OFFICE_PORT=…)
# make test    checks, then every test this machine can run; lists what it skipped
# make faults  strikes builds with kills, errors and full disks; minutes
# make wide   holds more pages, sizes and states to what make test holds a few to; minutes
# make check   style, types, import order and the house rules; seconds
# make format  lets ruff set the style
# make docs    writes the pages of docs/ that are made from the code
# make bench   measures against other ways to do the same job (STATIONS=… for a larger election)
# make soak    runs the long tests
# make wheelhouse  puts everything an install needs into wheelhouse/, for a machine without network
# make lock    writes requirements/*.txt and package-lock.json anew (UPGRADE=1 takes newer versions)
# make clean   removes everything that can be made again
#
# Needs python3 (3.11 or later), git and make. Everything else goes into .venv and node_modules.

SHELL := /bin/sh
.DEFAULT_GOAL := run
.NOTPARALLEL:
.PHONY: run test wide faults check format docs bench soak wheelhouse lock clean venv-core venv-dev venv-bench npm-tools

PYTHON ?= python3
# One more than the cores of a small machine: a browser or a disk that is waited for leaves no core idle.
WORKERS ?= 3
PORT ?=
OFFICE_PORT ?=
UPGRADE ?=
SAMPLE := .sample

VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
UV := $(BIN)/uv
PIP_INSTALL := $(UV) pip install --python $(BIN)/python --quiet
# The tests find the tools of .venv first. They start Python hundreds of times: what it compiles is kept.
IN_VENV := PYTHONDONTWRITEBYTECODE= PATH="$(CURDIR)/$(BIN):$$PATH"
# They write thousands of small files and sync each: in memory where 6 GB of it are free and programs may lie there, and
# gone when they end.
ROOMY := $(shell test -w /dev/shm && ! grep -q ' /dev/shm .*noexec' /proc/mounts && \
	df -Pk /dev/shm | awk 'NR == 2 && $$4 > 6000000 { print "/dev/shm" }')
IN_MEMORY := $(if $(ROOMY),folder=$$(mktemp -d $(ROOMY)/bukti-XXXXXX) && chmod 755 "$$folder" && trap 'rm -rf "$$folder"' EXIT && export TMPDIR="$$folder" &&)
UV_LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-header $(if $(UPGRADE),--upgrade)

# ---- what people run

run: venv-core
	@test -e $(SAMPLE)/.complete || { rm -rf $(SAMPLE) && $(BIN)/bukti sample $(SAMPLE) && touch $(SAMPLE)/.complete; }
	@cd $(SAMPLE) && ../$(BIN)/bukti build
	@echo
	@echo "The workspace is $(SAMPLE)/. In it, try:  ../$(BIN)/bukti --help"
	@cd $(SAMPLE) && { ../$(BIN)/bukti office --demo $(if $(OFFICE_PORT),--port $(OFFICE_PORT)) & office=$$!; \
		trap 'kill $$office 2>/dev/null' EXIT INT TERM; ../$(BIN)/bukti serve $(if $(PORT),--port $(PORT)); }

test: check npm-tools
	@$(IN_MEMORY) $(IN_VENV) python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -rs --ignore tests/house

wide: npm-tools
	@$(IN_MEMORY) $(IN_VENV) python -m pytest -n $(WORKERS) --dist load -rs -m "wide and not soak"

faults: venv-dev
	@$(IN_VENV) python -m pytest -n $(WORKERS) --dist load -rs -m "faults and not soak"

check: venv-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run 'make format' on the files above."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(IN_VENV) python -m pytest -q -n $(WORKERS) --dist worksteal -rs tests/house

format: venv-dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

docs: venv-dev
	@$(BIN)/python -m docs.generate

bench: venv-bench npm-tools
	@$(BENCH)/bin/python benchmarks/against_others.py $(if $(STATIONS),--stations $(STATIONS))
	@$(BENCH)/bin/python benchmarks/ratios.py $(if $(STATIONS),--stations $(STATIONS))
	@$(BENCH)/bin/python benchmarks/pages.py
	@$(IN_VENV) $(BENCH)/bin/python benchmarks/page_speed.py

soak: venv-dev npm-tools
	@$(IN_VENV) python -m pytest -m soak -rs || { code=$$?; test $$code -eq 5 && echo "There are no soak tests yet."; }

# Wheels of this machine's kind and Python, each held to the lock's hashes; the list that installs them stands beside.
wheelhouse: venv-core
	@rm -rf wheelhouse dist && mkdir wheelhouse
	@for lock in core tool; do $(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps \
		--only-binary :all: --require-hashes -r requirements/$$lock.txt -d wheelhouse || exit 1; done
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w wheelhouse .
	@{ cat requirements/core.txt; echo "bukti==$$($(BIN)/python -c 'import bukti; print(bukti.__version__)') \\"; \
		echo "    $$($(BIN)/python -m pip hash wheelhouse/bukti-*.whl | tail -n 1)"; } > wheelhouse/requirements.txt
	@echo "wheelhouse/ holds $$(ls wheelhouse | wc -l) files; docs/install.md says how to install from it."

lock: $(VENV)/.uv
	$(UV_LOCK) --group tool -o requirements/tool.txt
	$(UV_LOCK) pyproject.toml --group build --extra xlsx --extra paper --extra maps --extra pictures --extra office -o requirements/core.txt
	$(UV_LOCK) pyproject.toml --group build --extra xlsx --extra paper --extra maps --extra pictures --extra office --extra analysis --extra dev -c requirements/core.txt -o requirements/dev.txt
	$(UV_LOCK) pyproject.toml --group build --extra bench -c requirements/core.txt -o requirements/bench.txt
	@! command -v npm >/dev/null || npm install --package-lock-only --ignore-scripts

clean:
	rm -rf $(VENV) $(BENCH) node_modules $(SAMPLE) wheelhouse dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# ---- the environment: each stamp is as new as the files it was made from

venv-core: $(VENV)/.core
venv-dev: $(VENV)/.dev

$(VENV)/.uv: requirements/tool.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Bukti needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one:  make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
		echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Preparing $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tool.txt
	@touch $@

# The smaller set adds to the environment and takes nothing away, so that run and test share it.
$(VENV)/.core: $(VENV)/.uv requirements/core.txt pyproject.toml
	@$(PIP_INSTALL) --require-hashes -r requirements/core.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Playwright brings a Node of its own; it stands in where the machine has none or an old one.
$(VENV)/.dev: $(VENV)/.uv requirements/core.txt requirements/dev.txt requirements/tool.txt pyproject.toml
	@$(UV) pip sync --python $(BIN)/python --quiet --require-hashes requirements/dev.txt requirements/tool.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@rm -f $(BIN)/node
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
		2>/dev/null || ln -s "$$($(BIN)/python -c 'import pathlib, playwright as p; print(pathlib.Path(p.__file__).parent / "driver/node")')" $(BIN)/node
	@touch $(VENV)/.core $@

# What benchmarks are written with stays out of the environment of the tests.
venv-bench: $(BENCH)/.done

$(BENCH)/.done: $(VENV)/.uv requirements/bench.txt pyproject.toml
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv --clear --without-pip $(BENCH)
	@$(UV) pip sync --python $(BENCH)/bin/python --quiet --require-hashes requirements/bench.txt
	@$(UV) pip install --python $(BENCH)/bin/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

npm-tools: venv-dev
	@if ! command -v npm >/dev/null; then echo "npm is not here: the tests that use its tools will skip."; \
	elif test node_modules/.stamp -nt package-lock.json; then :; \
	elif npm ci --ignore-scripts --silent; then touch node_modules/.stamp; \
	elif test -n "$$CI"; then echo "npm ci failed."; exit 1; \
	else echo "npm ci failed: the tests that use its tools will skip."; fi
