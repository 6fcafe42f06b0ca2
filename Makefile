# Two commands from a bare machine with Python 3.11, pip and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test torture bench conformance lint format docs wheel clean

demo: $(VENV)/.installed
	$(BIN)/publishpipe apply manifests/penguins.yaml
	$(BIN)/publishpipe apply manifests/paper.yaml
	$(BIN)/publishpipe apply manifests/nomad-crystals.yaml

test: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest

# Kill and disturb every scenario at every moment (make test takes a sample), and print how often that was survived.
# make torture NOMAD_URL=… NOMAD_USERS=…: those of NOMAD are killed while they are at work on that server.
# make torture ZENODO_URL=… ZENODO_USERS=…: new versions are, on that server, at every request.
# With both URLs one after the other, the second whatever became of the first.
torture: $(VENV)/.installed-dev
	@failed=0; \
	$(if $(NOMAD_URL),echo NOMAD: $(NOMAD_URL); $(BIN)/pytest -m torture tests/crash/test_matrix.py -k nomad || failed=1;) \
	$(if $(ZENODO_URL),echo Zenodo: $(ZENODO_URL); $(BIN)/pytest -m torture $(zenodo) || failed=1;) \
	$(if $(NOMAD_URL)$(ZENODO_URL),,$(BIN)/pytest -m torture || failed=1;) \
	exit $$failed

# How long sending takes, as ratios against curl, md5sum and other uploaders; on a quiet machine, some 10 minutes.
bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks.transfer

# The same releases to any server, end to end; they are published for good:
# make conformance NOMAD_URL=http://127.0.0.1:8000/api/v1/ NOMAD_USERS=users.json (see tests/conformance/nomad/conftest.py)
# make conformance ZENODO_URL=http://127.0.0.1:8280/api/ ZENODO_USERS=users.json (see tests/conformance/zenodo/conftest.py)
# Without a URL: to the embedded repository. ONLY=sample: those that no test in `make test` tries in another way.
nomad = $(if $(NOMAD_URL),tests/conformance/nomad)
zenodo = $(if $(ZENODO_URL),tests/conformance/zenodo --numprocesses=4 --timeout=600)
conformance: $(VENV)/.installed-dev
	$(BIN)/pytest $(if $(ONLY),-m $(ONLY)) $(or $(strip $(nomad) $(zenodo)),tests/conformance)

lint format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/mypy

# The pages of docs/reference that are made from the program.
docs: $(VENV)/.installed-dev
	$(BIN)/python -m tests.reference

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) .bench dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf manifests/.publishpipe manifests/paper/.publishpipe

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@
