variable "project" {
  description = "The Aiven project that everything is made in. It exists already."
  type        = string
}

variable "cloud" {
  description = "The cloud and region, as Aiven names them."
  type        = string
  default     = "google-europe-west1"
}

variable "prefix" {
  description = "What the names of the services begin with."
  type        = string
  default     = "nudger"
}

variable "kafka_plan" {
  description = "The plan of Kafka. startup-2 is the smallest with three brokers."
  type        = string
  default     = "startup-2"
}

variable "pg_plan" {
  description = "The plan of PostgreSQL."
  type        = string
  default     = "startup-4"
}

variable "partitions" {
  description = "Partitions of the topic of results: the most persisters that can share the work."
  type        = number
  default     = 12
}

variable "retention_days" {
  description = "How long Kafka keeps results: the longest that PostgreSQL may be away without a hole in the record."
  type        = number
  default     = 7
}

variable "allowed_networks" {
  description = "Who may connect to Kafka and PostgreSQL, as CIDR blocks."
  type        = list(string)
}

variable "protected" {
  description = "Whether the services are kept from being destroyed."
  type        = bool
  default     = true
}
