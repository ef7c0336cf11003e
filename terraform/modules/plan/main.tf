# What is to be made, from what is asked for. No provider is needed, so `terraform test` runs anywhere.
terraform {
  required_version = ">= 1.7"
}

locals {
  topic       = "nudger.checks"
  dead_letter = "nudger.checks.dead"
  states      = "nudger.states"
  shares      = "nudger.shares"
  day_ms      = 24 * 60 * 60 * 1000

  # Three replicas of which two must agree: one broker may be away, and acks=all still means something.
  durable = {
    replication         = 3
    min_insync_replicas = 2
  }

  topics = {
    (local.topic) = merge(local.durable, {
      partitions   = var.partitions
      retention_ms = var.retention_days * local.day_ms
      compacted    = false
      permission   = "readwrite"
    })
    # Few, and somebody has to look at them: kept longer than the results. Whoever does reads them with the same user.
    (local.dead_letter) = merge(local.durable, {
      partitions   = 1
      retention_ms = max(var.retention_days, 30) * local.day_ms
      compacted    = false
      permission   = "readwrite"
    })
    # In the order in which they were decided, so one partition. The last state of each target is kept for ever.
    (local.states) = merge(local.durable, {
      partitions   = 1
      retention_ms = 7 * local.day_ms
      compacted    = true
      permission   = "readwrite"
    })
    # Its partitions are shared, and nothing is ever written to it.
    (local.shares) = merge(local.durable, {
      partitions   = 64
      retention_ms = local.day_ms
      compacted    = false
      permission   = "read"
    })
  }

  # One makes the schema, one writes the record and owns nothing, one decides states, one looks at it all. What the last three
  # may do in the schema, nudger itself says when it migrates.
  database_users = {
    nudger_owner     = ["CONNECT", "CREATE", "TEMPORARY"]
    nudger_alerter   = ["CONNECT"]
    nudger_persister = ["CONNECT"]
    nudger_reader    = ["CONNECT"]
  }
}
