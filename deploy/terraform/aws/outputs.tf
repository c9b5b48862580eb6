output "cluster_name" {
  description = "Of EKS: aws eks update-kubeconfig --name CLUSTER_NAME."
  value       = aws_eks_cluster.this.name
}

output "secret_name" {
  description = "In Secrets Manager: every file of the Kubernetes Secret speechai."
  value       = aws_secretsmanager_secret.programs.name
}

output "files_bucket" {
  description = "SPEECHAI_S3_BUCKET."
  value       = aws_s3_bucket.files.bucket
}

output "files_endpoint" {
  description = "SPEECHAI_S3_ENDPOINT."
  value       = "https://s3.${var.region}.amazonaws.com"
}

output "nat_addresses" {
  description = "From which the programs speak to the outside: for lists of allowed addresses at providers and at Atlas."
  value       = [for address in aws_eip.nat : address.public_ip]
}

output "vpc_id" {
  description = "Of the network, for peering with Atlas."
  value       = aws_vpc.this.id
}
