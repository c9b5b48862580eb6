/* list_calls.c - POST /v3/list-calls: pages of calls, newest first unless asked otherwise. Ordered
 * by birth, which is the order of start_timestamp but for the length of ringing. */
#include "call_json.h"
#include "exchange.h"
#include "filters.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MOST = 1000 };

struct page_request {
    const struct json *criteria;
    bool ascending, with_total;
    int64_t limit, skip;
    int64_t after; /* seq of the last call of the page before; -1: none */
};

static bool read_number(const struct json *node, int64_t least, int64_t most, int64_t *ret)
{
    return node == NULL || (json_i64(node, ret) && *ret >= least && *ret <= most);
}

/* STR_NONE: the request is good. */
static struct str read_page(struct exchange *x, struct page_request *ret)
{
    const struct json *key = json_get(x->body, "pagination_key");
    struct str order = json_str(json_get(x->body, "sort_order"));
    struct page_request page = { .criteria = json_get(x->body, "filter_criteria"),
                                 .limit = LIMIT_DEFAULT,
                                 .after = -1 };
    struct str wrong = STR_NONE;

    if (!filters_check(x->arena, page.criteria, &wrong))
        return wrong;
    if (!read_number(json_get(x->body, "limit"), 1, LIMIT_MOST, &page.limit))
        return STR("limit must be between 1 and 1000");
    if (!read_number(json_get(x->body, "skip"), 0, INT64_MAX, &page.skip))
        return STR("skip must not be negative");
    if (key != NULL && json_get(x->body, "skip") != NULL)
        return STR("skip and pagination_key cannot be used together");
    if (order.p != NULL && !str_eq_c(order, "ascending") && !str_eq_c(order, "descending"))
        return STR("sort_order must be ascending or descending");
    if (key != NULL &&
        !(str_starts(json_str(key), STR("page_")) &&
          str_to_i64(str_slice(json_str(key), 5, json_str(key).n), 0, INT64_MAX, &page.after)))
        return STR("pagination_key is invalid");
    page.ascending = str_eq_c(order, "ascending");
    (void)json_bool(json_get(x->body, "include_total"), &page.with_total);
    *ret = page;
    return STR_NONE;
}

struct found {
    struct call *items;
    int64_t n, total;
    bool has_more;
};

static bool is_visible(const struct call *call, int64_t now)
{
    return !call->deleted && call->listed_at <= now;
}

/* Lock held. */
static void visit(const struct page_request *page, const struct call *call, int64_t *skipped,
                  struct found *found)
{
    bool behind =
        page->after < 0 || (page->ascending ? call->seq > page->after : call->seq < page->after);

    if (!filters_match(page->criteria, call))
        return;
    found->total++;
    if (!behind)
        return;
    if (*skipped < page->skip)
        ++*skipped;
    else if (found->n < page->limit)
        found->items[found->n++] = *call;
    else
        found->has_more = true;
}

static struct found find(struct exchange *x, const struct page_request *page)
{
    struct world *world = x->world;
    struct found found = { ARENA_ARRAY(x->arena, struct call, (size_t)page->limit), 0, 0, false };
    int64_t skipped = 0, now = steady_ms();

    pthread_mutex_lock(&world->lock);
    for (int64_t i = world->first_call; i < world->n_calls; i++) {
        int64_t seq = page->ascending ? i : world->n_calls - 1 - (i - world->first_call);

        if (is_visible(world->calls[seq], now))
            visit(page, world->calls[seq], &skipped, &found);
        if (found.has_more && !page->with_total)
            break;
    }
    pthread_mutex_unlock(&world->lock);
    return found;
}

static void list_calls(struct exchange *x)
{
    struct page_request page = { 0 };
    struct str wrong = read_page(x, &page);
    struct json_writer w = answer_writer(x);
    struct found found;

    if (wrong.p != NULL) {
        answer_error_str(x, 400, wrong);
        return;
    }
    found = find(x, &page);
    json_open(&w, '{');
    json_put_name(&w, STR("items"));
    json_open(&w, '[');
    for (int64_t i = 0; i < found.n; i++)
        call_put_json(&w, x->world, &found.items[i], CALL_IN_LIST);
    json_close(&w, ']');
    put_bool(&w, "has_more", found.has_more);
    if (found.has_more)
        put_str(&w, "pagination_key",
                str_format(x->arena, "page_%lld", (long long)found.items[found.n - 1].seq));
    if (page.with_total)
        put_i64(&w, "total", found.total);
    json_close(&w, '}');
    answer_json(x, 200, &w);
}

const struct route list_routes[] = {
    { "POST", "/v3/list-calls", "list", list_calls },
    { NULL, NULL, NULL, NULL },
};
