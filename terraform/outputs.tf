output "files" {
  description = "What was written into the top directory."
  value       = [for file in local_sensitive_file.nudger : basename(file.filename)]
}
