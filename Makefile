# Two commands: make run, make test. `make install` alone fills .venv, and only when it is not complete.
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
MODULE := $(BIN)/python -m
SPREAD := -n auto --dist loadfile

.PHONY: help install run test check format lint types imports rulebook coverage floors bench bench-rooms bench-text lock clean incomplete

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12
	@echo
	@echo "make run HOST=0.0.0.0 PORT=8080     every setting can be given like this; $(BIN)/python -m service serve --help lists them"
	@echo "make install PYTHON=python3.12      another interpreter than the first that fits, for a new $(VENV)"

install: $(VENV)/installed ## fill .venv from the lock files, with hashes

# The mark is the last thing made: an interrupted installation starts anew.
$(VENV)/installed: requirements/install.sh requirements/build.txt requirements/test.txt
	@sh requirements/install.sh $(VENV)
	@touch $@

# A .venv whose interpreter was removed or moved is not complete.
ifeq ($(realpath $(BIN)/python),)
$(VENV)/installed: incomplete
endif

run: install ## serve on http://127.0.0.1:8000
	@exec $(MODULE) service serve

test: install ## run every test
	@$(MODULE) pytest $(SPREAD)

check: install format lint types imports rulebook coverage ## everything that must hold before a commit

format: install ## is the code formatted?
	@$(MODULE) ruff format --check .

lint: install ## ruff, all rules
	@$(MODULE) ruff check .

types: install ## mypy, strict
	@$(MODULE) mypy

imports: install ## the direction of imports
	@$(BIN)/lint-imports --no-cache

rulebook: install ## the rule book, its lock and its generated page
	@$(MODULE) service rules check
	@$(MODULE) service rules doc --check

coverage: install ## the tests, with their branch coverage held to its floors
	@rm -f .coverage .coverage.*
	@$(MODULE) pytest $(SPREAD) --cov --cov-report=
	@$(MAKE) --no-print-directory floors

floors: install ## the floors alone, after tests with --cov
	@$(MODULE) coverage report --fail-under=95
	@$(MODULE) coverage report --fail-under=100 --include='service/reasoning/*,service/findings/*,service/prose/*,service/rulebook/*'

bench: install ## the service against a bare endpoint, in one run
	@$(MODULE) tests.bench

bench-rooms: install ## what each room costs for a chart that gets a card
	@$(MODULE) tests.bench.rooms

bench-text: install $(VENV)-text/installed ## our reader of free text against negspacy, which gets a .venv-text
	@$(MODULE) tests.bench.text --python $(VENV)-text/bin/python

$(VENV)-text/installed: requirements/bench-text.txt | $(VENV)/installed
	@$(MODULE) venv --clear $(VENV)-text
	@$(MODULE) pip --python $(VENV)-text/bin/python install -q --require-hashes --no-deps --only-binary :all: -r $<
	@touch $@

COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## renew the lock files (needs uv)
	$(COMPILE) --group build -o requirements/build.txt
	$(COMPILE) pyproject.toml --group build --group test -o requirements/test.txt
	$(COMPILE) --group bench-text -o requirements/bench-text.txt
	$(COMPILE) pyproject.toml -c requirements/test.txt -o requirements/runtime.txt

clean: ## remove what the commands made
	rm -rf $(VENV) $(VENV)-text .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
