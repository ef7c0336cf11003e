MVN ?= mvn -B --no-transfer-progress
JAVA := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/,)java
JAR := target/nudger-fat.jar

# What runs beside the jar in development. Newer JDKs warn of what Kafka does; older ones do not know the option.
DEVELOPMENT = $(JAVA) -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
	$(shell $(JAVA) $(UNSAFE) -version >/dev/null 2>&1 && echo $(UNSAFE)) \
	-cp target/test-classes:target/classes:$$(cat target/test-classpath.txt)
UNSAFE = --sun-misc-unsafe-memory-access=allow

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z0-9_-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: tools $(JAR) ## Start nudger with a broker, a database and a site to check; TARGETS=my.yaml checks yours
	@exec $(DEVELOPMENT) io.nudger.testing.Run $(TARGETS)

.PHONY: soak
soak: tools $(JAR) ## Check 1,000 targets every second for a minute, and audit the record
	@exec $(DEVELOPMENT) io.nudger.testing.Soak

SECONDS_EACH ?= 60

.PHONY: fuzz
fuzz: tools $(JAR) ## Fuzz what reads foreign input, SECONDS_EACH=60; FUZZER=targets, settings, json, protobuf or expectation
	@exec $(DEVELOPMENT) io.nudger.testing.Fuzzing $(SECONDS_EACH) $(FUZZER)

# As fast as it can be, for what runs beside the measured processes as well.
BENCH = $(JAVA) -Xmx1g -Djava.awt.headless=true $(shell $(JAVA) $(UNSAFE) -version >/dev/null 2>&1 && echo $(UNSAFE)) \
	-cp target/test-classes:target/classes:$$(cat target/test-classpath.txt) io.nudger.bench.Bench

.PHONY: bench
bench: tools $(JAR) ## Measure everything beside its references, and write docs/benchmarks; ROWS=1,4 for some rows
	@exec $(BENCH) full $(if $(ROWS),rows=$(ROWS)) $(if $(REPLAY),replay=$(REPLAY))

.PHONY: bench-quick
bench-quick: tools $(JAR) ## The same in small, in under three minutes; writes target/bench
	@exec $(BENCH) quick $(if $(ROWS),rows=$(ROWS))

.PHONY: bench-queries
bench-queries: tools $(JAR) ## Make 20 million checks, and time the questions of docs/queries.md; writes docs/benchmarks/queries.md
	@exec $(BENCH:io.nudger.bench.Bench=io.nudger.bench.QueryTimes)

ROUNDS ?= 2

.PHONY: faults
faults: tools $(JAR) ## Break everything at random, and audit the record; ROUNDS=2, SEED=n repeats a run, FAULT=text names some
	@exec $(DEVELOPMENT) io.nudger.faults.Faults $(or $(ROUNDS),2) $(or $(SEED),$$(date +%s)) "$(FAULT)"

.PHONY: takeovers
takeovers: tools $(JAR) ## Measure how long monitors of a zone take to have the targets of one that is killed, or stops; ROUNDS=10
	@exec $(DEVELOPMENT) io.nudger.faults.Takeovers $(or $(ROUNDS),10)

.PHONY: sharing-scale
sharing-scale: tools $(JAR) ## Measure what very many targets cost 1, 2 and 4 monitors that share them; TARGETS=100000
	@exec $(DEVELOPMENT) io.nudger.faults.SharedScale $(or $(TARGETS),100000)

.PHONY: faults-alerters
faults-alerters: tools $(JAR) ## Break alerters, their database and receivers, and audit the notices; ROUNDS=1000, SEED=n
	@exec $(DEVELOPMENT) io.nudger.alert.AlerterStorm $(if $(filter-out file,$(origin ROUNDS)),$(ROUNDS),1000) $(SEED)

# The sources decide whether there is anything to build; their directories tell of files that are gone.
$(JAR): pom.xml $(shell find src)
	@echo "Building $@; the first time, Maven fetches libraries for some minutes ..."
	@$(MVN) -q package -DskipTests -Dquick
	@touch $@

.PHONY: tools
tools:
	@version=$$($(JAVA)c -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'); \
	if [ "$${version:-0}" -lt 17 ]; then \
		echo "A JDK from 17 on is needed, found $${version:-none}: install one, or set JAVA_HOME" >&2; exit 1; \
	fi
	@command -v $(firstword $(MVN)) >/dev/null || { echo "Maven from 3.8 on is needed: install it" >&2; exit 1; }

.PHONY: package
package: ## Build target/nudger-fat.jar
	$(MVN) package -DskipTests

.PHONY: test
test: ## Run every check and every test, on embedded services, without Docker
	$(MVN) verify

.PHONY: test-one
test-one: ## Run one class of tests as it is being written, TEST=ScheduleTest; without format and static analysis
	@test -n "$(TEST)" || { echo "Say which: make test-one TEST=ScheduleTest" >&2; exit 1; }
	@$(MVN) -q -Dquick test -Dtest="$(TEST)"

.PHONY: coverage
coverage: ## Measure what the tests of check, config, evaluate and wire run through, and hold it to its floors
	@$(MVN) -q -Dquick -Pcoverage test -Dsurefire.failIfNoSpecifiedTests=false \
		-Dtest='io/nudger/check/*Test,io/nudger/config/*Test,io/nudger/evaluate/*Test,io/nudger/wire/*Test,io/nudger/http/ExpectationsTest'
	@echo "The report: target/site/jacoco/index.html"

.PHONY: test-containers
test-containers: ## Run the tests that need Kafka and PostgreSQL on containers of them; needs Docker
	$(MVN) verify -Dnudger.services=containers -Dgroups=services

.PHONY: test-upgrade
test-upgrade: ## Run the last released jar and this one beside each other, PREVIOUS=path/to/nudger-fat.jar
	@test -f "$(PREVIOUS)" || { echo "PREVIOUS must name the jar of the last release" >&2; exit 1; }
	$(MVN) verify -Dquick -Dtest=VersionsTest \
	  -Dit.test=UpgradeIT -Dnudger.previous.jar=$(abspath $(PREVIOUS))

POM_VERSION := $(shell sed -n 's|^  <version>\(.*\)</version>|\1|p' pom.xml)
VERSION ?= $(POM_VERSION)
IMAGE ?= nudger:$(VERSION)

.PHONY: image
image: package docker/.env ## Build the container image, IMAGE=nudger:VERSION and nudger:latest
	docker build --file docker/Dockerfile --tag $(IMAGE) --tag nudger:latest \
	  --build-arg VERSION=$(VERSION) \
	  --build-arg REVISION=$$(git rev-parse HEAD) \
	  --build-arg CREATED=$$(git log -1 --format=%cI) .

# The passwords of docker/compose.yaml, each made once: what is there stays, what the sample has beyond it is added.
docker/.env: docker/.env.sample
	@umask 077; touch $@; while IFS= read -r line; do \
	  case $$line in \
	    *=change-me) grep -q "^$${line%%=*}=" $@ || \
	      printf '%s=%s\n' "$${line%%=*}" "$$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" >> $@ ;; \
	    *) grep -qxF "$$line" $@ || printf '%s\n' "$$line" >> $@ ;; \
	  esac; done < docker/.env.sample

# The pom, the changelog and the call have to name the same version: docs/releasing.md.
.PHONY: release
release: ## Build what a release consists of, into target/release: jar, tar.gz, bill of materials, notes, checksums
	@grep -q '^## \[$(VERSION)\]' CHANGELOG.md || \
	  { echo "CHANGELOG.md has no section [$(VERSION)]: name the version there and in pom.xml" >&2; exit 1; }
	@test "$(VERSION)" = "$(POM_VERSION)" || \
	  { echo "pom.xml has the version $(POM_VERSION), wanted $(VERSION)" >&2; exit 1; }
	$(MVN) package -DskipTests -Prelease
	@rm -rf target/release && mkdir -p target/release
	@cp $(JAR) target/release/nudger-$(VERSION).jar
	@bin/pack $(JAR) nudger-$(VERSION) target/release
	@cp target/nudger-sbom.json target/release/nudger-$(VERSION)-sbom.json
	@awk '/^## \[/ { if (on) exit; on = index($$0, "[$(VERSION)]") > 0; next } on' CHANGELOG.md > target/release/notes.md
	@cd target/release && sha256sum nudger-* > SHA256SUMS && cat SHA256SUMS

OVERLAY ?= aiven

.PHONY: deploy_k8s
deploy_k8s: ## Deploy to Kubernetes: IMAGE=registry/nudger:tag, OVERLAY=aiven or local
	k8s/deploy.sh $(OVERLAY) $(IMAGE)

.PHONY: infra
infra: ## Make Kafka and PostgreSQL at Aiven, and write kafka.env, postgres*.env and the certificates
	terraform -chdir=terraform init -input=false
	terraform -chdir=terraform apply

.PHONY: lines
lines: ## Count the lines of code by room, without blank lines and comments
	@.mvn/lines

.PHONY: format
format: ## Format the Java sources
	$(MVN) spotless:apply

.PHONY: clean
clean: ## Remove what was built; the data under var/ stays
	$(MVN) clean
