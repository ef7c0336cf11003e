run "one_line_for_each_variable" {
  command = plan

  variables {
    values = {
      "kafka.env"    = { KAFKA_TOPIC = "nudger.checks", KAFKA_BOOTSTRAP_SERVERS = "kafka.example:12345" }
      "postgres.env" = { PG_PASSWORD = "AVNS_a-b_c" }
    }
  }

  assert {
    condition     = output.files["kafka.env"] == "KAFKA_BOOTSTRAP_SERVERS=kafka.example:12345\nKAFKA_TOPIC=nudger.checks\n"
    error_message = "the variables in the order of their names, each on a line of its own"
  }

  assert {
    condition     = output.files["postgres.env"] == "PG_PASSWORD=AVNS_a-b_c\n"
    error_message = "each file has its own variables"
  }
}

run "refuses_what_would_need_quotes" {
  command = plan

  variables {
    values = { "postgres.env" = { PG_PASSWORD = "pa ss$word" } }
  }

  expect_failures = [var.values]
}

run "refuses_an_empty_value" {
  command = plan

  variables {
    values = { "postgres.env" = { PG_PASSWORD = "" } }
  }

  expect_failures = [var.values]
}
