output "kafka_service" {
  value = "${var.prefix}-kafka"
}

output "pg_service" {
  value = "${var.prefix}-pg"
}

output "kafka_user" {
  value = "nudger"
}

output "database_users" {
  value = local.database_users
}

output "database" {
  value = "nudger"
}

output "topic" {
  value = local.topic
}

output "topics" {
  value = local.topics
}

output "allowed_networks" {
  value = sort(distinct(var.allowed_networks))
}
