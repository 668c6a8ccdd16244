# All checks, the same here and in CI. VENV is where the tools are; `make install` fills it.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin

.PHONY: check install format lint types layers house test gate lock

check: lint types layers house test gate

install:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[dev]'

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@! grep -oE 'https?://[^/"]+' uv.lock | sort -u | grep -vE '^https://(pypi\.org|files\.pythonhosted\.org)$$' \
		|| (echo "uv.lock names another host than pypi.org and files.pythonhosted.org"; exit 1)

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports --no-cache

# Size, complexity, circles and the walk of a page, held to bounds that only tighten.
house:
	$(BIN)/python -m tests.house

test:
	$(BIN)/python -m pytest -q

gate:
	$(BIN)/python tests/eval/gate.py

# The lock, and the same versions for users of plain pip.
lock:
	env -u UV_DEFAULT_INDEX -u UV_INDEX uv lock
	env -u UV_DEFAULT_INDEX -u UV_INDEX uv export --quiet --all-extras --no-hashes --no-emit-project --no-annotate --no-header \
		--format requirements-txt > constraints.txt
