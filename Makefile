# What people and the continuous integration run. `make` alone lists it.

SWIFT ?= swift
SOURCES := Sources Tests Benchmarks/Sources Package.swift Benchmarks/Package.swift
# Further arguments: make run ARGS='--port 9000', make test ARGS='--filter RFM'.
ARGS ?=
# Tests at once: more than the cores, since they wait for databases; not all, or they wait for each other.
WIDTH ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup run build release test contract bench soak lint format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is missing
	@scripts/setup

run: ## Build, load the sample shop when there is no data, serve http://localhost:8080
	@scripts/run $(ARGS)

build: setup ## Build for development
	$(SWIFT) build $(ARGS)

release: setup ## Build the optimised binary
	$(SWIFT) build --configuration release --product clientele $(ARGS)

test: setup ## Run every test; warnings are errors
	$(SWIFT) build --build-tests
ifeq ($(strip $(ARGS)),)
	$(SWIFT) test --skip-build --skip ClienteleTests --experimental-maximum-parallelization-width $(WIDTH)
	@# Those of the binary measure time and break things: one after the other.
	$(SWIFT) test --skip-build --no-parallel --filter ClienteleTests
else
	$(SWIFT) test --skip-build $(ARGS)
endif

contract: setup ## Hold the served API to its OpenAPI document, on both databases
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter ContractTests $(ARGS)

bench: release ## Measure beside yardsticks and write docs/benchmarks.md
	$(SWIFT) build --configuration release --package-path Benchmarks
	Benchmarks/.build/release/benchmarks run $(ARGS)

soak: release ## The tests at their large sizes, then two hours of load; writes docs/reliability.md
	$(SWIFT) build --configuration release --package-path Benchmarks
	$(SWIFT) build --build-tests
	CLIENTELE_TEST_SOAK=1 $(SWIFT) test --skip-build
	Benchmarks/.build/release/benchmarks soak $(ARGS)

lint: ## Check format, imports and limits
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	scripts/check-imports --self-test
	scripts/check-imports
	scripts/check-style --self-test
	scripts/check-style

format: ## Format the sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

clean: ## Remove what was built; ./data stays
	$(SWIFT) package clean
