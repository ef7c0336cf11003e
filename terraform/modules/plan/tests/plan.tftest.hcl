variables {
  prefix           = "nudger"
  partitions       = 12
  retention_days   = 7
  allowed_networks = ["203.0.113.0/24", "198.51.100.7/32", "203.0.113.0/24"]
}

run "names_and_networks" {
  command = plan

  assert {
    condition     = output.kafka_service == "nudger-kafka" && output.pg_service == "nudger-pg"
    error_message = "the names of the services begin with the prefix"
  }

  assert {
    condition     = tolist(output.allowed_networks) == tolist(["198.51.100.7/32", "203.0.113.0/24"])
    error_message = "networks are sorted and stand once"
  }
}

run "topics_survive_the_loss_of_a_broker" {
  command = plan

  assert {
    condition     = alltrue([for topic in output.topics : topic.replication == 3 && topic.min_insync_replicas == 2])
    error_message = "three replicas, two of which must agree"
  }

  assert {
    condition     = output.topics["nudger.checks"].partitions == 12 && output.topics["nudger.checks"].retention_ms == 604800000
    error_message = "the topic of results has what was asked for"
  }

  assert {
    condition     = output.topics["nudger.checks.dead"].partitions == 1 && output.topics["nudger.checks.dead"].retention_ms == 2592000000
    error_message = "dead letters are few and kept for at least 30 days"
  }

  assert {
    condition     = output.topics["nudger.states"].partitions == 1 && output.topics["nudger.states"].retention_ms == 604800000
    error_message = "states are in one order, and a week of changes stays readable"
  }

  assert {
    condition     = join(" ", [for name, topic in output.topics : name if topic.compacted]) == "nudger.states"
    error_message = "the last state of each target is kept, and of nothing else"
  }
}

run "no_topic_may_be_administered" {
  command = plan

  assert {
    condition     = { for name, topic in output.topics : name => topic.permission } == { "nudger.checks" = "readwrite", "nudger.checks.dead" = "readwrite", "nudger.shares" = "read", "nudger.states" = "readwrite" }
    error_message = "nudger reads and writes results, dead letters and states"
  }
}

run "only_the_owner_may_make_a_schema" {
  command = plan

  assert {
    condition     = join(" ", keys(output.database_users)) == "nudger_alerter nudger_owner nudger_persister nudger_reader"
    error_message = "one owns, one writes, one decides, one reads"
  }

  assert {
    condition     = join(" ", [for name, privileges in output.database_users : name if contains(privileges, "CREATE")]) == "nudger_owner"
    error_message = "nobody but the owner may make anything"
  }
}

run "refuses_the_whole_internet" {
  command = plan

  variables {
    allowed_networks = ["0.0.0.0/0"]
  }

  expect_failures = [var.allowed_networks]
}

run "refuses_what_is_no_network" {
  command = plan

  variables {
    allowed_networks = ["office"]
  }

  expect_failures = [var.allowed_networks]
}

run "refuses_a_prefix_that_is_no_name" {
  command = plan

  variables {
    prefix = "Nudger_1"
  }

  expect_failures = [var.prefix]
}

run "refuses_no_partitions" {
  command = plan

  variables {
    partitions = 0
  }

  expect_failures = [var.partitions]
}
