/* tests/fuzz/fuzz_list.c - the query of a list: filters, ranges, sorts, chosen fields and cursors.
 * What the edge lets through is a question that the store understands; a cursor is asked of a store
 * that has rows. */
#include "fuzz/fuzz.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "domain/models/account.h"
#include "domain/models/campaign.h"
#include "domain/repositories/record_store.h"
#include "fakes/memory_store.h"
#include "http/request.h"

enum { CAMPAIGNS = 5 };

static struct memory_store *store;
static struct account_id account = { { { 1 } } };

static void fill(void)
{
    struct arena arena = arena_init();
    struct scope scope = scope_system(&arena, account, (struct instant){ 1 }, log_none());

    scope.error.arena = &arena;
    store = memory_store_new();
    for (unsigned char i = 1; i <= CAMPAIGNS; i++) {
        struct campaign campaign = { .id = { { { 0, 0, 0, 0, 0, i } } }, .name = STR("c") };

        if (VIA(memory_record_store(store), save, &scope, &campaign_record, &campaign, NULL) !=
            ERR_OK)
            abort();
    }
    arena_release(&arena);
}

/* What the store may still find wrong with what the edge let through. */
static bool is_told(const struct error *error)
{
    return str_eq_c(STR("page.bad_cursor"), error->slug) ||
           str_eq_c(STR("filter.bad_value"), error->slug);
}

static void ask(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;
    enum err err;

    err = query_parse(req->scope.arena, req->query_text, &req->query, &req->scope.error);
    if (err == ERR_OK) {
        request_fields(req, res, &campaign_record);
        err = request_check_query(req);
    }
    if (err == ERR_OK) {
        err = request_page(req, &campaign_record, &query);
    }
    if (err != ERR_OK) {
        assert(req->scope.error.slug != NULL);
        return;
    }
    assert(query.limit >= 1 && query.limit <= PAGE_MOST && query.n <= PAGE_FILTERS);
    err = VIA(memory_record_store(store), page, &req->scope, &campaign_record, &query, &page);
    if (err != ERR_OK) {
        assert(err == ERR_INVALID && is_told(&req->scope.error));
        return;
    }
    assert(page.n <= (size_t)query.limit);
    err = response_page(res, &campaign_record, &page);
    assert(err == ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    static const struct route route = { .method = "GET",
                                        .path = "/api/v1/campaigns",
                                        .answer = &campaign_record,
                                        .shape = ANSWER_PAGE };
    struct request req = { .route = &route,
                           .scope =
                               scope_system(&arena, account, (struct instant){ 1 }, log_none()),
                           .query_text = { (const char *)data, size } };
    struct response res = response_init(&arena);

    if (store == NULL)
        fill();
    req.scope.error.arena = &arena;
    ask(&req, &res);
    arena_release(&arena);
    return 0;
}
