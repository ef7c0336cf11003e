MVN ?= mvn -B --no-transfer-progress

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z0-9_-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: package
package: ## Build target/nudger-fat.jar
	$(MVN) package -DskipTests

.PHONY: test
test: ## Run every check and every test, on embedded services, without Docker
	$(MVN) verify

.PHONY: infra
infra: ## Make Kafka and PostgreSQL at Aiven, and write kafka.env, postgres.env and the certificates
	terraform -chdir=terraform init -input=false
	terraform -chdir=terraform apply

.PHONY: format
format: ## Format the Java sources
	$(MVN) spotless:apply

.PHONY: clean
clean: ## Remove what was built; the data under var/ stays
	$(MVN) clean
