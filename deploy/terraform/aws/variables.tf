variable "region" {
  description = "AWS region. Latency to the voice provider (United States) and the law of the people called decide."
  type        = string
  default     = "us-east-1"
}

variable "environment" {
  description = "Name of this installation; in front of every resource's name."
  type        = string
  default     = "production"
  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])+$", var.environment)) && length(var.environment) <= 21
    error_message = "environment: 2 to 21 lower-case letters, digits and single hyphens between them, a letter first."
  }
}

variable "tags" {
  description = "Tags of every resource, besides Project and Environment."
  type        = map(string)
  default     = {}
}

variable "vpc_cidr" {
  description = "Addresses of the network; a /16 of private ones."
  type        = string
  default     = "10.40.0.0/16"
  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && tonumber(split("/", var.vpc_cidr)[1]) == 16
    error_message = "vpc_cidr: a /16, such as 10.40.0.0/16."
  }
}

variable "availability_zones" {
  description = "How many zones the network spans. 3: the loss of one stops nothing."
  type        = number
  default     = 3
  validation {
    condition     = var.availability_zones >= 2 && var.availability_zones <= 4
    error_message = "availability_zones: 2 to 4."
  }
}

variable "kubernetes_version" {
  description = "Version of the EKS control plane."
  type        = string
  default     = "1.34"
}

variable "api_allowed_cidrs" {
  description = "Addresses that may reach the control plane of Kubernetes. Empty: from inside the network alone."
  type        = list(string)
  default     = []
}

variable "node_instance_types" {
  description = "Machine types of the nodes."
  type        = list(string)
  default     = ["m6i.large"]
}

variable "node_count" {
  description = "Nodes: at least, at first, at most."
  type        = object({ min = number, desired = number, max = number })
  default     = { min = 3, desired = 3, max = 10 }
}

variable "records_engine" {
  description = "Where records and the ledger are kept: documentdb (made here) or atlas (made elsewhere; give atlas_uri)."
  type        = string
  default     = "documentdb"
  validation {
    condition     = contains(["documentdb", "atlas"], var.records_engine)
    error_message = "records_engine: documentdb or atlas."
  }
}

variable "atlas_uri" {
  description = "Connection string of MongoDB Atlas, with user and password, when records_engine is atlas. The cluster must be reachable from the network (peering or private link)."
  type        = string
  default     = ""
  sensitive   = true
}

variable "documentdb_instance_class" {
  description = "Machine type of DocumentDB."
  type        = string
  default     = "db.r6g.large"
}

variable "documentdb_instances" {
  description = "Members of DocumentDB: one writes, the others take over."
  type        = number
  default     = 3
}

variable "backup_retention_days" {
  description = "How many days DocumentDB can be set back to any second."
  type        = number
  default     = 14
}

variable "redis_node_type" {
  description = "Machine type of Redis. It keeps limits, pace and live updates; losing it breaks no promise."
  type        = string
  default     = "cache.t4g.small"
}

variable "rabbitmq_instance_type" {
  description = "Machine type of RabbitMQ. A cluster of three needs mq.m5.large or more."
  type        = string
  default     = "mq.m5.large"
}

variable "voice_api_key" {
  description = "The voice provider's key. Empty: put it into the secret by hand afterwards."
  type        = string
  default     = ""
  sensitive   = true
}

variable "mail_password" {
  description = "Of the mail server. Empty: it asks for none, or put it into the secret by hand afterwards."
  type        = string
  default     = ""
  sensitive   = true
}

variable "deletion_protection" {
  description = "Refuse to destroy what keeps records and files."
  type        = bool
  default     = true
}
