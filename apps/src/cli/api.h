/* apps/src/cli/api.h - requests to the API over libcurl. An answer that is an error becomes ERR_*,
 * and the server's problem document stands in cli->problem. */
#ifndef CLI_API_H
#define CLI_API_H

#include "cli/cli.h"
#include "codec/json.h"

struct api_problem {
    int64_t status;
    struct str code, detail;
    const struct json *errors; /* wrong fields */
};

/* How far a transfer is; total 0: not known. */
typedef void api_progress(void *self, int64_t done, int64_t total);

struct api_request {
    const char *method;
    struct str path;     /* behind the address: "/api/v1/campaigns" */
    struct str body;     /* JSON; STR_NONE: none */
    struct str upload;   /* path of a file that is the body */
    struct str download; /* path of a file that takes the answer, whole or not at all */
    api_progress *progress;
    void *progress_self;
};

/* Finds an API to talk to: the address given, the one that runs on this host, or one of our own. */
enum err api_connect(struct cli *cli) MUST_USE;
void api_close(struct cli *cli);

/* *ret: the answer's document; NULL where there is none. A POST takes a new idempotency key. */
enum err api_do(struct cli *cli, const struct api_request *request,
                const struct json **ret) MUST_USE;
enum err api_get(struct cli *cli, struct str path, const struct json **ret) MUST_USE;
enum err api_post(struct cli *cli, struct str path, struct str body,
                  const struct json **ret) MUST_USE;
/* Names the account for the installation's key: the one given, or the only one there is. */
enum err api_need_account(struct cli *cli) MUST_USE;

struct str api_url(const struct cli *cli);

#endif
