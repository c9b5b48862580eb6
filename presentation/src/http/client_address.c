/* client_address.c - a proxy adds at the end of the header the address it was spoken to from: so it
 * is read from its end, as long as the writer is trusted. */
#include "http/client_address.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/strbuf.h"

enum { V4_BITS = 96, ALL_BITS = 128, HOUSEHOLD_BITS = 64 };

static const unsigned char v4_head[12] = { [10] = 0xff, [11] = 0xff };

/* "1.2.3.4", "2001:db8::1", "[2001:db8::1]" */
static bool parse(struct str text, unsigned char ret[16])
{
    char room[INET6_ADDRSTRLEN];

    if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
        text = str_slice(text, 1, text.n - 1);
    if (text.n == 0 || text.n >= sizeof room)
        return false;
    memcpy(room, text.p, text.n);
    room[text.n] = '\0';
    memcpy(ret, v4_head, sizeof v4_head);
    return inet_pton(AF_INET, room, ret + sizeof v4_head) == 1 ||
           inet_pton(AF_INET6, room, ret) == 1;
}

static bool is_v4(const unsigned char bytes[16])
{
    return memcmp(bytes, v4_head, sizeof v4_head) == 0;
}

static struct str print(struct arena *arena, const unsigned char bytes[16])
{
    char room[INET6_ADDRSTRLEN];
    const char *text = is_v4(bytes) ? inet_ntop(AF_INET, bytes + sizeof v4_head, room, sizeof room)
                                    : inet_ntop(AF_INET6, bytes, room, sizeof room);

    return text == NULL ? STR("") : str_copy(arena, str_from_c(text));
}

bool network_parse(struct str text, struct network *ret)
{
    struct str bits = text, address = str_cut(&bits, '/');
    int64_t n, most;

    if (!parse(address, ret->bytes))
        return false;
    most = is_v4(ret->bytes) ? ALL_BITS - V4_BITS : ALL_BITS;
    n = most;
    if (bits.p != NULL && !str_to_i64(bits, 0, most, &n))
        return false;
    ret->bits = (int)(n + ALL_BITS - most);
    return true;
}

static bool is_in(const struct network *network, const unsigned char bytes[16])
{
    int whole = network->bits / 8, rest = network->bits % 8;

    return memcmp(network->bytes, bytes, (size_t)whole) == 0 &&
           (rest == 0 || (network->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0);
}

static bool is_proxy(const struct network *proxies, size_t n, const unsigned char bytes[16])
{
    for (size_t i = 0; i < n; i++)
        if (is_in(&proxies[i], bytes))
            return true;
    return false;
}

/* Takes the last piece of "a, b, c" away; false: there is none. */
static bool take_last(struct str *rest, struct str *ret)
{
    size_t at = rest->n;

    if (rest->p == NULL)
        return false;
    while (at > 0 && rest->p[at - 1] != ',')
        at--;
    *ret = str_trim(str_slice(*rest, at, rest->n));
    *rest = at == 0 ? STR_NONE : str_slice(*rest, 0, at - 1);
    return true;
}

/* Goes back through one header line; false: it ended at an address that is no proxy's, or at what
 * is no address. */
static bool walk(struct str line, const struct network *proxies, size_t n, unsigned char at[16])
{
    unsigned char next[16];
    struct str piece;

    while (take_last(&line, &piece)) {
        if (!is_proxy(proxies, n, at) || !parse(piece, next))
            return false;
        memcpy(at, next, sizeof next);
    }
    return true;
}

struct str client_address(const struct request *req, struct str peer, const char *header,
                          const struct network *proxies, size_t n)
{
    struct str name = str_from_c(header);
    unsigned char at[16];

    if (n == 0 || !parse(peer, at) || !is_proxy(proxies, n, at))
        return peer;
    for (size_t i = req->headers.n; i > 0; i--)
        if (str_eq_nocase(req->headers.items[i - 1].name, name) &&
            !walk(req->headers.items[i - 1].value, proxies, n, at))
            break;
    return print(req->scope.arena, at);
}

struct str client_network(struct arena *arena, struct str address)
{
    unsigned char bytes[16];

    if (!parse(address, bytes) || is_v4(bytes))
        return address;
    memset(bytes + HOUSEHOLD_BITS / 8, 0, sizeof bytes - HOUSEHOLD_BITS / 8);
    return print(arena, bytes);
}
