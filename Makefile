# Two commands matter: `make demo` and `make test`. Everything is made in .venv and made once.
.DEFAULT_GOAL := help
.PHONY: help demo docs test sweep torture neo4j assets lint format wheel smoke constraints lock clean python

# The first Python that is new enough; `make demo PYTHON=/a/path/to/python3.12` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
# A sixth of pip's time. It does not read pip's settings: where it finds nothing by its own, pip is asked.
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt
# How many tests run side by side; each file stays in one process, and so do all tests of the shared Neo4j.
# One more than a small machine's two processors, since those that run often wait, for Neo4j, for another process
# or for a limit in time. With four, all tests took 16 minutes of processor instead of 13.
JOBS ?= 3
DECIDES := pyproject.toml constraints.txt package-lock.json webapp/hatch_build.py

help:
	@echo 'make demo      the demo on http://127.0.0.1:8000 (another port: make demo PORT=8001)'
	@echo 'make test      the whole test suite (PYTEST_ARGS="-k touch" for a part, JOBS=0 for one at a time)'
	@echo 'make neo4j     fetch a Neo4j for the tests, once (Docker, or Java 17 and Maven)'
	@echo 'make sweep     the long sweeps whole, of which make test takes one case in twenty'
	@echo 'make torture   the tests that kill databases and read while others write, 40 rounds'
	@echo 'make lint      ruff, mypy and import-linter'
	@echo 'make assets    fetch the front-end files'
	@echo 'make wheel     build dist/*.whl, the sdist and the SBOM; make smoke tries the wheel elsewhere'
	@echo 'make lock      renew requirements.txt after a change of dependencies (make constraints first)'

demo: .venv/.installed
	@$(BIN)/brobygger demo

test: .venv/.with-tests
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadgroup --no-loadscope-reorder $(PYTEST_ARGS)

sweep: .venv/.with-tests
	$(BIN)/python -m pytest -m "sweep or cases_on_sqlite" --sweep --numprocesses $(JOBS) $(PYTEST_ARGS)

torture: .venv/.with-tests
	$(BIN)/python -m pytest -m torture --sweep --rounds 40 $(PYTEST_ARGS)

neo4j: .venv/.with-tests
	@$(BIN)/python -m tests.neo4j_server download

assets: .venv/.with-tests
	$(BIN)/python webapp/hatch_build.py

lint: .venv/.with-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.with-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: .venv/.with-tests
	rm -rf dist
	$(BIN)/python -m build --no-isolation --outdir dist .
	$(BIN)/python -m tests.packaging.sbom dist

smoke: .venv/.with-tests
	$(BIN)/python tests/packaging/smoke.py dist/*.whl

# After a change of dependencies: what is installed now becomes what everybody installs.
constraints: .venv/.with-tests
	$(BIN)/python tests/packaging/pins.py > constraints.new
	mv constraints.new constraints.txt

# The same for a server, with the digest of every file that may be installed, for all systems.
lock: .venv/.with-tests
	echo '# What Brobygger runs on, file by file. Made by "make lock" from pyproject.toml and constraints.txt.' > requirements.new
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --constraint constraints.txt pyproject.toml >> requirements.new
	mv requirements.new requirements.txt

# After a change of fields or sources: the tables of columns in seed/demo and the pages in seed/sources follow.
docs: .venv/.with-tests
	$(BIN)/python tests/packaging/columns.py

clean:
	rm -rf .venv dist webapp/static/vendor tests/.vendor .mypy_cache .ruff_cache .pytest_cache

python:
	@test -n "$(PYTHON)" || { echo 'Brobygger kræver Python 3.11 eller nyere: installér det (fx "sudo apt install python3 python3-venv") og prøv igen.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'Python mangler venv/ensurepip: installér det (fx "sudo apt install python3-venv") og prøv igen.' >&2; exit 1; }

.venv/.made: | python
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: $(DECIDES) .venv/.made
	@echo 'Henter og installerer Brobygger i .venv (et minuts tid, kun første gang) ...'
	@$(PIP) --editable .
	@touch $@

.venv/.with-tests: $(DECIDES) .venv/.made
	@echo 'Henter og installerer Brobygger og testværktøjer i .venv (et par minutter, kun første gang) ...'
	@$(PIP) uv
	@$(UV) --editable '.[test]' || $(PIP) --editable '.[test]'
	@touch $@ .venv/.installed
