/* external/retell/http.h - requests that may be repeated, on the caller's thread. */
#ifndef RETELL_HTTP_H
#define RETELL_HTTP_H

#include "domain/models/connection.h"
#include "infrastructure/retell.h"

struct http_client;

struct http_request {
    const struct connection *connection;
    const char *method;
    struct str path;
    struct str body; /* JSON; STR_NONE: none */
    bool repeatable; /* a repetition does no harm */
};
struct http_answer {
    int64_t status;
    struct str body;
};

enum { READ_MOST = 16 * 1024 * 1024 };

/* NULL: out of resources. */
struct http_client *http_client_new(const struct retell_settings *settings, struct clock clock,
                                    struct random random);
/* Waits in between are cut short: requests that are being made end without another try. */
void http_client_stop(struct http_client *client);
void http_client_free(struct http_client *client);

/* Counts an answer of the provider; status 0: none came. */
void provider_answered(struct metrics *metrics, int64_t status);

/* ERR_OK: there is an answer, of any status that another try would not change.
 * ERR_UNAVAILABLE "voice.unreachable": none, "voice.unavailable" {status}: 408, 429, 5xx to the
 * last. */
enum err http_send(struct http_client *client, struct arena *arena,
                   const struct http_request *request, struct http_answer *ret,
                   struct error *error) MUST_USE;
/* What every answer but a 2xx means to everybody: ERR_UNAUTHENTICATED "voice.key_refused",
 * ERR_PRECONDITION "voice.payment_required", else ERR_UNAVAILABLE "voice.unexpected" {status}. */
enum err http_check(const struct http_answer *answer, struct error *error) MUST_USE;

#endif
