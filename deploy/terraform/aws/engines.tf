# -- records: DocumentDB, unless Atlas is named ------------------------------------------------------
locals {
  documentdb = var.records_engine == "documentdb" ? 1 : 0
}

resource "random_password" "documentdb" {
  count   = local.documentdb
  length  = 40
  special = false
}

resource "aws_docdb_subnet_group" "this" {
  count      = local.documentdb
  name       = local.name
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_docdb_cluster_parameter_group" "this" {
  count  = local.documentdb
  family = "docdb5.0"
  name   = local.name
  parameter {
    name  = "tls"
    value = "enabled"
  }
}

resource "aws_docdb_cluster" "this" {
  count                           = local.documentdb
  cluster_identifier              = local.name
  engine_version                  = "5.0.0"
  master_username                 = "speechai"
  master_password                 = random_password.documentdb[0].result
  db_subnet_group_name            = aws_docdb_subnet_group.this[0].name
  db_cluster_parameter_group_name = aws_docdb_cluster_parameter_group.this[0].name
  vpc_security_group_ids          = [aws_security_group.engine["documentdb"].id]
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.this.arn
  backup_retention_period         = var.backup_retention_days
  enabled_cloudwatch_logs_exports = ["audit", "profiler"]
  deletion_protection             = var.deletion_protection
  skip_final_snapshot             = false
  final_snapshot_identifier       = "${local.name}-final"
}

resource "aws_docdb_cluster_instance" "this" {
  count              = local.documentdb * var.documentdb_instances
  identifier         = "${local.name}-${count.index}"
  cluster_identifier = aws_docdb_cluster.this[0].id
  instance_class     = var.documentdb_instance_class
}

# -- limits, pace, live updates: Redis ---------------------------------------------------------------
# By TLS and with a password; its certificate is of an authority that every system trusts.
resource "random_password" "redis" {
  length  = 40
  special = false
}

resource "aws_elasticache_subnet_group" "this" {
  name       = local.name
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id       = local.name
  description                = "SpeechAI: limits, pace, live updates"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.redis_node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  subnet_group_name          = aws_elasticache_subnet_group.this.name
  security_group_ids         = [aws_security_group.engine["redis"].id]
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  auth_token                 = random_password.redis.result
}

# -- events: RabbitMQ --------------------------------------------------------------------------------
resource "random_password" "rabbitmq" {
  length  = 40
  special = false
}

resource "aws_mq_broker" "this" {
  broker_name                = local.name
  engine_type                = "RabbitMQ"
  engine_version             = "3.13"
  host_instance_type         = var.rabbitmq_instance_type
  deployment_mode            = "CLUSTER_MULTI_AZ"
  publicly_accessible        = false
  auto_minor_version_upgrade = true
  subnet_ids                 = [for subnet in aws_subnet.private : subnet.id]
  security_groups            = [aws_security_group.engine["rabbitmq"].id]

  user {
    username = "speechai"
    password = random_password.rabbitmq.result
  }

  logs {
    general = true
  }
}
