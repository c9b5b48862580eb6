/* apps/src/settings/table.c - the table. */
#include "apps/settings.h"

enum { PATH_MOST = 1024, URL_MOST = 512, KEY_MOST = 512, LIST_MOST = 100 };
#define DAYS(n) ((int64_t)(n)*MS_PER_DAY)
#define MIB(n) ((int64_t)(n) << 20)

static const char *const engine_texts[] = {
    [ENGINE_EMBEDDED] = "embedded",
    [ENGINE_DISTRIBUTED] = "distributed",
};
ENUM_NAMES_DEFINE(engine)

static const char *const trust_texts[] = {
    [TRUST_KERNEL] = "kernel",
    [TRUST_OPERATOR] = "operator",
};
ENUM_NAMES_DEFINE(trust)

static const char *const registration_mode_texts[] = {
    [REGISTRATION_OPEN] = "open",
    [REGISTRATION_INVITATION] = "invitation",
};
ENUM_NAMES_DEFINE(registration_mode)

static const char *const number_giver_texts[] = {
    [NUMBER_GIVER_ACCOUNT] = "account",
    [NUMBER_GIVER_OPERATOR] = "operator",
};
ENUM_NAMES_DEFINE(number_giver)

static const char *const mail_tls_texts[] = {
    [MAIL_TLS_REQUIRED] = "required",
    [MAIL_TLS_NONE] = "none",
};
ENUM_NAMES_DEFINE(mail_tls)

static const char *const copying_texts[] = {
    [COPYING_ENDED] = "ended",
    [COPYING_ASKED] = "asked",
};
ENUM_NAMES_DEFINE(copying)

static const char *const verbosity_texts[] = {
    [VERBOSITY_DEBUG] = "debug",
    [VERBOSITY_INFO] = "info",
    [VERBOSITY_WARN] = "warn",
    [VERBOSITY_ERROR] = "error",
};
ENUM_NAMES_DEFINE(verbosity)

#define AT(m, type) .offset = FIELD_OFFSET(struct settings, m, type)
#define TEXT(key_, m, def, prod, most, doc_)                                                       \
    {                                                                                              \
        .key = key_, .kind = SETTING_TEXT, AT(m, struct str), .fallback = def, .production = prod, \
        .max = most, .doc = doc_                                                                   \
    }
#define SECRET(key_, m, most, doc_)                                                                \
    {                                                                                              \
        .key = key_, .kind = SETTING_TEXT, AT(m, struct str), .fallback = "", .max = most,         \
        .secret = true, .doc = doc_                                                                \
    }
#define NUMBER(key_, m, def, prod, lo, hi, doc_)                                                   \
    {                                                                                              \
        .key = key_, .kind = SETTING_NUMBER, AT(m, int64_t), .fallback = def, .production = prod,  \
        .min = lo, .max = hi, .doc = doc_                                                          \
    }
#define BYTES(key_, m, def, prod, lo, hi, doc_)                                                    \
    {                                                                                              \
        .key = key_, .kind = SETTING_BYTES, AT(m, int64_t), .fallback = def, .production = prod,   \
        .min = lo, .max = hi, .doc = doc_                                                          \
    }
#define LENGTH(key_, m, def, prod, lo, hi, doc_)                                                   \
    {                                                                                              \
        .key = key_, .kind = SETTING_DURATION, AT(m, struct duration), .fallback = def,            \
        .production = prod, .min = lo, .max = hi, .doc = doc_                                      \
    }
#define CHOICE(key_, m, def, prod, names_, doc_)                                                   \
    {                                                                                              \
        .key = key_, .kind = SETTING_CHOICE, .offset = offsetof(struct settings, m),               \
        .fallback = def, .production = prod, .names = &names_, .doc = doc_                         \
    }
#define LIST(key_, m, doc_)                                                                        \
    {                                                                                              \
        .key = key_, .kind = SETTING_LIST, AT(m, struct str_list), .fallback = "",                 \
        .max = LIST_MOST, .doc = doc_                                                              \
    }

static const struct setting table[] = {
    CHOICE("engine", engine, "embedded", NULL, engine_names,
           "Where everything is kept. embedded: SQLite and this process alone (speechai up). "
           "distributed: servers of their own and one program for each loop."),

    TEXT("data.folder", data_folder, ".run/data", "/var/lib/speechai", PATH_MOST,
         "Database, uploaded sheets, exports and keys."),
    TEXT("data.master_key_file", data_master_key_file, "", NULL, PATH_MOST,
         "32 random bytes that seal what is about people; made at the first start, mode 0600. "
         "Empty: master.key in data.folder. Keep a copy elsewhere: without it nothing sealed can "
         "be read."),
    TEXT("data.local_key_file", data_local_key_file, "", NULL, PATH_MOST,
         "Where speechai up leaves the address and the key for the command line on this host, mode "
         "0600. Empty: local.json in data.folder."),
    BYTES("data.cache_bytes", data_cache_bytes, "64MiB", "256MiB", MIB(1), MIB(65536),
          "Page cache of the database's writer."),
    NUMBER("data.readers", data_readers, "8", NULL, 1, 64, "Database connections that read."),

    TEXT("http.address", http_address, "127.0.0.1", NULL, 64,
         "Address to listen at. Loopback only: a proxy with TLS stands in front."),
    NUMBER("http.port", http_port, "8080", NULL, 0, 65535, "Port to listen at; 0: any free one."),
    NUMBER(
        "http.threads", http_threads, "16", "50", 2, 1000,
        "Requests that change something worked on at once; those that only read have room of their "
        "own, by the processors. More wait a moment in line, then get 503."),
    NUMBER("http.connections", http_connections, "1200", NULL, 8, 20000,
           "Connections held at once, slow and idle ones too; each is a thread of some 16 KiB."),
    TEXT("http.public_url", http_public_url, "", "https://calls.example.com", URL_MOST,
         "Where the voice provider reaches this installation. Empty: http://<address>:<port>."),
    LIST("http.cors_origins", http_cors_origins,
         "Origins of web pages that may use the API with keys, as https://app.example.com. Empty: "
         "pages of this installation alone."),
    LIST(
        "http.trusted_proxies", http_trusted_proxies,
        "Addresses or networks of proxies in front. Only their word on whose request it is counts; "
        "limits and the audit log see that address."),
    TEXT("http.client_address_header", http_client_address_header, "X-Forwarded-For", NULL, 64,
         "The header in which they give the client's address, at its end."),

    TEXT("health.address", health_address, "127.0.0.1", NULL, 64,
         "Where a worker of the distributed form tells how it is: /healthz, /readyz, /metrics."),
    NUMBER("health.port", health_port, "0", NULL, 0, 65535, "Port for it; 0: it tells nobody."),

    TEXT("live.address", live_address, "127.0.0.1", NULL, 64,
         "Address where the hub of live updates listens. Loopback only, as http.address."),
    NUMBER("live.port", live_port, "0", "8081", 0, 65535,
           "Its port, beside that of the API; 0: any free one."),
    TEXT("live.public_url", live_public_url, "", "wss://calls.example.com/live", URL_MOST,
         "Where browsers reach it. Empty: ws://<address>:<port>/live."),
    LIST("live.origins", live_origins,
         "Pages that may connect beside those of http.public_url and of this host, as "
         "https://panel.example.com."),
    NUMBER("live.sockets", live_sockets, "20000", NULL, 1, 1000000, "Open sockets at once."),
    NUMBER("live.sockets_of_user", live_sockets_of_user, "50", NULL, 1, 10000,
           "Of one user, one key or one screen."),

    TEXT("voice.base_url", voice_base_url, "http://127.0.0.1:8090", "https://api.retellai.com",
         URL_MOST, "The voice provider's API, or retell-simulator's address."),
    SECRET("voice.api_key", voice_api_key, KEY_MOST, "The key for it; it signs webhooks as well."),
    TEXT("voice.ca_file", voice_ca_file, "", NULL, PATH_MOST,
         "Certificates to trust, PEM. Empty: the system's."),
    NUMBER("voice.max_active", voice_max_active, "20", NULL, 1, 10000,
           "Calls at once that the provider allows, all accounts together."),
    LENGTH("voice.connect_timeout", voice_connect_timeout, "5s", NULL, 100, 60000,
           "For a connection to it."),
    LENGTH("voice.post_timeout", voice_post_timeout, "130s", NULL, 1000, 600000,
           "For placing one call. It is sent once, whatever happens."),
    LENGTH("voice.read_timeout", voice_read_timeout, "20s", NULL, 500, 120000,
           "For asking after calls."),
    NUMBER("voice.retries", voice_retries, "4", NULL, 0, 10, "Of what may be repeated."),

    TEXT("sandbox.voice_url", sandbox_voice_url, "", NULL, URL_MOST,
         "Where the voice is a real one: retell-simulator's address, for the calls of sandboxes. "
         "Empty: sandboxes call nobody at all."),
    SECRET("sandbox.voice_api_key", sandbox_voice_api_key, KEY_MOST, "The key for it."),

    CHOICE("clock.trust", clock_trust, "operator", "kernel", trust_names,
           "When the clock is believed for calling hours. kernel: it says it is synchronised. "
           "operator: you vouch for it."),
    LENGTH("clock.offset", clock_offset, "0", NULL, -DAYS(400), DAYS(400),
           "Demo clock: added to the wall clock. Refused unless voice.base_url is on this host."),

    LENGTH("dialing.ring", dialing_ring, "30s", NULL, 5000, 300000, "How long a phone may ring."),
    LENGTH("dialing.cool_down", dialing_cool_down, "4h", NULL, 0, DAYS(30),
           "After a connected call nobody rings that person again for so long."),
    LENGTH("dialing.idle", dialing_idle, "200ms", NULL, 1, 60000,
           "How long a loop rests when it found nothing to do."),
    NUMBER("dialing.batch", dialing_batch, "200", NULL, 1, 1000,
           "Calls of one campaign begun in one pass."),
    LENGTH("dialing.reconcile_first", dialing_reconcile_first, "150s", NULL, 100, DAYS(1),
           "After a call whose fate is unknown: when to look for it at the provider, counted from "
           "the intent."),
    LENGTH("dialing.reconcile_second", dialing_reconcile_second, "5m", NULL, 100, DAYS(1),
           "The second look."),
    LENGTH("dialing.reconcile_third", dialing_reconcile_third, "10m", NULL, 100, DAYS(1),
           "The third look."),
    LENGTH("dialing.reconcile_last", dialing_reconcile_last, "15m", NULL, 100, DAYS(1),
           "The last look: a call not found by then counts as undetermined."),
    LENGTH("dialing.reconcile_most", dialing_reconcile_most, "60m", NULL, 100, DAYS(2),
           "How long the last look waits for the provider's list to be up to date."),
    LENGTH("dialing.complete_every", dialing_complete_every, "15m", NULL, 100, DAYS(1),
           "How often the provider's newest calls are compared with ours: what no webhook told."),
    LENGTH("dialing.breaker_window", dialing_breaker_window, "10s", NULL, 100, 600000,
           "The breaker counts the provider's failures over so long."),
    NUMBER("dialing.breaker_calls", dialing_breaker_calls, "20", NULL, 1, 10000,
           "It judges no fewer requests."),
    NUMBER("dialing.breaker_failed_percent", dialing_breaker_failed_percent, "50", NULL, 1, 100,
           "It opens at this share of failures."),
    LENGTH("dialing.breaker_open", dialing_breaker_open, "30s", NULL, 100, 3600000,
           "It stays open so long, then lets probes through."),

    BYTES("limits.upload_bytes", limits_upload_bytes, "200MiB", NULL, 1024, MIB(2048),
          "The largest sheet that is taken; plans may allow less."),
    NUMBER(
        "limits.uploads_at_once", limits_uploads_at_once, "4", NULL, 0, 1000,
        "Sheets that one account may send at one time, to each process of the API; 0: as many as "
        "it likes."),
    NUMBER("limits.requests_per_minute", limits_requests_per_minute, "6000", "600", 1, 1000000,
           "Requests of one account."),
    NUMBER("limits.burst", limits_burst, "600", "60", 1, 100000, "Of them at once."),
    NUMBER("limits.key_requests_per_minute", limits_key_requests_per_minute, "0", "300", 0, 1000000,
           "Requests by one key of it; 0: the account's limit alone."),
    NUMBER("limits.key_burst", limits_key_burst, "60", NULL, 1, 100000, "Of them at once."),
    NUMBER("limits.user_requests_per_minute", limits_user_requests_per_minute, "0", "300", 0,
           1000000, "Requests of one person; 0: the account's limit alone."),
    NUMBER("limits.user_burst", limits_user_burst, "60", NULL, 1, 100000, "Of them at once."),
    NUMBER("limits.address_requests_per_minute", limits_address_requests_per_minute, "6000", "1200",
           0, 1000000,
           "Requests from one client address (IPv6: its /64), with or without credentials; 0: no "
           "limit. This host and the provider's webhooks are not counted. See "
           "http.trusted_proxies."),
    NUMBER("limits.address_burst", limits_address_burst, "600", "200", 1, 100000,
           "Of them at once."),

    NUMBER("limits.invitations_per_day", limits_invitations_per_day, "1000", "100", 0, 1000000,
           "Invitations that one account may mail, to whomever; 0: no limit. To one address it may "
           "mail a few an hour in any case."),

    CHOICE("recordings.copy", recordings_copy, "ended", NULL, copying_names,
           "When a recording is copied from the provider to our files. ended: when its call did. "
           "asked: when somebody wants to hear it, as long as the provider has it."),

    LENGTH("retention.exports", retention_exports, "7d", NULL, 60000, DAYS(365),
           "How long a finished export can be fetched."),

    CHOICE("registration.mode", registration_mode, "open", "invitation", registration_mode_names,
           "Who gets an account. open: whoever shows an address by a mail. invitation: those whom "
           "the installation, or an account's own people, bring in."),
    TEXT("registration.plan", registration_plan, "starter", NULL, 40,
         "The plan of accounts that sign up by themselves; it must stand in plans.file."),
    CHOICE("numbers.added_by", numbers_added_by, "account", "operator", number_giver_names,
           "Who adds the numbers that an account's calls show. account: its own people, who are "
           "trusted to name none that is another's. operator: the installation's operator alone; "
           "sandboxes, which call nobody, may show any."),

    TEXT("brand.base_domain", brand_base_domain, "", NULL, 253,
         "Below it accounts may have an address of their own, with their brand on the log-in page: "
         "with calls.example.com, andina.calls.example.com. Its names must lead here, and the "
         "certificate hold *.calls.example.com. Empty: no account has one."),

    TEXT("plans.file", plans_file, "data/plans.json", "/usr/share/speechai/plans.json", PATH_MOST,
         "What accounts can buy."),
    TEXT("rules.folder", rules_folder, "data/rules", "/usr/share/speechai/rules", PATH_MOST,
         "Calling rules, one file a country."),

    TEXT("passwords.file", passwords_file, "data/common_passwords.txt",
         "/usr/share/speechai/common_passwords.txt", PATH_MOST,
         "Words that passwords must not be made of, one a line."),

    TEXT("dashboard.folder", dashboard_folder, "", "/usr/share/speechai/dashboard", PATH_MOST,
         "The dashboard's files, read at start. Empty: ../dashboard beside the program, if it is "
         "there."),

    CHOICE("log.level", log_level, "info", NULL, verbosity_names, "The least that is logged."),

    LIST("egress.allow", egress_allow,
         "host:port of addresses that may be spoken to without TLS; loopback always may."),

    LENGTH("notifications.low_talk", notifications_low_talk, "10m", NULL, 0, DAYS(30),
           "The owner hears when a wallet of minutes falls below it."),
    NUMBER("notifications.low_money", notifications_low_money, "5", NULL, 0, 1000000,
           "The owner hears when a wallet of money falls below so many of its currency, or below "
           "the price of low_talk if that is more. 0: never."),

    TEXT("mail.url", mail_url, "", "smtp://mail.example.com:587", URL_MOST,
         "The mail server: smtp:// (STARTTLS) or smtps://, with its port. Empty: messages are left "
         "in mail.folder."),
    TEXT("mail.user", mail_user, "", "speechai", KEY_MOST, "Our name there. Empty: none is asked."),
    SECRET("mail.password", mail_password, KEY_MOST, "And the password."),
    CHOICE("mail.tls", mail_tls, "required", NULL, mail_tls_names,
           "required: nothing is said to the server before TLS. none: only to this host, or one of "
           "egress.allow."),
    TEXT("mail.ca_file", mail_ca_file, "", NULL, PATH_MOST,
         "Certificates to trust, PEM. Empty: the system's."),
    LENGTH("mail.connect_timeout", mail_connect_timeout, "10s", NULL, 100, 60000,
           "For a connection to it."),
    LENGTH("mail.timeout", mail_timeout, "60s", NULL, 500, 600000, "For one message, whole."),
    TEXT("mail.folder", mail_folder, "", NULL, PATH_MOST,
         "Messages are left here as .eml files, if there is no mail.url. Empty: outbox in "
         "data.folder."),
    TEXT("mail.from", mail_from, "speechai@localhost", "speechai@example.com", 254,
         "Their sender."),

    SECRET("mongodb.uri", mongodb_uri, 2048,
           "Of engine: distributed: mongodb://user:password@host:27017,host:27017/?replicaSet=rs0, "
           "with tls=true unless the servers are on this host."),
    TEXT("mongodb.database", mongodb_database, "speechai", NULL, 63, "The database's name."),
    NUMBER("mongodb.connections", mongodb_connections, "64", NULL, 2, 1000,
           "Connections of one process, at most."),
    LENGTH("mongodb.timeout", mongodb_timeout, "10s", NULL, 500, 120000,
           "For a server to be found after a fail-over, and for one answer."),

    TEXT("s3.endpoint", s3_endpoint, "", NULL, URL_MOST,
         "Where files are kept when several hosts share them: a store that speaks the S3 API, "
         "https://s3.us-east-1.amazonaws.com. Empty: files in data.folder."),
    TEXT("s3.region", s3_region, "us-east-1", NULL, 64, "The bucket's."),
    TEXT("s3.bucket", s3_bucket, "", NULL, 64, "It must be there already."),
    TEXT("s3.prefix", s3_prefix, "", NULL, 200,
         "Before every key, with its slash: speechai/. Empty: the bucket is ours alone."),
    SECRET("s3.key", s3_key, 128, "Access key; it may list, read, write and delete."),
    SECRET("s3.secret", s3_secret, KEY_MOST, "Its secret."),
    SECRET("s3.token", s3_token, 4096, "Session token of temporary credentials. Empty: none."),
    TEXT("s3.ca_file", s3_ca_file, "", NULL, PATH_MOST,
         "Certificates to trust, PEM. Empty: the system's."),
    LENGTH("s3.connect_timeout", s3_connect_timeout, "5s", NULL, 100, 60000,
           "For a connection to it."),
    LENGTH("s3.stalled", s3_stalled, "60s", NULL, 1000, 600000,
           "A transfer in which nothing moves for so long has failed."),

    SECRET("redis.url", redis_url, URL_MOST,
           "What several processes share and may lose: limits, pace, tickets, who is looking. "
           "redis://:password@host:6379/0, or rediss:// for TLS. Empty: inside this process."),
    TEXT("redis.ca_file", redis_ca_file, "", NULL, PATH_MOST,
         "Certificates to trust for rediss, PEM. Empty: the system's."),
    TEXT("redis.prefix", redis_prefix, "speechai:", NULL, 64, "Before every key."),
    NUMBER("redis.pool", redis_pool, "16", NULL, 1, 64, "Connections of one process."),
    LENGTH("redis.timeout", redis_timeout, "1s", NULL, 10, 60000,
           "For a connection and for an answer; then it counts as away."),
    NUMBER("redis.processes", redis_processes, "2", NULL, 1, 1000,
           "How many processes share the limits: while it is away each grants its share."),

    SECRET("rabbitmq.url", rabbitmq_url, URL_MOST,
           "What carries events between hosts: amqp://user:password@host:5672/vhost, or amqps://. "
           "Empty: the store's own log."),
    TEXT("rabbitmq.prefix", rabbitmq_prefix, "speechai.", NULL, 64,
         "Before the names of the exchange and of every queue."),
    TEXT("rabbitmq.ca_file", rabbitmq_ca_file, "", NULL, PATH_MOST,
         "Certificates to trust for amqps, PEM. Empty: the system's."),
    LENGTH("rabbitmq.timeout", rabbitmq_timeout, "5s", NULL, 100, 60000,
           "For a connection, an answer, a confirm."),
    NUMBER("rabbitmq.prefetch", rabbitmq_prefetch, "50", NULL, 1, 1000,
           "Events that a consumer holds at once."),
    NUMBER("rabbitmq.tries", rabbitmq_tries, "10", NULL, 1, 100,
           "An event that fails so often is put aside: see speechai events."),

    LENGTH("shutdown.wait", shutdown_wait, "140s", NULL, 100, 600000,
           "After SIGTERM: how long calls being placed may take to be answered."),
};

const struct setting *settings_table(size_t *n)
{
    *n = ARRAY_LEN(table);
    return table;
}
