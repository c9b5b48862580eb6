/* site.c - files from memory, found by their whole path. A browser that asks for a page gets the
 * application, which knows its own paths; a program that asks for what is not there gets a 404. */
#include "http/site.h"

static const struct str page_type = STR_INIT("text/html");
static const struct str index_path = STR_INIT("/index.html");

/* Below these everything is a program's: a page there would hide a mistake. */
static const struct str programs[] = {
    STR_INIT("/api"),
    STR_INIT("/docs"),
    STR_INIT("/webhooks"),
    STR_INIT("/assets"),
};

struct str site_policy(struct arena *arena, const struct site *site)
{
    return str_format(arena,
                      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
                      "img-src 'self' data: blob:; media-src 'self' blob:; "
                      "connect-src 'self'%s%.*s; manifest-src 'self'; base-uri 'none'; "
                      "form-action 'self'; frame-ancestors 'none'",
                      site->connect.n > 0 ? " " : "", STR_ARG(site->connect));
}

static const struct site_file *find_file(const struct site *site, struct str path)
{
    for (size_t i = 0; i < site->n; i++)
        if (str_eq(site->items[i].path, path))
            return &site->items[i];
    return NULL;
}

/* Is this name among those of a list as of Accept, without a q of 0? Ranges such as "*" and "*" +
 * "/" do not count: who says nothing in particular gets the plain answer. */
static bool list_names(struct str list, struct str name)
{
    while (list.p != NULL) {
        struct str params = str_cut(&list, ',');

        if (!str_eq_nocase(str_trim(str_cut(&params, ';')), name))
            continue;
        params = str_trim(params);
        return !str_starts(params, STR("q=0")) || str_starts(params, STR("q=0."));
    }
    return false;
}

static bool is_below(struct str path, struct str folder)
{
    return str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/');
}

static bool is_page(const struct request *req)
{
    for (size_t i = 0; i < ARRAY_LEN(programs); i++)
        if (is_below(req->path, programs[i]))
            return false;
    return list_names(request_header(req, "Accept"), page_type);
}

static const struct site_file *file_for(const struct edge *edge, const struct request *req)
{
    const struct site *site = &edge->settings.site;
    const struct site_file *file = find_file(site, req->path);

    return file == NULL && is_page(req) ? find_file(site, index_path) : file;
}

const struct route *site_route(const struct edge *edge, const struct request *req)
{
    if (!str_eq(req->method, STR("GET")) && !str_eq(req->method, STR("HEAD")))
        return NULL;
    if (file_for(edge, req) == NULL)
        return NULL;
    for (size_t i = 0; i < system_routes_n; i++)
        if (system_routes[i].handle == get_site)
            return &system_routes[i];
    return NULL;
}

static struct str packed(const struct request *req, struct response *res,
                         const struct site_file *file)
{
    struct str takes = request_header(req, "Accept-Encoding");

    if (file->brotli.n > 0 && list_names(takes, STR("br"))) {
        response_header(res, "Content-Encoding", STR("br"));
        res->coded = true;
        return file->brotli;
    }
    if (file->gzip.n > 0 && list_names(takes, STR("gzip"))) {
        response_header(res, "Content-Encoding", STR("gzip"));
        res->coded = true;
        return file->gzip;
    }
    return file->bytes;
}

enum err get_site(struct request *req, struct response *res)
{
    const struct site_file *file = file_for(req->edge, req);

    if (file == NULL)
        return response_refuse(req, res, 404, ERR_NOT_FOUND, "http.no_such_path");
    res->policy = req->edge->site_policy;
    res->caching = file->lasting ? STR("public, max-age=31536000, immutable") : STR("no-cache");
    res->varies |= VARIES_BY_CODING | VARIES_BY_ACCEPT;
    response_header(res, "Cross-Origin-Opener-Policy", STR("same-origin"));
    return response_text(res, 200, file->type, packed(req, res, file));
}
