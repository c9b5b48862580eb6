/* apps/src/settings/fit.c - what must differ, what needs the other, what must not be the larger. */
#include "settings/fit.h"

#include "base/strbuf.h"

#define BOTH(key_, other_) P_STR("key", str_from_c(key_)), P_STR("other", str_from_c(other_))

/* -- ports -- */

static bool is_any_address(struct str address)
{
    return str_eq(address, STR("0.0.0.0")) || str_eq(address, STR("::"));
}

static bool addresses_meet(struct str one, struct str other)
{
    return str_eq(one, other) || is_any_address(one) || is_any_address(other);
}

static enum err fit_ports(const struct settings *s, struct error *error)
{
    if (s->http_port == 0 || s->http_port != s->live_port ||
        !addresses_meet(s->http_address, s->live_address))
        return ERR_OK;
    return FAIL_WITH(error, ERR_INVALID, "settings.same_port", BOTH("http.port", "live.port"),
                     P_I64("port", s->http_port));
}

/* -- files and folders -- */

struct place {
    const char *key;
    struct str path; /* empty: there is none */
};

/* As it is written, without what changes nothing: "./a//b/" is "a/b". */
static struct str plain_path(struct arena *arena, struct str path)
{
    struct strbuf out = strbuf_init(arena, path.n + 2);
    bool absolute = str_starts(path, STR("/"));
    struct str rest = path;

    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');

        if (part.n == 0 || str_eq(part, STR(".")))
            continue;
        if (strbuf_str(&out).n > 0 || absolute)
            strbuf_add_char(&out, '/');
        strbuf_add(&out, part);
    }
    if (strbuf_str(&out).n == 0)
        strbuf_add_char(&out, absolute ? '/' : '.');
    return strbuf_str(&out);
}

static struct place in_data(struct arena *arena, const struct settings *s, const char *key,
                            struct str said, const char *otherwise)
{
    struct str path =
        said.n > 0 ? said : str_format(arena, "%.*s/%s", STR_ARG(s->data_folder), otherwise);

    return (struct place){ said.n > 0 ? key : "data.folder", plain_path(arena, path) };
}

/* The one is written over the other: a key by a key, a database by a key. */
static enum err fit_files(struct arena *arena, const struct settings *s, struct error *error)
{
    const struct place places[] = {
        in_data(arena, s, "data.master_key_file", s->data_master_key_file, "master.key"),
        in_data(arena, s, "data.local_key_file", s->data_local_key_file, "local.json"),
        in_data(arena, s, "data.folder", STR(""), "speechai.db"),
    };

    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(places[i].path, places[k].path))
                return FAIL_WITH(error, ERR_INVALID, "settings.same_file",
                                 BOTH(places[k].key, places[i].key), P_STR("path", places[i].path));
    return ERR_OK;
}

static bool lies_within(struct str path, struct str folder)
{
    if (str_eq(folder, STR(".")))
        return !str_starts(path, STR("/")) && !str_starts(path, STR(".."));
    return str_eq(path, folder) ||
           (str_starts(path, folder) && (str_ends(folder, STR("/")) || path.p[folder.n] == '/'));
}

/* Whoever asks is given what lies in the dashboard's folder. */
static enum err fit_dashboard(struct arena *arena, const struct settings *s, struct error *error)
{
    const struct place secret[] = {
        { "data.folder", plain_path(arena, s->data_folder) },
        in_data(arena, s, "data.master_key_file", s->data_master_key_file, "master.key"),
        in_data(arena, s, "data.local_key_file", s->data_local_key_file, "local.json"),
        in_data(arena, s, "mail.folder", s->mail_folder, "outbox"),
    };
    struct str folder = plain_path(arena, s->dashboard_folder);

    for (size_t i = 0; i < ARRAY_LEN(secret) && s->dashboard_folder.n > 0; i++)
        if (lies_within(secret[i].path, folder))
            return FAIL_WITH(error, ERR_INVALID, "settings.within",
                             BOTH(secret[i].key, "dashboard.folder"),
                             P_STR("path", secret[i].path));
    return ERR_OK;
}

/* -- the one needs the other -- */

static enum err fit_companions(const struct settings *s, struct error *error)
{
    const struct {
        const char *key, *other;
        struct str said, needed;
    } pairs[] = {
        { "s3.endpoint", "s3.bucket", s->s3_endpoint, s->s3_bucket },
        { "s3.endpoint", "s3.key", s->s3_endpoint, s->s3_key },
        { "s3.key", "s3.secret", s->s3_key, s->s3_secret },
        { "s3.secret", "s3.key", s->s3_secret, s->s3_key },
        { "s3.bucket", "s3.endpoint", s->s3_bucket, s->s3_endpoint },
        { "sandbox.voice_api_key", "sandbox.voice_url", s->sandbox_voice_api_key,
          s->sandbox_voice_url },
    };

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (pairs[i].said.n > 0 && pairs[i].needed.n == 0)
            return FAIL_WITH(error, ERR_INVALID, "settings.alone",
                             BOTH(pairs[i].key, pairs[i].other));
    return ERR_OK;
}

/* -- the one is not the larger -- */

static enum err fit_order(const struct settings *s, struct error *error)
{
    const struct {
        const char *key, *other;
        int64_t least, most;
    } pairs[] = {
        { "dialing.reconcile_first", "dialing.reconcile_second", s->dialing_reconcile_first.ms,
          s->dialing_reconcile_second.ms },
        { "dialing.reconcile_second", "dialing.reconcile_third", s->dialing_reconcile_second.ms,
          s->dialing_reconcile_third.ms },
        { "dialing.reconcile_third", "dialing.reconcile_last", s->dialing_reconcile_third.ms,
          s->dialing_reconcile_last.ms },
        { "dialing.reconcile_last", "dialing.reconcile_most", s->dialing_reconcile_last.ms,
          s->dialing_reconcile_most.ms },
        { "http.threads", "http.connections", s->http_threads, s->http_connections },
    };

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (pairs[i].least > pairs[i].most)
            return FAIL_WITH(error, ERR_INVALID, "settings.order",
                             BOTH(pairs[i].key, pairs[i].other));
    return ERR_OK;
}

/* -- addresses -- */

/* Whoever names certificates counts on TLS. */
static enum err fit_certificates(const struct settings *s, struct error *error)
{
    const struct {
        const char *key, *other, *safe;
        struct str file, url;
    } pairs[] = {
        { "voice.ca_file", "voice.base_url", "https://", s->voice_ca_file, s->voice_base_url },
        { "s3.ca_file", "s3.endpoint", "https://", s->s3_ca_file, s->s3_endpoint },
        { "redis.ca_file", "redis.url", "rediss://", s->redis_ca_file, s->redis_url },
        { "rabbitmq.ca_file", "rabbitmq.url", "amqps://", s->rabbitmq_ca_file, s->rabbitmq_url },
    };

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (pairs[i].file.n > 0 && pairs[i].url.n > 0 &&
            !str_starts(pairs[i].url, str_from_c(pairs[i].safe)))
            return FAIL_WITH(error, ERR_INVALID, "settings.no_tls",
                             BOTH(pairs[i].key, pairs[i].other),
                             P_STR("safe", str_from_c(pairs[i].safe)));
    return ERR_OK;
}

/* A browser lets no page that came by TLS speak without it. */
static enum err fit_addresses(const struct settings *s, struct error *error)
{
    if (s->sandbox_voice_url.n > 0 && str_eq(s->sandbox_voice_url, s->voice_base_url))
        return FAIL_WITH(error, ERR_INVALID, "settings.same_voice",
                         BOTH("sandbox.voice_url", "voice.base_url"),
                         P_STR("url", s->voice_base_url));
    if (str_starts(s->http_public_url, STR("https://")) &&
        str_starts(s->live_public_url, STR("ws://")))
        return FAIL_WITH(error, ERR_INVALID, "settings.live_not_safe",
                         BOTH("http.public_url", "live.public_url"));
    return ERR_OK;
}

enum err settings_fit(struct arena *arena, const struct settings *settings, struct error *error)
{
    TRY(fit_ports(settings, error));
    TRY(fit_files(arena, settings, error));
    TRY(fit_dashboard(arena, settings, error));
    TRY(fit_companions(settings, error));
    TRY(fit_order(settings, error));
    TRY(fit_certificates(settings, error));
    return fit_addresses(settings, error);
}
