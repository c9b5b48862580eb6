/* domain/models/account.h - one tenant. */
#ifndef DOMAIN_MODELS_ACCOUNT_H
#define DOMAIN_MODELS_ACCOUNT_H

#include "base/error.h"
#include "domain/amount.h"
#include "domain/ids.h"

enum account_status { ACCOUNT_ACTIVE = 1, ACCOUNT_SUSPENDED, ACCOUNT_CLOSED };
ENUM_NAMES_DECLARE(account_status)

struct account {
    struct account_id id;      /* an account is its own account: id is the whole key */
    struct account_id account; /* the same id again, so that it is kept as every record is */
    int64_t version;
    enum account_status status;
    struct str name;
    struct str country;   /* ISO 3166-1 alpha-2: whose national numbers its sheets hold */
    struct str time_zone; /* IANA; of its people, not of those it calls */
    struct str language;  /* "es" or "en" */
    enum unit currency;
    struct str plan;                     /* code of a plan */
    struct account_id sandbox_of;        /* of a sandbox: the account it belongs to */
    int64_t max_active;                  /* calls at once, all campaigns together */
    struct str window_start, window_end; /* "08:00": of every campaign of it; empty: none */
    struct str brand_name, brand_color;  /* as its people see it; "#1a5fb4"; empty: the product's */
    struct str subdomain;                /* of its own door: models/subdomain.h; empty: none */
    struct str logo_type, logo_object;   /* "image/png"; key in the object store; empty: none */
    int64_t logo_bytes;
    int64_t retention_days;      /* what was said, and sheets as they came, are kept; 0: for ever */
    struct instant erased_until; /* what is older is gone already */
    struct str_list unmailed;    /* names of events that its owners want no mail of */
    struct str data_key; /* sealed by the installation's master key: seals its people's data */
    struct instant created_at;
};
extern const struct record account_record;

/* The id of the one sandbox that an account may have. */
struct account_id account_sandbox_id(struct account_id account);
enum { RETENTION_LEAST_DAYS = 30, RETENTION_MOST_DAYS = 3650 };
/* Field errors of window_start, window_end, brand_color and retention_days. */
void account_check(const struct account *account, struct error *error);
enum { LOGO_MOST = 256 * 1024 };
/* By its first bytes: "image/png", "image/jpeg", "image/webp"; STR_NONE: none of them. What could
 * hold a script is none. */
struct str logo_type(struct str bytes);
/* Adds "field.not_one_of" for the field `language` unless there are sentences in it: "es", "en". */
void account_check_language(struct error *error, struct str language);

#endif
