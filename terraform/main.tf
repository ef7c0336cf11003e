# Kafka and PostgreSQL for nudger at Aiven: the topics, a Kafka user who reaches these topics only, a database, and four
# users of it: who owns the schema, who writes the record, who decides states, who reads. What can be computed is in modules/plan, which needs no provider and is tested;
# the resources here have been checked for their format only, never applied (docs/deployment.md).

# The token comes from the environment: AIVEN_TOKEN.
provider "aiven" {}

provider "postgresql" {
  host      = aiven_pg.nudger.service_host
  port      = aiven_pg.nudger.service_port
  database  = aiven_pg_database.nudger.database_name
  username  = aiven_pg.nudger.service_username
  password  = aiven_pg.nudger.service_password
  sslmode   = "require"
  superuser = false
}

module "plan" {
  source = "./modules/plan"

  prefix           = var.prefix
  partitions       = var.partitions
  retention_days   = var.retention_days
  allowed_networks = var.allowed_networks
}

resource "aiven_kafka" "nudger" {
  project                = var.project
  cloud_name             = var.cloud
  plan                   = var.kafka_plan
  service_name           = module.plan.kafka_service
  termination_protection = var.protected
  # Without it every user may do everything.
  default_acl = false

  kafka_user_config {
    ip_filter_string = module.plan.allowed_networks

    kafka {
      auto_create_topics_enable = false
    }
  }
}

resource "aiven_kafka_topic" "nudger" {
  for_each = module.plan.topics

  project                = var.project
  service_name           = aiven_kafka.nudger.service_name
  topic_name             = each.key
  partitions             = each.value.partitions
  replication            = each.value.replication
  termination_protection = var.protected

  config {
    min_insync_replicas = each.value.min_insync_replicas
    cleanup_policy      = each.value.compacted ? "compact" : "delete"
    retention_ms        = each.value.compacted ? null : each.value.retention_ms
    # So long each change stays readable.
    min_compaction_lag_ms = each.value.compacted ? each.value.retention_ms : null
    segment_ms            = each.value.compacted ? 24 * 60 * 60 * 1000 : null
  }
}

resource "aiven_kafka_user" "nudger" {
  project      = var.project
  service_name = aiven_kafka.nudger.service_name
  username     = module.plan.kafka_user
}

# Monitors write results and share targets, persisters read results and write what they cannot read to the dead letters, people
# look at those, alerters write states, and programs follow them.
resource "aiven_kafka_acl" "nudger" {
  for_each = module.plan.topics

  project      = var.project
  service_name = aiven_kafka.nudger.service_name
  username     = aiven_kafka_user.nudger.username
  topic        = each.key
  permission   = each.value.permission
}

resource "aiven_pg" "nudger" {
  project                = var.project
  cloud_name             = var.cloud
  plan                   = var.pg_plan
  service_name           = module.plan.pg_service
  termination_protection = var.protected

  pg_user_config {
    pg_version       = "18"
    ip_filter_string = module.plan.allowed_networks
  }
}

resource "aiven_pg_database" "nudger" {
  project                = var.project
  service_name           = aiven_pg.nudger.service_name
  database_name          = module.plan.database
  termination_protection = var.protected
}

resource "aiven_pg_user" "nudger" {
  for_each = module.plan.database_users

  project      = var.project
  service_name = aiven_pg.nudger.service_name
  username     = each.key
}

# The owner makes the schema itself, so he may create one in this database; nobody but these may even connect.
resource "postgresql_grant" "nudger" {
  for_each = module.plan.database_users

  database    = aiven_pg_database.nudger.database_name
  role        = aiven_pg_user.nudger[each.key].username
  object_type = "database"
  privileges  = each.value
}

resource "postgresql_grant" "public" {
  database    = aiven_pg_database.nudger.database_name
  role        = "public"
  object_type = "database"
  privileges  = []
}

data "aiven_project" "nudger" {
  project = var.project
}

module "env" {
  source = "./modules/env"

  values = {
    "kafka.env" = {
      KAFKA_BOOTSTRAP_SERVERS = aiven_kafka.nudger.service_uri
      KAFKA_TOPIC             = module.plan.topic
    }
    "postgres.env" = {
      PG_HOST     = aiven_pg.nudger.service_host
      PG_PORT     = tostring(aiven_pg.nudger.service_port)
      PG_DB       = aiven_pg_database.nudger.database_name
      PG_USER     = aiven_pg_user.nudger["nudger_persister"].username
      PG_PASSWORD = aiven_pg_user.nudger["nudger_persister"].password
    }
    "postgres-owner.env" = {
      PG_OWNER_USER     = aiven_pg_user.nudger["nudger_owner"].username
      PG_OWNER_PASSWORD = aiven_pg_user.nudger["nudger_owner"].password
      PG_READER_USER    = aiven_pg_user.nudger["nudger_reader"].username
    }
    "postgres-alerter.env" = {
      PG_ALERTER_USER     = aiven_pg_user.nudger["nudger_alerter"].username
      PG_ALERTER_PASSWORD = aiven_pg_user.nudger["nudger_alerter"].password
    }
    "postgres-reader.env" = {
      PG_READER_USER     = aiven_pg_user.nudger["nudger_reader"].username
      PG_READER_PASSWORD = aiven_pg_user.nudger["nudger_reader"].password
    }
  }
}

# Everything that nudger needs to know, in the top directory. Git ignores these files; only their owner may read them.
resource "local_sensitive_file" "nudger" {
  for_each = toset([
    "kafka.env", "postgres.env", "postgres-owner.env", "postgres-alerter.env", "postgres-reader.env", "ca.pem",
    "kafka-key.pem", "kafka-cert.pem"
  ])

  filename        = "${path.module}/../${each.key}"
  file_permission = "0600"
  content = {
    "kafka.env"            = module.env.files["kafka.env"]
    "postgres.env"         = module.env.files["postgres.env"]
    "postgres-owner.env"   = module.env.files["postgres-owner.env"]
    "postgres-alerter.env" = module.env.files["postgres-alerter.env"]
    "postgres-reader.env"  = module.env.files["postgres-reader.env"]
    "ca.pem"               = data.aiven_project.nudger.ca_cert
    "kafka-key.pem"        = aiven_kafka_user.nudger.access_key
    "kafka-cert.pem"       = aiven_kafka_user.nudger.access_cert
  }[each.key]
}
