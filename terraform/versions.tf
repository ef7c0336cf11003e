terraform {
  required_version = ">= 1.7"

  required_providers {
    aiven = {
      source  = "aiven/aiven"
      version = "~> 4.30"
    }
    postgresql = {
      source  = "cyrilgdn/postgresql"
      version = "~> 1.25"
    }
    local = {
      source  = "hashicorp/local"
      version = "~> 2.5"
    }
  }
}
