# The one door: people and CI use the same recipes.
PYTHON ?= python3
BIN := .venv/bin
SERVE ?= 1
JAVA := $(shell command -v java)
CHROMIUM := $(shell command -v chromium || command -v chromium-browser)

# One more than there are processors: browsers and servers are waited for as long as they work.
WORKERS := $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n + 1 : 4)))

# Half of a start is compiling: Python keeps what it has compiled, whatever is usual here.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test test-long check fix generate bench torture fuzz clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 12

demo: .venv/made ## Generate, check, submit, build and serve the demonstration (SERVE=0 stops before serving)
	@$(BIN)/muster demo $(if $(filter 0,$(SERVE)),--no-serve,--serve)

test: .venv/made .venv-spark/made chromium java postgresql proxy breakers tests/oidc/node_modules/made ## Pass every test, Spark's and the browser's included, but those of test-long
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not long"

test-long: .venv/made .venv-spark/made chromium java ## Pass the tests that take minutes each: mergers, a whole journey, data tests on Spark
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m long

check: check-style check-types check-imports check-sql check-generated ## Style, types, imports, SQL, and that everything generated is current (-j2: side by side)

.PHONY: check-style check-types check-imports check-sql check-generated
check-style: .venv/made
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .

check-types: .venv/made
	@$(BIN)/pyright

check-imports: .venv/made
	@$(BIN)/lint-imports --no-cache > .lint-imports.txt || { cat .lint-imports.txt; exit 1; }; rm -f .lint-imports.txt

check-sql: .venv/made
	@$(BIN)/sqlfluff lint -q --config dbt_project/.sqlfluff dbt_project/models

check-generated: .venv/made
	@$(BIN)/muster contracts check

fix: .venv/made ## Mend style
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .
	@$(BIN)/sqlfluff fix -q --config dbt_project/.sqlfluff dbt_project/models

generate: .venv/made ## Write everything that is generated from the contracts and the demonstration
	@$(BIN)/python -m contracts.render
	@$(BIN)/python -m muster.demo.guide

bench: .venv/made ## Measure speed and memory, side by side, into docs/benchmarks.md
	@$(BIN)/python -m benchmarks

torture: .venv/made postgresql breakers ## Break everything on purpose at full size, into docs/reliability.md (ROWS="R1 R5" for some)
	@$(BIN)/python -m tests.torture $(ROWS)

fuzz: .venv/made ## Fuzz the readers and the contract loader (SECONDS=600)
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600)

clean: ## Remove what was made; the ledger and its files in var/ stay
	rm -rf .venv .venv-spark

.venv/made: requirements.lock bootstrap.lock pyproject.toml
	@echo "Making the environment in .venv (one to three minutes)."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Muster needs Python 3.11 or newer; set PYTHON=python3.11."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Spark is large and few need it: an environment of its own, which finds this project by its path.
.venv-spark/made: requirements-spark.lock .venv/made
	@echo "Making the environment with Spark in .venv-spark (a minute or two)."
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	@$(BIN)/uv pip install -q --python .venv-spark/bin/python --require-hashes -r requirements-spark.lock
	@echo "$(CURDIR)" > "$$(.venv-spark/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/muster.pth"
	@touch $@

# Where a service may not write to its own code (deploy/), each of its processes would compile what it
# imports anew. Some packages hold templates that are no Python.
.PHONY: compiled
compiled: .venv/made
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib app contracts expectations ledger mappings muster validators || true

.PHONY: java
java:
ifeq ($(JAVA),)
	@echo "Installing Java for the tests on Spark."
	@{ apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless; } >/dev/null 2>&1 || \
		{ echo "The tests on Spark need Java 17 or newer: install the package 'openjdk-17-jre-headless' and run again."; exit 1; }
endif

.PHONY: chromium
chromium:
ifeq ($(CHROMIUM),)
	@echo "Installing Chromium for the browser tests."
	@{ apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1 || \
		{ echo "The browser tests need Chromium: install the package 'chromium' and run again."; exit 1; }
endif

# The identity provider that the browser tests sign in with.
tests/oidc/node_modules/made: tests/oidc/package-lock.json
	@command -v npm >/dev/null || \
		{ apt-get update -qq && apt-get install -y -qq nodejs npm; } >/dev/null 2>&1 || \
		{ echo "The sign-in tests need Node.js: install the package 'npm' and run again."; exit 1; }
	@cd tests/oidc && npm ci --silent --no-audit --no-fund
	@touch $@

# The server's own cluster is not wanted: the tests start one of theirs, on a port of its own.
POSTGRESQL := $(or $(MUSTER_TEST_POSTGRESQL_URL),$(wildcard /usr/lib/postgresql/*/bin/initdb),$(shell command -v initdb))
.PHONY: postgresql
postgresql:
ifeq ($(POSTGRESQL),)
	@echo "Installing PostgreSQL for the ledger's tests."
	@{ mkdir -p /etc/postgresql-common && grep -qs '^create_main_cluster' /etc/postgresql-common/createcluster.conf || \
		echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf; \
		apt-get update -qq && apt-get install -y -qq postgresql; } >/dev/null 2>&1 || \
		{ echo "The ledger's tests need PostgreSQL: install the package 'postgresql', or name a server in MUSTER_TEST_POSTGRESQL_URL."; exit 1; }
endif

# The proxy of deploy/, which the tests send everything through.
CADDY := $(shell command -v caddy)
.PHONY: proxy
proxy:
ifeq ($(CADDY),)
	@echo "Installing Caddy for the tests of deploy/."
	@{ apt-get update -qq && apt-get install -y -qq caddy; } >/dev/null 2>&1 || \
		{ echo "The tests of deploy/ need Caddy: install the package 'caddy' and run again."; exit 1; }
endif

# What the torture traces system calls with, and copies a disk in one instant on.
BREAKERS := $(and $(shell command -v strace),$(wildcard /usr/sbin/mkfs.xfs /sbin/mkfs.xfs))
.PHONY: breakers
breakers:
ifeq ($(BREAKERS),)
	@echo "Installing strace and XFS for the torture."
	@{ apt-get update -qq && apt-get install -y -qq strace xfsprogs; } >/dev/null 2>&1 || \
		{ echo "The torture needs strace and XFS: install the packages 'strace' and 'xfsprogs' and run again."; exit 1; }
endif
