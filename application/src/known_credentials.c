/* known_credentials.c - words with blanks between: until when, and what is known; the MAC
 * is the next line. */
#include "known_credentials.h"

#include "base/strbuf.h"

enum { KNOWN_MOST = 2048, WORDS = 6 };

/* Credentials belong to no account before they are known. */
static struct scope anyone(const struct scope *scope)
{
    return scope_inside(scope, (struct account_id){ 0 });
}

static struct str signed_text(const struct scope *scope, struct str name, struct str text)
{
    return str_format(scope->arena, "%.*s %.*s", STR_ARG(name), STR_ARG(text));
}

static void keep(const struct ports *ports, const struct scope *scope, struct str name,
                 struct str words, const struct cache_stamp *stamp)
{
    struct scope all = anyone(scope);
    struct instant until = instant_add(scope->now, (struct duration){ CREDENTIAL_KNOWN_MS });
    struct str text, mac;

    if (stamp->unknown)
        return;
    text = str_format(scope->arena, "%lld %.*s", (long long)until.unix_ms, STR_ARG(words));
    mac = VIA(ports->secrets, mac, scope->arena, SECRET_KNOWN, signed_text(scope, name, text));
    VIA(ports->cache, keep, &all, name,
        str_format(scope->arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(mac)), stamp,
        (struct duration){ CREDENTIAL_KNOWN_MS });
}

/* Exactly these words, of us, and not too old. */
static bool find(const struct ports *ports, const struct scope *scope, struct str name,
                 struct str words[WORDS], size_t n)
{
    struct scope all = anyone(scope);
    struct str text, mac, rest;
    int64_t until;

    if (!VIA(ports->cache, find, &all, name, &text))
        return false;
    rest = str_cut(&text, '\n');
    mac = text;
    if (!VIA(ports->secrets, mac_is, SECRET_KNOWN, signed_text(scope, name, rest), mac) ||
        !str_to_i64(str_cut(&rest, ' '), 0, INT64_MAX, &until) ||
        !instant_before(scope->now, (struct instant){ until }))
        return false;
    for (size_t i = 0; i < n; i++) {
        words[i] = str_cut(&rest, ' ');
        if (words[i].n == 0)
            return false;
    }
    return rest.n == 0;
}

static bool read_instant(struct str word, struct instant *ret)
{
    return str_to_i64(word, INT64_MIN, INT64_MAX, &ret->unix_ms);
}

/* -- sessions -- */

static struct str session_name(const struct scope *scope, struct str hash)
{
    return str_format(scope->arena, "session:%.*s", STR_ARG(hash));
}

bool known_session_find(const struct ports *ports, const struct scope *scope, struct str hash,
                        struct known_session *ret)
{
    struct known_session known = { .platform_admin = false };
    struct session *s = &known.session;
    struct str words[WORDS], who, role;

    if (!find(ports, scope, session_name(scope, hash), words, 5))
        return false;
    who = words[2];
    role = words[3];
    known.platform_admin = str_starts(role, STR("*"));
    if (known.platform_admin)
        role = str_slice(role, 1, role.n);
    if (!ID_SCAN(words[0], &s->id) || !ID_SCAN(words[1], &s->account) || !ID_SCAN(who, &s->user) ||
        !role_parse(role, &s->role) || !read_instant(str_cut(&words[4], ','), &s->signed_in_at) ||
        !read_instant(words[4], &s->seen_at))
        return false;
    *ret = known;
    return true;
}

void known_session_keep(const struct ports *ports, const struct scope *scope, struct str hash,
                        const struct known_session *known, const struct cache_stamp *stamp)
{
    struct arena *arena = scope->arena;
    const struct session *s = &known->session;

    keep(ports, scope, session_name(scope, hash),
         str_format(arena, "%.*s %.*s %.*s %s%.*s %lld,%lld", STR_ARG(ID_TEXT(arena, s->id)),
                    STR_ARG(ID_TEXT(arena, s->account)), STR_ARG(ID_TEXT(arena, s->user)),
                    known->platform_admin ? "*" : "", STR_ARG(role_name(s->role)),
                    (long long)s->signed_in_at.unix_ms, (long long)s->seen_at.unix_ms),
         stamp);
}

/* -- keys -- */

static struct str key_name(const struct scope *scope, struct str hash)
{
    return str_format(scope->arena, "key:%.*s", STR_ARG(hash));
}

/* "-": none. */
static bool read_opt_instant(struct str word, struct opt_instant *ret)
{
    ret->has = !str_eq(word, STR("-"));
    return !ret->has || read_instant(word, &ret->v);
}

static struct str opt_instant_text(const struct scope *scope, struct opt_instant at)
{
    return at.has ? str_format(scope->arena, "%lld", (long long)at.v.unix_ms) : STR("-");
}

/* "-" or names with commas between. */
static struct str_list read_scopes(struct arena *arena, struct str word)
{
    struct str_list list = { .n = 0 };

    if (str_eq(word, STR("-")))
        return list;
    list.items = ARENA_ARRAY(arena, struct str, word.n);
    while (word.n > 0)
        list.items[list.n++] = str_cut(&word, ',');
    return list;
}

bool known_key_find(const struct ports *ports, const struct scope *scope, struct str hash,
                    struct api_key *ret)
{
    struct str words[WORDS];
    struct api_key key = { .version = 0 };

    if (!find(ports, scope, key_name(scope, hash), words, 5) || !ID_SCAN(words[0], &key.id) ||
        !ID_SCAN(words[1], &key.account) || !read_opt_instant(words[2], &key.expires_at) ||
        !read_opt_instant(words[3], &key.last_used_at))
        return false;
    key.scopes = read_scopes(scope->arena, words[4]);
    *ret = key;
    return true;
}

void known_key_keep(const struct ports *ports, const struct scope *scope, struct str hash,
                    const struct api_key *key, const struct cache_stamp *stamp)
{
    struct arena *arena = scope->arena;
    struct strbuf scopes = strbuf_init(arena, KNOWN_MOST);

    for (size_t i = 0; i < key->scopes.n; i++) {
        if (i > 0)
            strbuf_add_char(&scopes, ',');
        strbuf_add(&scopes, key->scopes.items[i]);
    }
    if (key->scopes.n == 0)
        strbuf_add_char(&scopes, '-');
    if (!strbuf_ok(&scopes))
        return;
    keep(ports, scope, key_name(scope, hash),
         str_format(arena, "%.*s %.*s %.*s %.*s %.*s", STR_ARG(ID_TEXT(arena, key->id)),
                    STR_ARG(ID_TEXT(arena, key->account)),
                    STR_ARG(opt_instant_text(scope, key->expires_at)),
                    STR_ARG(opt_instant_text(scope, key->last_used_at)),
                    STR_ARG(strbuf_str(&scopes))),
         stamp);
}
