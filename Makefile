# Two commands on a machine with Python 3.11 and make, nothing else:
#   make brief   sets everything up and reads the sample reports
#   make test    sets everything up and runs the tests
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
DATA ?= ../shared/data

.PHONY: brief test lint gate lock schema clean

brief: .venv/ready
	$(BIN)/tocsin brief --sample

test: .venv/tools
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The quality gate: scores on open benchmarks against floors that never fall on their own.
gate: .venv/tools
	$(BIN)/python -m eval.gate $(DATA)

# What it runs with.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Tocsin needs Python 3.11 or newer, this is %d.%d: try make PYTHON=python3.11" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# What its tests need besides: other readers of its exports, a mail server, a driver for the browser.
.venv/tools: .venv/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Writes the lock files again after a change of dependencies (needs pip-tools).
LOCK := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock:
	$(LOCK) --extra desk --extra build -o requirements.lock pyproject.toml
	$(LOCK) --extra desk --extra build --extra model --extra notify --extra parquet --extra postgres --extra dev -c requirements.lock \
	  -o requirements-dev.lock pyproject.toml

# Writes the shipped JSON Schema again after a change of the nouns.
schema: .venv/ready
	$(BIN)/tocsin schema > src/tocsin/resources/picture.schema.json

clean:
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
