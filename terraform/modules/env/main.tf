# Files of NAME=value lines that docker compose, kustomize, systemd and a shell all read in the same way. They do not
# agree on quotes, so a value that would need them is refused.
terraform {
  required_version = ">= 1.7"
}

variable "values" {
  description = "For each file, its variables."
  type        = map(map(string))

  validation {
    condition     = alltrue(flatten([for file in values(var.values) : [for value in values(file) : can(regex("^[A-Za-z0-9_.:/@%+=,-]+$", value))]]))
    error_message = "A value is empty, or has a character that would need quotes in an env file."
  }
}

output "files" {
  description = "For each file, its text."
  value       = { for name, file in var.values : name => join("", [for key, value in file : "${key}=${value}\n"]) }
}
