# `make run` and `make test` do all the set-up. A stock Debian 12 with make, python3 and python3-venv needs nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
# What is never imported is not compiled: Python compiles the rest when it first meets it.
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-compile --require-hashes --only-binary :all:

.PHONY: run serve test lint messages lock screenshots clean

run: export DEMO ?= 1
run: export PORT := $(PORT)
run: $(VENV)/.run
	@$(BIN)/python manage.py prepare
	@$(BIN)/python manage.py load_demo
	@exec $(BIN)/python manage.py serve --port $(PORT)

serve: export PORT := $(PORT)
serve: $(VENV)/.run
	@$(BIN)/python manage.py prepare
	@exec $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/.test
	@$(BIN)/python -m tests.both_stacks

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/lint-imports

messages: $(VENV)/.test
	$(BIN)/python -m tests.messages

screenshots: $(VENV)/.test
	$(BIN)/python -m tests.screenshots

lock: $(VENV)/.test
	$(BIN)/python -m pip --quiet install uv
	cd requirements && for extra in run warehouse test; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" $$(case $$extra in warehouse) echo --extra warehouse;; test) echo --extra warehouse --extra test;; esac) \
	  ../pyproject.toml -o $$extra.txt || exit 1; done

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "venv is missing: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	@echo "Installing what the site needs (once)…"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.test: requirements/test.txt | $(BIN)/python
	@echo "Installing what the tests need (once)…"
	@$(PIP) -r $<
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) var
