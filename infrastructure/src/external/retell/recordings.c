/* external/retell/recordings.c - the address comes from outside, so it is looked at twice: by its
 * text, and by what its name leads to when the socket is opened. */
#include "external/retell/recordings.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/strbuf.h"
#include "domain/services/public_url.h"

enum { FETCH_MS = 60000 };

/* "https://host:port" */
static struct str origin_of(struct str url)
{
    size_t at = str_find(url, STR("://"));

    if (at == SIZE_MAX)
        return STR_NONE;
    for (size_t i = at + 3; i < url.n; i++)
        if (url.p[i] == '/' || url.p[i] == '?' || url.p[i] == '#')
            return str_slice(url, 0, i);
    return url;
}

static bool is_own(const struct connection *connection, struct str url)
{
    struct str origin = origin_of(url);

    return origin.n > 0 && str_find_char(origin, '@') == SIZE_MAX &&
           str_eq_nocase(origin, origin_of(connection->base_url));
}

static bool is_private_v4(uint32_t address)
{
    char text[INET_ADDRSTRLEN];
    struct in_addr in = { .s_addr = htonl(address) };
    struct str host;
    char url[INET_ADDRSTRLEN + 16] = "https://";

    if (inet_ntop(AF_INET, &in, text, sizeof text) == NULL)
        return true;
    host = str_from_c(text);
    memcpy(url + 8, host.p, host.n);
    return public_url_refusal((struct str){ url, 8 + host.n }) != NULL;
}

static bool is_private(const struct sockaddr *address)
{
    const struct sockaddr_in6 *six = (const void *)address;
    const struct sockaddr_in *four = (const void *)address;
    const unsigned char *b = six->sin6_addr.s6_addr;

    if (address->sa_family == AF_INET)
        return is_private_v4(ntohl(four->sin_addr.s_addr));
    if (address->sa_family != AF_INET6)
        return true;
    return (b[0] & 0xe0) != 0x20; /* only 2000::/3 is public */
}

static curl_socket_t open_public(void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)self;
    (void)purpose;
    if (is_private(&address->addr))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t keep(char *bytes, size_t size, size_t count, void *self)
{
    struct strbuf *all = self;

    strbuf_add(all, (struct str){ bytes, size * count });
    return strbuf_ok(all) ? size * count : 0;
}

static void prepare(CURL *easy, const struct retell_settings *settings, struct arena *arena,
                    struct str url, bool own, struct strbuf *all)
{
    curl_easy_setopt(easy, CURLOPT_URL, str_c(arena, url));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, own ? "https,http" : "https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->read_connect_ms.ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)FETCH_MS);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, all);
    if (!own)
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_public);
    if (settings->ca_file.n > 0)
        curl_easy_setopt(easy, CURLOPT_CAINFO, str_c(arena, settings->ca_file));
}

static void end_easy(CURL **easy)
{
    curl_easy_cleanup(*easy);
}

enum err recordings_fetch(const struct retell_settings *settings, struct arena *arena,
                          const struct connection *connection, struct str url, struct str *ret,
                          struct error *error)
{
    CLEANUP(end_easy) CURL *easy = curl_easy_init();
    struct strbuf all = strbuf_init(arena, RECORDING_MOST);
    bool own = is_own(connection, url);
    long status = 0;
    CURLcode code;

    if (!own && public_url_refusal(url) != NULL)
        return FAIL(error, ERR_NOT_FOUND, "recording.gone");
    if (easy == NULL)
        return FAIL(error, ERR_UNAVAILABLE, "recording.unavailable");
    prepare(easy, settings, arena, url, own, &all);
    code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (!strbuf_ok(&all))
        return FAIL_WITH(error, ERR_EXHAUSTED, "recording.too_large",
                         P_I64("limit", RECORDING_MOST));
    if (code == CURLE_OK && status == 200) {
        *ret = strbuf_str(&all);
        return ERR_OK;
    }
    if (code == CURLE_OK && (status == 403 || status == 404 || status == 410))
        return FAIL(error, ERR_NOT_FOUND, "recording.gone");
    return FAIL(error, ERR_UNAVAILABLE, "recording.unavailable");
}
