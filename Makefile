# Everything one does with this project. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
SHARED ?= ../shared
ON_BOTH := set -e; for engine in sqlite postgresql; do TEST_ENGINE=$$engine
FAST := tests/unit tests/web tests/property tests/migrations
# empty means that Python keeps what it has compiled: without it every process compiles the whole product anew
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run demo test check lint types layers templates fmt test-slow chaos guessing hostile payloads tampered cluster drill machine failures races test-corpus test-browser test-postgres test-golden golden migration score bench load soak reader lock vendor

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  make %-14s %s\n", $$1, $$2}'

setup: ## environment in .venv with locked, hash-checked dependencies
	@ops/setup.sh

run: setup ## the product with demo data on PORT (8000); Ctrl-C stops it
	@exec $(BIN)/planner serve

demo: setup ## load the demo data into an empty database
	@$(BIN)/planner demo

test: setup ## fast tests and the rules' own tests, under two minutes
	$(PYTEST) $(FAST) -m "not slow" -n auto --dist worksteal
	$(BIN)/planner rules lint & lint=$$!; $(BIN)/planner rules test; test=$$?; wait $$lint && exit $$test

check: setup lint types layers templates ## style, types, import contracts, templates

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

templates:
	$(BIN)/djlint planner/templates --lint --quiet

fmt: setup ## put the code into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-slow: setup ## those of the fast suites that take several seconds each
	$(PYTEST) $(FAST) -m slow -n auto --dist worksteal

test-browser: setup ## whole journeys in chromium
	$(PYTEST) tests/browser -p no:randomly

test-postgres: setup ## the tests of services and web again on a PostgreSQL started for the purpose, and what only it can do
	TEST_ENGINE=postgresql $(PYTEST) tests/postgres tests/unit/services tests/property/test_workflow_machine.py -n auto --dist worksteal
	TEST_ENGINE=postgresql $(PYTEST) tests/web -m "not slow" -n auto --dist worksteal

chaos: setup ## kill -9 at random moments inside every act, a hundred rounds each on both engines (half an hour)
	$(ON_BOTH) KILL_ROUNDS=100 $(PYTEST) tests/unit/services/test_killed.py -p no:randomly -q -s; done

guessing: setup ## guess passwords, PINs and ten thousand verify codes; four processes on both engines
	$(ON_BOTH) GUESSES=10000 $(PYTEST) tests/unit/services/test_guessing.py tests/web/verify/test_guessing.py -p no:randomly -q; done

hostile: setup ## some 240 hostile files at every place that takes files, on a real server, in figures (four minutes)
	@$(BIN)/python -m tests.corpus.hostile

payloads: setup ## scripts in every field, name and remark; every page opened in a browser, in figures (five minutes)
	EVERY=1 $(PYTEST) tests/browser/test_payloads.py -p no:randomly -q -s

tampered: setup ## every kind of altered signed file against the check, in figures (eight minutes)
	@$(BIN)/python -m tests.corpus.tampered

cluster: setup ## two servers, two workers, PostgreSQL; one of each killed under load (a minute)
	@$(BIN)/python -m ops.cluster

drill: setup ## rehearse backup, loss and restore on a throw-away database (DRILL_URL: on PostgreSQL too)
	@$(BIN)/python -m ops.drill

machine: setup ## random acts of random people against a model of the workflow, MACHINE_STEPS (10000) on each engine (half an hour)
	$(ON_BOTH) MACHINE_STEPS=$(or $(MACHINE_STEPS),10000) $(PYTEST) tests/property/test_workflow_machine.py -p no:randomly -q -s; done

failures: setup ## disk full, database stopped or locked, fonts missing … on a real server, in figures (six minutes; wants root)
	FAILURE_SCALE=1 $(PYTEST) tests/web/test_failures.py tests/postgres/test_failures.py -p no:randomly -q -s

races: setup ## two people at one plan at once, a hundred rounds of each race on both engines (ten minutes)
	$(ON_BOTH) RACE_ROUNDS=100 $(PYTEST) tests/unit/services/test_races.py -p no:randomly -q; done

test-corpus: setup ## the pack against labelled texts and disguises
	$(PYTEST) tests/corpus -p no:randomly -n auto --dist loadfile

test-golden: setup ## whole PDFs: text, page pictures, signatures
	$(PYTEST) tests/golden -p no:randomly

golden: setup ## draw the expected pictures of the PDFs anew; look at them before committing
	UPDATE_GOLDEN=1 $(PYTEST) tests/golden/test_plan_pdf.py -p no:randomly -q

migration: setup ## write a migration from the models: make migration NAME=what_changes
	@$(BIN)/python -m ops.migration "$(NAME)"

score: setup ## the checker against labelled texts, ours and those in SHARED (../shared), and against disguises
	@$(BIN)/python -m bench.quality "$(SHARED)/corpus/dev.jsonl"
	@$(BIN)/python -m bench.disguises

bench: setup ## times that matter, as ratios where a machine would colour them
	@$(BIN)/python -m bench

load: setup ## 150 people saving every 2 s for 5 minutes among other work, against the bare floor, on both engines (half an hour; LOAD="--people 20 --seconds 20")
	@$(BIN)/python -m bench.load $(LOAD)

soak: setup ## two hours at half that load; fails when memory grows by a tenth (SOAK="--seconds 600")
	@$(BIN)/python -m bench.soak $(SOAK)

reader: setup ## train the pack's second reader anew from our labelled texts
	@$(BIN)/uv pip install --quiet --require-hashes --target .cache/reader -r ops/reader.lock
	@PYTHONPATH=.cache/reader $(BIN)/python -m ops.train_reader

lock: setup ## resolve the dependencies anew and write their hashes
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --extra telemetry --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	echo uv | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o ops/uv.lock
	echo scikit-learn | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o ops/reader.lock

vendor: setup ## fetch the vendored browser files again and compare them with the manifest
	$(BIN)/python -m ops.vendor
