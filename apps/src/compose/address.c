/* apps/src/compose/address.c - what an address in the settings may be. */
#include "apps/compose.h"

/* "host:port" behind the scheme; STR_NONE: not a URL that is as plain as ours must be. */
static struct str authority_of(struct str url)
{
    size_t scheme = str_find(url, STR("://"));
    struct str rest = scheme == SIZE_MAX ? STR_NONE : str_slice(url, scheme + 3, url.n);
    struct str authority;

    authority = str_cut(&rest, '/');
    if (authority.n == 0 || str_find_char(authority, '@') != SIZE_MAX ||
        str_find_char(authority, '\\') != SIZE_MAX || str_find_char(authority, '?') != SIZE_MAX ||
        str_find_char(authority, '#') != SIZE_MAX)
        return STR_NONE; /* what stands before an '@' is a name, not the host */
    return authority;
}

static bool is_loopback_number(struct str host)
{
    size_t dots = 0;

    for (size_t i = 0; i < host.n; i++) {
        dots += host.p[i] == '.';
        if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
            return false;
    }
    return dots == 3 && str_starts(host, STR("127."));
}

bool url_is_loopback(struct str url)
{
    struct str host = authority_of(url);

    if (host.p == NULL)
        return false;
    if (str_starts(host, STR("[")))
        return str_eq(host, STR("[::1]")) || str_starts(host, STR("[::1]:"));
    host = str_cut(&host, ':');
    return str_eq(host, STR("localhost")) || is_loopback_number(host);
}

bool url_is_allowed(struct str url, const struct str_list *allowed)
{
    struct str authority = authority_of(url);

    if (authority.p == NULL)
        return false;
    if (str_starts(url, STR("https://")))
        return true;
    return str_starts(url, STR("http://")) ? url_may_be_plain(url, allowed) : url_is_loopback(url);
}

bool url_may_be_plain(struct str url, const struct str_list *allowed)
{
    struct str authority = authority_of(url);

    if (authority.p == NULL)
        return false;
    if (url_is_loopback(url))
        return true;
    for (size_t i = 0; i < allowed->n; i++)
        if (str_eq(allowed->items[i], authority))
            return true;
    return false;
}
