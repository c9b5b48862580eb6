/* external/retell/list_calls.c - the provider's list of calls, page by page. */
#include "external/retell/list_calls.h"

#include "external/retell/call_json.h"

enum { PAGE_LIMIT = 100, PAGES_MOST = 50, NUMBER_PAGES_MOST = 10 };

/* Calls whose metadata has this value under the key, or that went to this number. */
struct list_filter {
    struct str metadata_key; /* STR_NONE: to_number */
    struct str value;
};

static void put_text(struct json_writer *w, const char *name, struct str text)
{
    json_put_name(w, str_from_c(name));
    json_put_str(w, text);
}

/* {"to_number": {"type": "string", "op": "eq", "value": ...}}, or under "metadata" a list of one
 * such condition with its key in front. */
static void put_filter(struct json_writer *w, const struct list_filter *filter)
{
    bool metadata = filter->metadata_key.p != NULL;

    json_open(w, '{');
    json_put_name(w, metadata ? STR("metadata") : STR("to_number"));
    if (metadata)
        json_open(w, '[');
    json_open(w, '{');
    if (metadata)
        put_text(w, "key", filter->metadata_key);
    put_text(w, "type", STR("string"));
    put_text(w, "op", STR("eq"));
    put_text(w, "value", filter->value);
    json_close(w, '}');
    if (metadata)
        json_close(w, ']');
    json_close(w, '}');
}

static struct str list_body(struct arena *arena, const struct list_filter *filter, int64_t limit,
                            struct str after)
{
    struct strbuf out = strbuf_init(arena, 64 * 1024);
    struct json_writer w = json_writer_init(&out);

    json_open(&w, '{');
    if (filter != NULL) {
        json_put_name(&w, STR("filter_criteria"));
        put_filter(&w, filter);
    }
    put_text(&w, "sort_order", STR("descending"));
    json_put_name(&w, STR("limit"));
    json_put_i64(&w, limit);
    if (after.p != NULL)
        put_text(&w, "pagination_key", after);
    json_close(&w, '}');
    return strbuf_str(&out);
}

static enum err list_page(struct http_client *http, struct arena *arena,
                          const struct connection *connection, const struct list_filter *filter,
                          int64_t limit, struct str after, struct call_page *ret,
                          struct error *error)
{
    const struct http_request request = {
        .connection = connection,
        .method = "POST",
        .path = STR("/v3/list-calls"),
        .body = list_body(arena, filter, limit, after),
        .repeatable = true,
    };
    struct http_answer got;

    TRY(http_send(http, arena, &request, &got, error));
    TRY(http_check(&got, error));
    if (!call_page_read(arena, got.body, ret))
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    return ERR_OK;
}

static bool list_has(const struct voice_call_list *list, struct str provider_call)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->items[i].provider_call, provider_call))
            return true;
    return false;
}

static void list_add(struct voice_call_list *list, struct arena *arena, struct voice_call call)
{
    if ((list->n & (list->n - 1)) == 0) { /* full at every power of two */
        struct voice_call *more =
            ARENA_ARRAY(arena, struct voice_call, list->n == 0 ? 1 : 2 * list->n);

        for (size_t i = 0; i < list->n; i++)
            more[i] = list->items[i];
        list->items = more;
    }
    list->items[list->n++] = call;
}

/* Adds the calls of that tag among those that the filter finds. A list that has no end within
 * `pages` is an error only where the filter itself names the tag. */
static enum err find_by(struct http_client *http, struct arena *arena,
                        const struct connection *connection, const struct list_filter *filter,
                        struct str tag, int64_t pages, struct voice_call_list *ret,
                        struct error *error)
{
    struct call_page page = { .next = STR_NONE };

    do {
        TRY(list_page(http, arena, connection, filter, PAGE_LIMIT, page.next, &page, error));
        for (size_t i = 0; i < page.calls.n; i++)
            if (str_eq(page.calls.items[i].tag, tag) &&
                !list_has(ret, page.calls.items[i].provider_call))
                list_add(ret, arena, page.calls.items[i]);
    } while (page.next.p != NULL && --pages > 0);
    if (page.next.p != NULL && filter->metadata_key.p != NULL)
        return FAIL(error, ERR_UNAVAILABLE, "voice.broken_answer");
    return ERR_OK;
}

/* Two ways, because nothing is known of how late the provider's index by metadata is. */
enum err list_find(struct http_client *http, struct arena *arena,
                   const struct connection *connection, struct str tag, struct phone to,
                   struct voice_call_list *ret, struct error *error)
{
    const struct list_filter by_tag = { STR("tag"), tag }, by_number = { STR_NONE, to.e164 };
    struct voice_call_list found = { .items = NULL };

    TRY(find_by(http, arena, connection, &by_tag, tag, PAGES_MOST, &found, error));
    TRY(find_by(http, arena, connection, &by_number, tag, NUMBER_PAGES_MOST, &found, error));
    *ret = found;
    return ERR_OK;
}

enum err list_recent(struct http_client *http, struct arena *arena,
                     const struct connection *connection, int64_t most, struct voice_call_list *ret,
                     struct error *error)
{
    struct call_page page = { .next = STR_NONE };
    struct voice_call_list found = { .items = NULL };
    int64_t left = most;

    do {
        int64_t limit = left < PAGE_LIMIT ? left : PAGE_LIMIT;

        TRY(list_page(http, arena, connection, NULL, limit, page.next, &page, error));
        for (size_t i = 0; i < page.calls.n && left > 0; i++, left--)
            list_add(&found, arena, page.calls.items[i]);
    } while (page.next.p != NULL && page.calls.n > 0 && left > 0);
    *ret = found;
    return ERR_OK;
}
