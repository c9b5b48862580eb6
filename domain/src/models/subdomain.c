/* domain/src/models/subdomain.c */
#include "domain/models/subdomain.h"

#include "base/arena.h"

static const struct field subdomain_claim_fields[] = {
    FIELD_ID(struct subdomain_claim, id, FIELD_KEY | FIELD_PRIVATE),
    FIELD_ID(struct subdomain_claim, account, FIELD_KEY | FIELD_PRIVATE),
    FIELD_I64(struct subdomain_claim, version, FIELD_PRIVATE, 0, INT64_MAX),
    FIELD_ID(struct subdomain_claim, owner, FIELD_PRIVATE),
    FIELD_INSTANT(struct subdomain_claim, created_at, FIELD_PRIVATE),
};
const struct record subdomain_claim_record =
    RECORD("subdomain_claims", struct subdomain_claim, subdomain_claim_fields);

/* What people take for the installation itself, and what programs ask for unasked (RFC 2142 and the
 * like). */
static const char *const reserved[] = {
    "abuse",      "acceso",   "account",    "accounts",  "admin",      "administrador",
    "api",        "app",      "assets",     "auth",      "autoconfig", "autodiscover",
    "ayuda",      "billing",  "blog",       "calls",     "cdn",        "cobros",
    "cuenta",     "cuentas",  "dashboard",  "demo",      "dev",        "dns",
    "docs",       "email",    "entrar",     "facturas",  "ftp",        "help",
    "hostmaster", "imap",     "info",       "internal",  "isatap",     "live",
    "localhost",  "login",    "mail",       "metrics",   "noreply",    "oauth",
    "operador",   "operator", "pagos",      "panel",     "pay",        "payments",
    "pop",        "pop3",     "postmaster", "proxy",     "register",   "registro",
    "root",       "sandbox",  "security",   "seguridad", "signup",     "sip",
    "smtp",       "soporte",  "speechai",   "ssh",       "ssl",        "staging",
    "static",     "status",   "support",    "system",    "test",       "voice",
    "vpn",        "wall",     "webhook",    "webhooks",  "webmail",    "webmaster",
    "wpad",       "www",
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct str lowered(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        copy[i] = lower(s.p[i]);
    copy[s.n] = '\0';
    return (struct str){ copy, s.n };
}

struct str subdomain_normal(struct arena *arena, struct str name)
{
    return lowered(arena, str_trim(name));
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Two hyphens together are how a name of other letters is written ("xn--"): it could pass for
 * another. */
static bool is_well_formed(struct str name)
{
    if (name.n < SUBDOMAIN_LEAST || name.n > SUBDOMAIN_MOST || !is_letter(name.p[0]))
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (c == '-' && (i + 1 == name.n || name.p[i + 1] == '-'))
            return false;
        if (c != '-' && !is_letter(c) && (c < '0' || c > '9'))
            return false;
    }
    return true;
}

const char *subdomain_refusal(struct str name)
{
    if (!is_well_formed(name))
        return "subdomain.malformed";
    for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
        if (str_eq_c(name, reserved[i]))
            return "subdomain.reserved";
    return NULL;
}

/* "andina.calls.example.com:8080" -> "andina" */
struct str subdomain_of_host(struct arena *arena, struct str host, struct str base)
{
    size_t port = str_find_char(host, ':');
    struct str name = lowered(arena, port == SIZE_MAX ? host : str_slice(host, 0, port));
    struct str below = lowered(arena, base);

    if (name.n > 0 && name.p[name.n - 1] == '.') /* as names end in full */
        name.n--;
    if (below.n == 0 || name.n <= below.n + 1 || !str_ends(name, below) ||
        name.p[name.n - below.n - 1] != '.')
        return STR_NONE;
    name = str_slice(name, 0, name.n - below.n - 1);
    return is_well_formed(name) ? name : STR_NONE;
}
