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

VERSION := $(shell sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)
IMAGE ?= nudger:$(VERSION)

.PHONY: image
image: package docker/.env ## Build the container image, IMAGE=nudger:VERSION and nudger:latest
	docker build --file docker/Dockerfile --tag $(IMAGE) --tag nudger:latest \
	  --build-arg VERSION=$(VERSION) \
	  --build-arg REVISION=$$(git rev-parse HEAD) \
	  --build-arg CREATED=$$(git log -1 --format=%cI) .

# The passwords of docker/compose.yaml, made once.
docker/.env: | docker/.env.sample
	@umask 077; while IFS= read -r line; do \
	  case $$line in \
	    *=change-me) printf '%s=%s\n' "$${line%%=*}" "$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" ;; \
	    *) printf '%s\n' "$$line" ;; \
	  esac; done < docker/.env.sample > $@

OVERLAY ?= aiven

.PHONY: deploy_k8s
deploy_k8s: ## Deploy to Kubernetes: IMAGE=registry/nudger:tag, OVERLAY=aiven or local
	k8s/deploy.sh $(OVERLAY) $(IMAGE)

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
