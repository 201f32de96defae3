# One command each: make run, make test. `make install` alone fills .venv.
.ONESHELL:
.SHELLFLAGS := -ec
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter of a supported version; PYTHON=... overrides it.
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && { echo $$p; break; }; done)

.PHONY: help install run test check format lint types imports rulebook coverage bench lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

install: $(VENV)/installed ## fill .venv from the lock files, with hashes

$(VENV)/installed: requirements/build.txt requirements/test.txt
	@if [ -z "$(PYTHON)" ]; then
		found=$$(python3 --version 2>/dev/null || echo "no Python 3")
		echo "install: needs Python 3.11, 3.12 or 3.13, found $$found; on Debian: apt-get install python3 python3-dev python3-venv" >&2
		exit 1
	fi
	missing=""
	cc=$$(command -v cc || command -v gcc || true)
	[ -n "$$cc" ] || missing="$$missing gcc"
	[ -z "$$cc" ] || echo '#include <stdio.h>' | "$$cc" -E - >/dev/null 2>&1 || missing="$$missing libc6-dev"
	$(PYTHON) -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' || missing="$$missing python3-dev"
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"
	if [ -n "$$missing" ]; then
		echo "install: missing:$$missing; on Debian: apt-get install$$missing" >&2
		exit 1
	fi
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r requirements/build.txt
	# durable-rules comes as source and does not import on 3.13 without this flag: docs/adr/0003
	if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
		export CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject PIP_NO_CACHE_DIR=1
	fi
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation \
		--only-binary :all: --no-binary durable-rules -r requirements/test.txt
	$(BIN)/pip check --disable-pip-version-check
	$(BIN)/python -c 'import durable.engine'
	touch $@

run: install ## serve on http://127.0.0.1:8000
	@exec $(BIN)/python -m service serve

test: install ## run every test
	@$(BIN)/python -m pytest

check: install format lint types imports rulebook coverage ## everything that must hold before a commit

format: install ## is the code formatted?
	@$(BIN)/ruff format --check .

lint: install ## ruff, all rules
	@$(BIN)/ruff check .

types: install ## mypy, strict
	@$(BIN)/mypy

imports: install ## the direction of imports
	@$(BIN)/lint-imports --no-cache

rulebook: install ## the rule book and its generated page
	@$(BIN)/python -m service rules check
	@$(BIN)/python -m service rules doc --check

coverage: install ## the tests, with their branch coverage held to its floors
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest --cov --cov-report=
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include='service/reasoning/*,service/findings/*,service/rulebook/*'

bench: install ## the service against a bare endpoint, in one run
	@$(BIN)/python -m tests.bench

lock: ## renew the lock files (needs uv)
	@for group in build test; do
		uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--group $$group $$([ $$group = build ] || echo "pyproject.toml --group build") -o requirements/$$group.txt
	done
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -c requirements/test.txt -o requirements/runtime.txt

clean: ## remove what the commands made
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
