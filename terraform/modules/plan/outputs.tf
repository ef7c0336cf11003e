output "kafka_service" {
  value = "${var.prefix}-kafka"
}

output "pg_service" {
  value = "${var.prefix}-pg"
}

output "user" {
  value = "nudger"
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
