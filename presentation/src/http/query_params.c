/* query_params.c - a route's own parameters, judged by its table before its handler is asked. */
#include "http/request.h"

enum { FILE_NAME_MOST = 255 };

static void wrong_with(struct request *req, struct str name, const char *slug, struct param param)
{
    error_add_field(&req->scope.error,
                    (struct field_error){ .field = name, .slug = slug, .params = { param } });
}

static void wrong(struct request *req, struct str name, const char *slug)
{
    wrong_with(req, name, slug, (struct param){ .name = NULL });
}

struct str request_query(const struct request *req, const char *name)
{
    struct str text = query_get(&req->query, name);

    return text.p == NULL ? STR("") : text;
}

void request_query_i64(const struct request *req, const char *name, int64_t *ret)
{
    int64_t value;

    if (str_to_i64(request_query(req, name), INT64_MIN, INT64_MAX, &value))
        *ret = value;
}

struct str request_file_name(const struct request *req)
{
    struct str header = request_header(req, "X-File-Name"), name;

    if (header.p == NULL)
        return request_query(req, "file_name");
    return percent_decode(req->scope.arena, header, &name) ? name : STR("");
}

/* What a query lets through, and a header is held to as well. */
static bool is_file_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f)
            return false;
    return name.n > 0 && name.n <= FILE_NAME_MOST && str_is_utf8(name);
}

static bool is_moment(struct str text)
{
    struct instant t;
    struct date date;

    if (instant_parse(text, &t))
        return t.unix_ms >= 0;
    return date_parse(text, &date) && date.year >= 1970;
}

static void check_number(struct request *req, const struct route_param *p, struct str name,
                         struct str text)
{
    int64_t value;

    if (!str_to_i64(text, INT64_MIN, INT64_MAX, &value))
        wrong(req, name, "field.type");
    else if (value < p->least)
        wrong_with(req, name, "field.too_small", P_I64("min", p->least));
    else if (value > p->most)
        wrong_with(req, name, "field.too_big", P_I64("max", p->most));
}

static void check_value(struct request *req, const struct route_param *p, struct str name,
                        struct str text)
{
    struct id128 id;

    switch (p->kind) {
    case PARAM_TEXT:
        if (p->most > 0 && (int64_t)text.n > p->most)
            wrong_with(req, name, "field.too_long", P_I64("max", p->most));
        break;
    case PARAM_NUMBER:
        check_number(req, p, name, text);
        break;
    case PARAM_ENUM:
        if (enum_parse(p->names, text) == 0)
            wrong_with(req, name, "field.not_one_of",
                       P_STR("allowed", enum_list(req->scope.arena, p->names, 1)));
        break;
    case PARAM_ID:
        if (!id128_scan(text, p->prefix, &id))
            wrong(req, name, "field.format");
        break;
    case PARAM_MOMENT:
        if (!is_moment(text))
            wrong(req, name, "field.format");
        break;
    case PARAM_COUNTRY:
        if (text.n > 0 && !VIA(req->ports->phones, knows_country, text))
            wrong_with(req, name, "account.country_unknown", P_STR("value", text));
        break;
    case PARAM_FILE_NAME: /* in the header, perhaps */
        break;
    }
}

void request_check_param(struct request *req, const struct route_param *p)
{
    struct str name = str_from_c(p->name), text = query_get(&req->query, p->name);

    if (p->kind == PARAM_FILE_NAME) {
        if (!is_file_name(request_file_name(req)))
            wrong(req, name, "http.file_name_needed");
    } else if (p->required && text.n == 0) {
        wrong(req, name, "field.required");
    } else if (text.p != NULL) {
        check_value(req, p, name, text);
    }
}

/* Two days, or two instants: what is between a day and an instant depends on the zone. */
static void check_order(struct request *req)
{
    struct str from = request_query(req, "from"), until = request_query(req, "until");
    struct instant first, last;
    struct date day;
    bool turned;

    if (instant_parse(from, &first) && instant_parse(until, &last))
        turned = !instant_before(first, last);
    else
        turned = date_parse(from, &day) && date_parse(until, &day) && str_cmp(from, until) >= 0;
    if (turned)
        wrong(req, STR("from"), "analytics.range_turned");
}

bool request_has_param(const struct route *route, struct str name)
{
    for (const struct route_param *p = route->params; p != NULL && p->name != NULL; p++)
        if (str_eq_c(name, p->name))
            return true;
    return false;
}

static bool stands_before(const struct str_map *query, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(query->items[k].name, query->items[i].name))
            return true;
    return false;
}

/* A list judges its names itself. The address of a file may carry what only caches look at. */
static void check_names(struct request *req)
{
    bool any = req->route->shape == ANSWER_PAGE || req->route->shape == ANSWER_FILE;

    for (size_t i = 0; i < req->query.n; i++) {
        struct str name = req->query.items[i].name;

        if (stands_before(&req->query, i))
            wrong(req, name, "query.twice");
        else if (!any && !request_has_param(req->route, name))
            wrong_with(req, name, "query.unknown", P_STR("field", name));
    }
}

enum err request_check_query(struct request *req)
{
    if (!str_starts(str_from_c(req->route->path), STR("/api/")))
        return ERR_OK;
    check_names(req);
    for (const struct route_param *p = req->route->params; p != NULL && p->name != NULL; p++)
        request_check_param(req, p);
    if (request_has_param(req->route, STR("until")))
        check_order(req);
    return takes_filters(req->route) ? ERR_OK : error_fields(&req->scope.error);
}
