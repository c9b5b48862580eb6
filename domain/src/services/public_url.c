/* domain/src/services/public_url.c */
#include "domain/services/public_url.h"

#include <stddef.h>

enum { URL_MOST = 2000, HOST_MOST = 253, OCTETS = 4 };

struct network {
    unsigned char first[2], last[2]; /* of the first two octets */
};
/* Private, local, shared, link-local, for documents and tests, multicast and beyond. */
static const struct network networks[] = {
    { { 0, 0 }, { 0, 255 } },     { { 10, 0 }, { 10, 255 } },     { { 100, 64 }, { 100, 127 } },
    { { 127, 0 }, { 127, 255 } }, { { 169, 254 }, { 169, 254 } }, { { 172, 16 }, { 172, 31 } },
    { { 192, 0 }, { 192, 0 } },   { { 192, 168 }, { 192, 168 } }, { { 198, 18 }, { 198, 19 } },
    { { 198, 51 }, { 198, 51 } }, { { 203, 0 }, { 203, 0 } },     { { 224, 0 }, { 255, 255 } },
};
static const char *const local_names[] = { "localhost", "local",   "internal", "intranet",
                                           "lan",       "home",    "corp",     "private",
                                           "test",      "invalid", "example",  "arpa" };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* Letters, digits and hyphens between dots; at least one dot. */
static bool host_has_form(struct str host)
{
    bool dotted = false;

    if (host.n == 0 || host.n > HOST_MOST)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        bool dot = host.p[i] == '.';

        if (!dot && !is_name_char(host.p[i]))
            return false;
        if (dot && (i == 0 || i + 1 == host.n || host.p[i - 1] == '.'))
            return false;
        dotted = dotted || dot;
    }
    return dotted;
}

static struct str last_label(struct str host)
{
    size_t at = host.n;

    while (at > 0 && host.p[at - 1] != '.')
        at--;
    return str_slice(host, at, host.n);
}

static bool is_public_network(const unsigned char octets[OCTETS])
{
    unsigned pair = (unsigned)octets[0] << 8 | octets[1];

    for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
        unsigned first = (unsigned)networks[i].first[0] << 8 | networks[i].first[1];
        unsigned last = (unsigned)networks[i].last[0] << 8 | networks[i].last[1];

        if (pair >= first && pair <= last)
            return false;
    }
    return true;
}

/* Four plain numbers; a leading zero is octal to some. */
static bool read_address(struct str host, unsigned char ret[OCTETS])
{
    size_t n = 0;

    while (host.p != NULL) {
        struct str part = str_cut(&host, '.');
        int64_t value;

        if (n == OCTETS || part.n == 0 || part.n > 3 || (part.n > 1 && part.p[0] == '0') ||
            !str_to_i64(part, 0, 255, &value))
            return false;
        ret[n++] = (unsigned char)value;
    }
    return n == OCTETS;
}

static bool is_local_name(struct str label)
{
    for (size_t i = 0; i < sizeof local_names / sizeof *local_names; i++)
        if (str_eq_nocase(label, str_from_c(local_names[i])))
            return true;
    return false;
}

static const char *host_refusal(struct str host)
{
    unsigned char octets[OCTETS];
    struct str last = last_label(host);

    if (!host_has_form(host))
        return host.n > 0 && str_find_char(host, '.') == SIZE_MAX ? "url.private_address"
                                                                  : "url.malformed";
    if (!is_digit(last.p[0]))
        return is_local_name(last) ? "url.private_address" : NULL;
    return read_address(host, octets) && is_public_network(octets) ? NULL : "url.private_address";
}

static bool is_port(struct str text)
{
    int64_t port;

    for (size_t i = 0; i < text.n; i++)
        if (!is_digit(text.p[i]))
            return false;
    return text.p == NULL || (text.n > 0 && str_to_i64(text, 1, 65535, &port));
}

const char *public_url_refusal(struct str url)
{
    struct str rest, host;

    if (url.n > URL_MOST)
        return "url.malformed";
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f || url.p[i] == '\\' ||
            url.p[i] == '#')
            return "url.malformed";
    if (!str_starts(url, STR("https://")))
        return str_find(url, STR("://")) == SIZE_MAX ? "url.malformed" : "url.not_https";
    rest = str_slice(url, 8, url.n);
    for (size_t i = 0; i < rest.n; i++)
        if (rest.p[i] == '/' || rest.p[i] == '?') {
            rest = str_slice(rest, 0, i);
            break;
        }
    if (str_find_char(rest, '@') != SIZE_MAX)
        return "url.malformed";
    if (rest.n > 0 && rest.p[0] == '[')
        return "url.private_address";
    host = str_cut(&rest, ':');
    if (!is_port(rest))
        return "url.malformed";
    return rest.p == NULL || str_eq(rest, STR("443")) ? host_refusal(host) : "url.other_port";
}
