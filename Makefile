# What people and the continuous integration run. `make` alone lists it.

SWIFT ?= swift
SOURCES := Sources Tests Package.swift
# Further arguments: make run ARGS='--port 9000', make test ARGS='--filter RFM'.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run build release test lint format clean

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
	$(SWIFT) test --skip-build $(ARGS)

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
