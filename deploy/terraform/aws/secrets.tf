# What the programs read from files: one secret, its keys the files' names. deploy/kubernetes/README.md
# tells how it comes into the cluster.
resource "random_bytes" "master_key" {
  length = 32
}

locals {
  documentdb_uri = var.records_engine == "documentdb" ? format(
    # without a database's name, which would be asked for the user; its certificates are of Amazon's own authority: deploy/kubernetes/README.md fetches that file
    "mongodb://speechai:%s@%s:27017/?tls=true&tlsCAFile=/run/secrets/speechai/documentdb_ca.pem&replicaSet=rs0&retryWrites=false",
    random_password.documentdb[0].result, aws_docdb_cluster.this[0].endpoint,
  ) : ""
}

resource "aws_secretsmanager_secret" "programs" {
  name                    = "${local.name}/programs"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = 30
}

resource "aws_secretsmanager_secret_version" "programs" {
  secret_id = aws_secretsmanager_secret.programs.id
  secret_string = jsonencode({
    master_key_base64 = random_bytes.master_key.base64
    mongodb_uri       = var.records_engine == "atlas" ? var.atlas_uri : local.documentdb_uri
    redis_url = format(
      "rediss://:%s@%s:6379", random_password.redis.result,
      aws_elasticache_replication_group.this.primary_endpoint_address,
    )
    rabbitmq_url = format(
      "amqps://speechai:%s@%s", random_password.rabbitmq.result,
      trimprefix(aws_mq_broker.this.instances[0].endpoints[0], "amqps://"),
    )
    s3_key        = aws_iam_access_key.files.id
    s3_secret     = aws_iam_access_key.files.secret
    voice_api_key = var.voice_api_key
    mail_password = var.mail_password
  })

  lifecycle {
    precondition {
      condition     = var.records_engine != "atlas" || var.atlas_uri != ""
      error_message = "records_engine is atlas: give atlas_uri."
    }
  }
}
