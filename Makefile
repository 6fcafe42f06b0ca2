# Two commands from a bare machine with Python 3.11, pip and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test torture conformance lint format wheel clean

demo: $(VENV)/.installed
	$(BIN)/publishpipe apply manifests/penguins.yaml
	$(BIN)/publishpipe apply manifests/nomad-crystals.yaml

test: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest

# Kill and disturb every scenario at every moment (make test takes a sample), and print how often that was survived.
# make torture NOMAD_URL=… NOMAD_USERS=…: those of NOMAD are killed while they are at work on that server.
torture: $(VENV)/.installed-dev
	$(BIN)/pytest -m torture $(if $(NOMAD_URL),tests/crash/test_matrix.py -k nomad)

# The same release to any NOMAD, end to end: make conformance NOMAD_URL=http://127.0.0.1:8000/api/v1/ NOMAD_USERS=users.json
# (see tests/conformance/conftest.py; it publishes for good). Without NOMAD_URL: to the embedded repository.
conformance: $(VENV)/.installed-dev
	$(BIN)/pytest tests/conformance

lint format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/mypy

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis manifests/.publishpipe

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@
