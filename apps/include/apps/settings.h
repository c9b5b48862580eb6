/* apps/settings.h - one table of settings: key, type, default, range, what it is for. Read once at
 * start from a YAML file, overridden by SPEECHAI_<KEY> in the environment (http.port:
 * SPEECHAI_HTTP_PORT); a secret may also stand in a file named by SPEECHAI_<KEY>_FILE. The files in
 * config/ are printed from the table. */
#ifndef APPS_SETTINGS_H
#define APPS_SETTINGS_H

#include "base/arena.h"
#include "base/enum_names.h"
#include "base/error.h"
#include "base/field.h"
#include "base/time.h"

enum engine { ENGINE_EMBEDDED = 1, ENGINE_DISTRIBUTED };
ENUM_NAMES_DECLARE(engine)
enum trust { TRUST_KERNEL = 1, TRUST_OPERATOR };
ENUM_NAMES_DECLARE(trust)
enum mail_tls { MAIL_TLS_REQUIRED = 1, MAIL_TLS_NONE };
ENUM_NAMES_DECLARE(mail_tls)
enum registration_mode { REGISTRATION_OPEN = 1, REGISTRATION_INVITATION };
ENUM_NAMES_DECLARE(registration_mode)
enum number_giver { NUMBER_GIVER_ACCOUNT = 1, NUMBER_GIVER_OPERATOR };
ENUM_NAMES_DECLARE(number_giver)
enum verbosity { VERBOSITY_DEBUG = 1, VERBOSITY_INFO, VERBOSITY_WARN, VERBOSITY_ERROR };
ENUM_NAMES_DECLARE(verbosity)

enum copying { COPYING_ENDED = 1, COPYING_ASKED };
ENUM_NAMES_DECLARE(copying)

struct settings {
    enum engine engine;
    struct str data_folder, data_master_key_file, data_local_key_file;
    int64_t data_cache_bytes, data_readers;
    struct str http_address, http_public_url, http_client_address_header;
    struct str_list http_cors_origins, http_trusted_proxies;
    int64_t http_port, http_threads, http_connections;
    struct str health_address;
    int64_t health_port;
    struct str live_address, live_public_url;
    int64_t live_port, live_sockets, live_sockets_of_user;
    struct str_list live_origins;
    struct str voice_base_url, voice_api_key, voice_ca_file;
    int64_t voice_max_active;
    struct str sandbox_voice_url, sandbox_voice_api_key;
    struct duration voice_connect_timeout, voice_post_timeout, voice_read_timeout;
    int64_t voice_retries;
    enum trust clock_trust;
    struct duration clock_offset;
    struct duration dialing_ring, dialing_cool_down, dialing_idle, dialing_reconcile_first,
        dialing_reconcile_second, dialing_reconcile_third, dialing_reconcile_last,
        dialing_reconcile_most, dialing_complete_every, dialing_breaker_window,
        dialing_breaker_open;
    int64_t dialing_batch, dialing_breaker_calls, dialing_breaker_failed_percent;
    int64_t limits_uploads_at_once;
    int64_t limits_upload_bytes, limits_requests_per_minute, limits_burst;
    int64_t limits_key_requests_per_minute, limits_key_burst;
    int64_t limits_user_requests_per_minute, limits_user_burst;
    int64_t limits_address_requests_per_minute, limits_address_burst;
    int64_t limits_invitations_per_day;
    enum copying recordings_copy;
    struct duration retention_exports;
    enum registration_mode registration_mode;
    struct str registration_plan;
    enum number_giver numbers_added_by;
    struct str brand_base_domain;
    struct str plans_file, rules_folder, passwords_file, dashboard_folder;
    enum verbosity log_level;
    struct str_list egress_allow;
    struct duration notifications_low_talk;
    int64_t notifications_low_money;
    struct str mail_folder, mail_from, mail_url, mail_user, mail_password, mail_ca_file;
    enum mail_tls mail_tls;
    struct duration mail_connect_timeout, mail_timeout;
    struct str s3_endpoint, s3_region, s3_bucket, s3_prefix, s3_key, s3_secret, s3_token,
        s3_ca_file;
    struct duration s3_connect_timeout, s3_stalled;
    struct str mongodb_uri, mongodb_database;
    int64_t mongodb_connections;
    struct duration mongodb_timeout;
    struct str redis_url, redis_prefix, redis_ca_file;
    int64_t redis_pool, redis_processes;
    struct duration redis_timeout;
    struct str rabbitmq_url, rabbitmq_prefix, rabbitmq_ca_file;
    struct duration rabbitmq_timeout;
    int64_t rabbitmq_prefetch, rabbitmq_tries;
    struct duration shutdown_wait;
};

enum setting_kind {
    SETTING_TEXT = 1,
    SETTING_NUMBER,
    SETTING_CHOICE,
    SETTING_DURATION, /* "150s", "4h", "200ms", "90d", "0" */
    SETTING_BYTES,    /* "64KiB", "200MiB", "3GiB", "4096" */
    SETTING_LIST      /* of texts; in the environment with commas between */
};

struct setting {
    const char *key; /* "http.port" */
    enum setting_kind kind;
    size_t offset;
    const char *fallback;           /* as it is written in the file */
    const char *production;         /* where production.yaml differs; NULL: the same */
    int64_t min, max;               /* of the number, the milliseconds, the bytes, the length */
    const struct enum_names *names; /* SETTING_CHOICE */
    bool secret;                    /* never printed */
    const char *doc;
};
const struct setting *settings_table(size_t *n);

/* Where values come from. */
struct settings_source {
    struct str path;              /* of the YAML file; empty: defaults alone */
    const char *const *variables; /* "NAME=value", ending in NULL: environ; may be NULL */
};

/* Defaults, file, variables, in this order; all texts live in the arena. The first bad one stops:
 * ERR_INVALID "settings.unreadable" {path}, "settings.malformed" {file, line, reason},
 * "settings.unknown_key" {file, line, key}, "settings.twice" {file, line, key},
 * "settings.bad_value" {file, line, key, wanted}, "settings.unknown_variable" {variable},
 * "settings.bad_variable" {variable, wanted}, "settings.unreadable_secret" {variable, path},
 * "settings.bad_url" {key, url, plain, safe}; and where two do not go together, both are named
 * {key, other}: "settings.same_port", "settings.same_file", "settings.within", "settings.alone",
 * "settings.order", "settings.same_voice", "settings.live_not_safe", "settings.no_tls". */
enum err settings_read(struct arena *arena, const struct settings_source *source,
                       struct settings *ret, struct error *error) MUST_USE;

/* An example file, commented: "development" or "production". ERR_NOT_FOUND
 * "settings.no_example" {name}. */
enum err settings_example(struct arena *arena, struct str name, struct str *ret,
                          struct error *error) MUST_USE;

/* "http.port" -> "SPEECHAI_HTTP_PORT" */
struct str setting_variable(struct arena *arena, const struct setting *setting);

/* Reads one value from its text. False: it is not one; *wanted says what would be. */
bool setting_take(struct arena *arena, const struct setting *setting, struct str text,
                  struct settings *into, struct str *wanted);

#endif
