/* domain/models/connection.h - a voice connection: where calls are placed, with which key, how many
 * at once. The installation's own has the account zero. */
#ifndef DOMAIN_MODELS_CONNECTION_H
#define DOMAIN_MODELS_CONNECTION_H

#include "domain/ids.h"

struct connection {
    struct connection_id id;
    struct account_id account;
    int64_t version;
    struct str name;
    struct str base_url;
    struct str agent, llm; /* the provider's ids, made by `voice set-up` */
    int64_t max_active;
    bool stopped; /* 401/402: no call is placed until somebody looked */
    struct str stopped_reason;
    struct instant created_at;
    struct str api_key;     /* sealed */
    struct str old_api_key; /* sealed; accepted on webhooks during rotation */
};
extern const struct record connection_record;

/* A caller number that an account may show. */
struct number {
    struct number_id id;
    struct account_id account;
    int64_t version;
    struct str e164; /* ours: not a person's */
    struct str label;
    struct connection_id connection;
    struct instant created_at;
};
extern const struct record number_record;

#endif
