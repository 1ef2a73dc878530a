# Every command of the project. `make` alone explains them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PY := .venv/bin/python
INSTALLER := $(PYTHON) -I ami/local/installation.py
BIOME := .venv/bin/node node_modules/@biomejs/biome/bin/biome

# One worker more than the cores, since some wait for a browser or for pip. Each takes a slice of the list, then from
# the others what they have not begun: a module stays on one, with what it shares.
OUVRIERS ?= $(shell coeurs=$$(getconf _NPROCESSORS_ONLN); echo $$((coeurs < 6 ? coeurs + 1 : 6)))
PARALLELE = -n $(OUVRIERS) --dist worksteal

# Production settings without a production: nothing answers at these addresses.
PRODUCTION := env -u AMI_DEMO -u AMI_HTTPS -u AMI_URL -u DEBUG \
  SECRET_KEY=verification-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ \
  ALLOWED_HOSTS=exemple.test DATABASE_URL=postgres://ami@127.0.0.1:9/ami \
  REDIS_URL=redis://127.0.0.1:9/0 EMAIL_URL=smtp://127.0.0.1:9 AMI_STOCKAGE=file:///nulle-part

.PHONY: help run reset fmt lint essai couverture test test-all bench lock audit installer-local installer-dev \
  installer-scripts installer-navigateur installer-antivirus

help: ## explain the commands (the default)
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r nom texte; do \
	  printf '  make %-10s %s\n' "$$nom" "$$texte"; done

run: installer-local ## run everything on this machine (PORT, PORT_COURRIELS, AMI_DATA_DIR, DATABASE_URL, REDIS_URL, EMAIL_URL)
	@exec $(PY) -m ami.local

reset: installer-local ## empty the local data folder, after asking (OUI=1 does not ask)
	@exec $(PY) -m ami.local.vider

fmt: installer-scripts ## format Python, templates, scripts and style sheets
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .
	@$(PY) -m djlint --quiet --reformat templates
	@$(BIOME) check --write

lint: installer-scripts ## formatting, style, types, templates, scripts, migrations, production settings, imports, compose file
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PRODUCTION) $(PY) -m mypy
	$(PY) -m djlint --quiet --check templates
	$(PY) -m djlint --quiet --lint templates
	$(BIOME) ci --error-on-warnings
	$(PRODUCTION) $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q tests/architecture
	$(PY) -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@! grep -n '://' requirements/*.txt || { echo 'requirements/*.txt must not name a registry' >&2; exit 1; }

essai: installer-scripts ## the tests that need PostgreSQL alone: neither browser nor antivirus nor other servers
	AMI_ESSAI=1 $(PY) -m pytest $(PARALLELE) -m essai

test: installer-scripts installer-navigateur installer-antivirus ## tests, in real browsers too, without the slow proofs (COUVERTURE=1: with floors of coverage)
ifdef COUVERTURE
	@rapport=$$(mktemp); trap 'rm -f "$$rapport" "$$rapport.donnees"*' EXIT; \
	  COVERAGE_FILE="$$rapport.donnees" $(PY) -m pytest $(PARALLELE) -m "not lent" \
	    --cov --cov-report=json:"$$rapport"; \
	  $(PY) -m tests.couverture "$$rapport"
else
	$(PY) -m pytest $(PARALLELE) -m "not lent"
endif

couverture: ## those tests, then the branch coverage of each package against its floor
	@$(MAKE) test COUVERTURE=1

test-all: installer-scripts installer-navigateur installer-antivirus ## all tests, slow proofs included
	$(PY) -m pytest $(PARALLELE)

bench: installer-dev ## measure
	$(PY) -m benchmarks

lock: installer-dev ## resolve requirements/*.in and package.json into locked, hashed files, and say what changed (OPTIONS=--upgrade)
	@$(PY) -m ami.local.verrouiller $(OPTIONS)

audit: installer-dev ## ask a public database which locked releases have a known vulnerability (needs the network)
	@$(PY) -m ami.local.auditer $(OPTIONS)

installer-local:
	@$(INSTALLER) local

installer-dev:
	@$(INSTALLER) dev

installer-scripts: installer-dev
	@$(INSTALLER) scripts

installer-navigateur:
	@$(INSTALLER) navigateur

installer-antivirus:
	@$(INSTALLER) antivirus
