variable "prefix" {
  type = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,50}$", var.prefix))
    error_message = "prefix: wanted a lower-case letter, then up to 50 letters, digits and hyphens."
  }
}

variable "partitions" {
  type = number

  validation {
    condition     = var.partitions >= 1 && var.partitions <= 1000 && floor(var.partitions) == var.partitions
    error_message = "partitions: wanted a whole number from 1 to 1000."
  }
}

variable "retention_days" {
  type = number

  validation {
    condition     = var.retention_days >= 1 && floor(var.retention_days) == var.retention_days
    error_message = "retention_days: wanted a whole number of days, at least 1."
  }
}

variable "allowed_networks" {
  type = list(string)

  validation {
    condition     = length(var.allowed_networks) > 0 && alltrue([for network in var.allowed_networks : can(cidrhost(network, 0))])
    error_message = "allowed_networks: wanted at least one CIDR block, such as 203.0.113.0/24."
  }

  validation {
    condition     = !contains(var.allowed_networks, "0.0.0.0/0") && !contains(var.allowed_networks, "::/0")
    error_message = "allowed_networks: the whole Internet is not a network to allow; name the ones that nudger runs in."
  }
}
