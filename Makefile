# Everything a person does with this project. `make help` lists it.

PYTHON := .venv/bin/python
ENVIRONMENT := tools/environment
PYTEST :=
# Checks ask nothing of a database or broker; with these addresses none is started either.
NOWHERE := CEM_ENV=test CEM_VAR=var/lint CEM_SECRET_KEY=lint CEM_DATA_KEY=lint \
	DATABASE_URL=postgresql://lint@127.0.0.1:1/lint DATABASE_OWNER_URL=postgresql://lint@127.0.0.1:1/lint \
	REDIS_URL=redis://127.0.0.1:1/0
MANAGE_NOWHERE := $(NOWHERE) $(PYTHON) -W ignore::RuntimeWarning manage.py

.DEFAULT_GOAL := help
.PHONY: help run test lint format messages schema bench lock clean install install-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

install:
	@$(ENVIRONMENT) requirements.lock

install-dev:
	@$(ENVIRONMENT) requirements-dev.lock

run: install ## start the product on this machine (CEM_PORT=8000); Ctrl-C stops it
	@exec $(PYTHON) -m cem.launcher

test: install-dev ## run every test; PYTEST='tests/surveys -k logic' runs some
	@CEM_CHROMIUM="$$(tools/browser)" && export CEM_CHROMIUM && exec $(PYTHON) -m pytest -n 2 --dist loadfile $(PYTEST)

lint: install-dev ## every check that runs no test
	@echo "ruff" && $(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check .
	@echo "lengths" && $(PYTHON) tools/lengths.py
	@echo "imports" && $(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-cache
	@echo "types" && $(NOWHERE) $(PYTHON) -m mypy
	@echo "migrations" && $(MANAGE_NOWHERE) makemigrations --check --dry-run
	@echo "schema" && mkdir -p var/lint && $(MANAGE_NOWHERE) spectacular --lang en --validate --fail-on-warn --file var/lint/schema.yml \
		&& diff -u docs/api/schema.yml var/lint/schema.yml || { echo "make schema writes docs/api/schema.yml"; exit 1; }
	@echo "translations" && $(MANAGE_NOWHERE) messages --check
	@echo "compose" && $(NOWHERE) DJANGO_SETTINGS_MODULE=cem.settings $(PYTHON) tools/compose.py
	@echo "All checks passed."

format: install-dev ## lay out the Python files
	@$(PYTHON) -m ruff check --fix . && $(PYTHON) -m ruff format .

messages: install-dev ## bring new texts into locale/zh_Hans/LC_MESSAGES/django.po
	@$(MANAGE_NOWHERE) messages

schema: install-dev ## write docs/api/schema.yml
	@mkdir -p docs/api && $(MANAGE_NOWHERE) spectacular --lang en --validate --fail-on-warn --file docs/api/schema.yml

bench: install-dev ## measure; each figure stands beside a baseline of the same run
	@$(PYTHON) -m benchmarks

lock: install-dev ## resolve pyproject.toml into the two lock files
	@tools/lock

clean: ## remove everything that can be made again; the data in var/ stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-artifacts var/lint var/lock var/static
	@find . -path ./var -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
	@find locale -name '*.mo' -delete
