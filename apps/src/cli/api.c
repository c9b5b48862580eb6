/* apps/src/cli/api.c - the API over libcurl, and where it is found. */
#include "cli/api.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

enum {
    ANSWER_MOST = 64 << 20,
    LOCAL_FILE_MOST = 4096,
    CONNECT_SECONDS = 5,
    QUIET_SECONDS = 120, /* without a byte: given up */
    KEY_BYTES = 16,
    START_LOOKS = 50,
    START_LOOK_MS = 100
};

struct api {
    CURL *curl;
    struct str url, key, account;
};

/* What one transfer moves. */
struct transfer {
    FILE *from, *to; /* NULL: memory */
    struct strbuf answer;
    const struct api_request *request;
    bool uploading;
};

struct str api_url(const struct cli *cli)
{
    return cli->api->url;
}

static size_t take_answer(char *bytes, size_t size, size_t n, void *to)
{
    struct transfer *t = to;

    if (t->to != NULL)
        return fwrite(bytes, size, n, t->to);
    strbuf_add(&t->answer, (struct str){ bytes, size * n });
    return strbuf_ok(&t->answer) ? size * n : 0;
}

static size_t give_body(char *bytes, size_t size, size_t n, void *from)
{
    struct transfer *t = from;

    return fread(bytes, size, n, t->from);
}

static int tell_progress(void *self, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                         curl_off_t up)
{
    const struct transfer *t = self;

    t->request->progress(t->request->progress_self, t->uploading ? up : down,
                         t->uploading ? up_total : down_total);
    return 0;
}

static struct str new_key(struct arena *arena)
{
    unsigned char bytes[KEY_BYTES];
    struct strbuf text = strbuf_init(arena, 64);

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        abort(); /* 16 bytes come whole, or the kernel has no chance to give */
    strbuf_add_hex(&text, bytes, sizeof bytes);
    return strbuf_str(&text);
}

static struct curl_slist *add_header(struct arena *arena, struct curl_slist *headers,
                                     const char *name, struct str value)
{
    if (value.n == 0)
        return headers;
    return curl_slist_append(headers, str_format(arena, "%s: %.*s", name, STR_ARG(value)).p);
}

static struct curl_slist *headers_of(const struct cli *cli, const struct api_request *r)
{
    const struct api *api = cli->api;
    struct curl_slist *headers = NULL;
    struct arena *arena = cli->arena;

    if (api->key.n > 0)
        headers = add_header(arena, headers, "Authorization",
                             str_format(arena, "Bearer %.*s", STR_ARG(api->key)));
    headers = add_header(arena, headers, "X-Account", api->account);
    headers = add_header(arena, headers, "Accept-Language", language_tag(cli->language));
    if (strcmp(r->method, "POST") == 0)
        headers = add_header(arena, headers, "Idempotency-Key", new_key(arena));
    if (r->body.p != NULL)
        headers = add_header(arena, headers, "Content-Type", STR("application/json"));
    if (r->upload.p != NULL)
        headers = add_header(arena, headers, "Content-Type", STR("application/octet-stream"));
    return curl_slist_append(headers, "Expect:");
}

static enum err set_body(struct cli *cli, const struct api_request *r, struct transfer *t)
{
    CURL *curl = cli->api->curl;
    struct stat s;

    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
    if (r->upload.p != NULL) {
        t->from = fopen(str_c(cli->arena, r->upload), "rbe");
        if (t->from == NULL || fstat(fileno(t->from), &s) != 0 || !S_ISREG(s.st_mode))
            return FAIL_WITH(&cli->error, ERR_NOT_FOUND, "cli.no_file", P_STR("path", r->upload));
        t->uploading = true;
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
        curl_easy_setopt(curl, CURLOPT_READDATA, t);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)s.st_size);
    } else if (r->body.p != NULL || strcmp(r->method, "POST") == 0) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body.n);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body.n > 0 ? r->body.p : "");
    }
    return ERR_OK;
}

/* A proxy from the environment would be told the key, and knows another 127.0.0.1. */
static bool is_this_host(struct str url)
{
    return str_starts(url, STR("http://127.")) || str_starts(url, STR("http://localhost:")) ||
           str_starts(url, STR("http://[::1]"));
}

static void set_common(struct cli *cli, const struct api_request *r, struct transfer *t,
                       struct curl_slist *headers)
{
    CURL *curl = cli->api->curl;

    curl_easy_setopt(
        curl, CURLOPT_URL,
        str_format(cli->arena, "%.*s%.*s", STR_ARG(cli->api->url), STR_ARG(r->path)).p);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    if (is_this_host(cli->api->url))
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)QUIET_SECONDS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    if (r->progress != NULL) {
        curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, tell_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
    }
}

/* The server said no: its own words are told. */
static enum err take_problem(struct cli *cli, long status, struct str text)
{
    struct arena *arena = cli->error.arena; /* cli->arena may be that of one look among many */
    struct api_problem *p = ARENA_NEW(arena, struct api_problem);
    const struct json *document = NULL;
    struct error ignored = { .arena = arena };

    p->status = status;
    if (json_parse(arena, text, NULL, &document, &ignored) == ERR_OK) {
        p->code = json_str(json_get(document, "code"));
        p->detail = json_str(json_get(document, "detail"));
        p->errors = json_get(document, "errors");
    }
    if (p->code.p == NULL)
        return FAIL_WITH(&cli->error, ERR_UNAVAILABLE, "cli.bad_answer",
                         P_STR("url", cli->api->url), P_I64("status", status));
    cli->problem = p;
    return status == 404 ? ERR_NOT_FOUND : status == 401 ? ERR_UNAUTHENTICATED : ERR_INVALID;
}

static enum err perform(struct cli *cli, const struct api_request *r, struct transfer *t,
                        long *status)
{
    struct curl_slist *headers = headers_of(cli, r);
    CURLcode code;
    enum err err;

    curl_easy_reset(cli->api->curl);
    set_common(cli, r, t, headers);
    err = set_body(cli, r, t);
    if (err == ERR_OK) {
        code = curl_easy_perform(cli->api->curl);
        if (code != CURLE_OK)
            err = FAIL_WITH(&cli->error, ERR_UNAVAILABLE, "cli.no_answer",
                            P_STR("url", cli->api->url),
                            P_STR("reason", str_from_c(curl_easy_strerror(code))));
        curl_easy_getinfo(cli->api->curl, CURLINFO_RESPONSE_CODE, status);
    }
    curl_slist_free_all(headers);
    if (t->from != NULL)
        fclose(t->from);
    return err;
}

static bool is_success(long status)
{
    return status >= 200 && status < 300;
}

/* The answer goes beside its place and is moved there when it is whole. */
static enum err download(struct cli *cli, const struct api_request *r)
{
    struct str beside = str_format(cli->arena, "%.*s.part", STR_ARG(r->download));
    struct transfer t = { .request = r };
    long status = 0;
    enum err err;
    bool closed;

    t.to = fopen(beside.p, "w+be");
    if (t.to == NULL)
        return FAIL_WITH(&cli->error, ERR_UNAVAILABLE, "cli.cannot_write",
                         P_STR("path", r->download));
    err = perform(cli, r, &t, &status);
    if (err == ERR_OK && !is_success(status)) {
        char *text = arena_alloc(cli->arena, LOCAL_FILE_MOST);
        size_t n;

        rewind(t.to);
        n = fread(text, 1, LOCAL_FILE_MOST, t.to);
        err = take_problem(cli, status, (struct str){ text, n });
    }
    closed = fclose(t.to) == 0;
    if (err == ERR_OK && (!closed || rename(beside.p, str_c(cli->arena, r->download)) != 0))
        err =
            FAIL_WITH(&cli->error, ERR_UNAVAILABLE, "cli.cannot_write", P_STR("path", r->download));
    if (err != ERR_OK)
        unlink(beside.p);
    return err;
}

enum err api_do(struct cli *cli, const struct api_request *r, const struct json **ret)
{
    struct transfer t = { .request = r, .answer = strbuf_init(cli->arena, ANSWER_MOST) };
    static const struct json_limits limits = { .members = 1000000 };
    long status = 0;

    *ret = NULL;
    cli->problem = NULL;
    TRY(api_connect(cli));
    if (r->download.p != NULL)
        return download(cli, r);
    TRY(perform(cli, r, &t, &status));
    if (!is_success(status))
        return take_problem(cli, status, strbuf_str(&t.answer));
    if (status == 204 || t.answer.n == 0)
        return ERR_OK;
    return json_parse(cli->arena, strbuf_str(&t.answer), &limits, ret, &cli->error);
}

enum err api_get(struct cli *cli, struct str path, const struct json **ret)
{
    return api_do(cli, &(struct api_request){ .method = "GET", .path = path }, ret);
}

enum err api_post(struct cli *cli, struct str path, struct str body, const struct json **ret)
{
    return api_do(cli, &(struct api_request){ .method = "POST", .path = path, .body = body }, ret);
}

/* The file that `speechai up` keeps while it runs: {"address": …, "key": …}. */
static bool read_local(struct cli *cli, struct str path, struct str *url, struct str *key)
{
    CLEANUP(cleanup_file) FILE *file = fopen(str_c(cli->arena, path), "re");
    char *text = arena_alloc(cli->arena, LOCAL_FILE_MOST);
    const struct json *document;
    struct error ignored = { .arena = cli->arena };
    size_t n;

    if (file == NULL)
        return false;
    n = fread(text, 1, LOCAL_FILE_MOST, file);
    if (json_parse(cli->arena, (struct str){ text, n }, NULL, &document, &ignored) != ERR_OK)
        return false;
    *url = json_str(json_get(document, "address"));
    *key = json_str(json_get(document, "key"));
    return url->n > 0 && key->n > 0;
}

/* Somebody answers at that address? */
static bool is_alive(struct cli *cli)
{
    struct transfer t = { .answer = strbuf_init(cli->arena, TEXT_MOST) };
    const struct api_request r = { .method = "GET", .path = STR("/healthz") };
    long status = 0;
    bool alive;

    t.request = &r;
    alive = perform(cli, &r, &t, &status) == ERR_OK && is_success(status);
    error_clear(&cli->error);
    return alive;
}

/* Another process holds the store: if it is a server that begins, its file is here in a moment. */
static bool wait_for_local(struct cli *cli, struct str path, struct api *api)
{
    const struct timespec rest = { .tv_nsec = (long)START_LOOK_MS * 1000000 };
    const struct error locked = cli->error;

    for (int i = 0; i < START_LOOKS; i++) {
        if (read_local(cli, path, &api->url, &api->key) && is_alive(cli)) {
            error_clear(&cli->error);
            return true;
        }
        nanosleep(&rest, NULL);
    }
    cli->error = locked;
    return false;
}

static enum err find_api(struct cli *cli, struct api *api)
{
    struct settings settings;
    struct str local;
    enum err err;

    api->key = cli->key;
    if (cli->url.n > 0) {
        api->url = cli->url;
        return ERR_OK;
    }
    TRY(cli_settings(cli, &settings));
    local = settings.data_local_key_file.n > 0
                ? settings.data_local_key_file
                : str_format(cli->arena, "%.*s/local.json", STR_ARG(settings.data_folder));
    if (read_local(cli, local, &api->url, &api->key) && is_alive(cli)) {
        if (cli->key.n > 0)
            api->key = cli->key;
        return ERR_OK;
    }
    err = cli->host->api_begin(cli->host, &settings, &api->url, &api->key, &cli->error);
    cli->own_api = err == ERR_OK;
    if (err == ERR_PRECONDITION && str_eq_c(STR("store.locked"), cli->error.slug) &&
        wait_for_local(cli, local, api))
        return ERR_OK;
    return err;
}

enum err api_connect(struct cli *cli)
{
    struct api *api;

    if (cli->api != NULL)
        return ERR_OK;
    api = ARENA_NEW(cli->arena, struct api);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (api->curl = curl_easy_init()) == NULL)
        return FAIL(&cli->error, ERR_INTERNAL, "cli.no_curl");
    api->account = cli->account;
    cli->api = api;
    return find_api(cli, api);
}

void api_close(struct cli *cli)
{
    if (cli->api != NULL)
        curl_easy_cleanup(cli->api->curl);
    if (cli->own_api)
        cli->host->api_end(cli->host);
    cli->api = NULL;
    cli->own_api = false;
}

enum err api_need_account(struct cli *cli)
{
    const struct json *answer, *only;

    TRY(api_connect(cli));
    if (cli->api->account.n > 0 || cli->key.n > 0)
        return ERR_OK; /* named, or the key of one account */
    TRY(api_get(cli, STR("/api/v1/admin/accounts?limit=2"), &answer));
    only = json_first(json_get(answer, "items"));
    if (only == NULL)
        return FAIL(&cli->error, ERR_NOT_FOUND, "cli.no_account");
    if (json_next(only) != NULL)
        return FAIL(&cli->error, ERR_INVALID, "cli.account_needed");
    cli->api->account = json_str(json_get(only, "id"));
    return ERR_OK;
}
