/* platform_suppressions.c - the installation's own do-not-call list, for its operator. */
#include <string.h>

#include "v1/csv_lines.h"
#include "v1/handlers.h"

enum err get_platform_suppressions(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &platform_suppression_record, &query));
    TRY(list_platform_suppressions(req->ports, &req->scope, &query, &page));
    return response_page(res, &platform_suppression_record, &page);
}

enum err post_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression wanted = { .reason = SUPPRESSION_REQUESTED, .note = STR("") };
    struct platform_suppression *made;

    TRY(request_read(req, res, &wanted));
    req->scope.idempotency_key = STR_NONE; /* the phone is the key: it is on the list once */
    TRY(suppress_for_all(req->ports, &req->scope, &wanted, &made));
    return response_record(res, 201, &platform_suppression_record, made);
}

enum err get_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression_id id;
    struct platform_suppression *found;

    TRY(request_path_id(req, "id", &id));
    TRY(read_platform_suppression(req->ports, &req->scope, id, &found));
    return response_record(res, 200, &platform_suppression_record, found);
}

enum err delete_platform_suppression(struct request *req, struct response *res)
{
    struct platform_suppression_id id;

    TRY(request_path_id(req, "id", &id));
    TRY(unsuppress_for_all(req->ports, &req->scope, id));
    return response_nothing(res);
}

enum err post_platform_suppression_import(struct request *req, struct response *res)
{
    struct import_suppressions cmd = { .source = body_read_piece,
                                       .from = &req->body,
                                       .file_name = request_file_name(req),
                                       .country = request_query(req, "country") };
    struct imported_suppressions imported;

    TRY(request_stream_end(req, res,
                           import_platform_suppressions(req->ports, &req->scope, &cmd, &imported)));
    return response_record(res, 200, &imported_suppressions_record, &imported);
}

/* -- as a file, a page at a time while it is sent -- */

enum { PAGE_LINES = 200, PAGE_BYTES = 1 << 20 };

static const struct str csv_type = STR_INIT("text/csv; charset=utf-8");
/* The mark that tells Excel that it is UTF-8, then the titles. */
static const struct str head = STR_INIT("\xEF\xBB\xBFphone,reason,note,created_at,expires_at\r\n");

struct export_state {
    const struct ports *ports;
    struct scope scope;
    struct page_query query;
    struct strbuf lines; /* of one page; used again for the next */
    struct str piece;    /* what is left of them */
    struct str next;     /* the cursor behind them */
    bool ended;
};

/* The phone is digits behind a plus: no formula, and the import takes it back as it is. */
static void put_line(struct strbuf *b, struct arena *arena, const struct platform_suppression *s)
{
    strbuf_add(b, s->phone.e164);
    csv_put(b, suppression_reason_name(s->reason), false);
    csv_put(b, s->note, false);
    csv_put(b, instant_print(arena, s->created_at), false);
    csv_put(b, s->expires_at.has ? instant_print(arena, s->expires_at.v) : STR(""), false);
    strbuf_add_c(b, "\r\n");
}

static enum err next_page(struct export_state *e)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_page(&e->scope, &arena, e->scope.now);
    struct page page;

    strbuf_clear(&e->lines);
    e->query.after = e->next;
    TRY(list_platform_suppressions(e->ports, &scope, &e->query, &page));
    for (size_t i = 0; i < page.n; i++)
        put_line(&e->lines, &arena, &((const struct platform_suppression *)page.items)[i]);
    e->ended = page.next.p == NULL;
    e->next = e->ended ? STR_NONE : str_copy(e->scope.arena, page.next);
    e->piece = strbuf_str(&e->lines);
    return strbuf_ok(&e->lines) ? ERR_OK : ERR_INTERNAL;
}

static enum err produce(void *self, void *buffer, size_t n, size_t *got)
{
    struct export_state *e = self;

    while (e->piece.n == 0 && !e->ended)
        TRY(next_page(e));
    *got = e->piece.n < n ? e->piece.n : n;
    if (*got > 0)
        memcpy(buffer, e->piece.p, *got);
    e->piece = str_slice(e->piece, *got, e->piece.n);
    return ERR_OK;
}

enum err get_platform_suppression_export(struct request *req, struct response *res)
{
    struct export_state *e = ARENA_NEW(req->scope.arena, struct export_state);
    struct page page;

    *e = (struct export_state){ .ports = req->ports,
                                .scope = req->scope,
                                .lines = strbuf_init(req->scope.arena, PAGE_BYTES) };
    TRY(request_page(req, &platform_suppression_record, &e->query));
    e->query.limit = PAGE_LINES;
    e->next = e->query.after;
    /* asked once before the head leaves: what is wrong with the question is an honest refusal */
    if (next_page(e) != ERR_OK)
        return list_platform_suppressions(req->ports, &req->scope, &e->query, &page);
    e->piece = str_format(req->scope.arena, "%.*s%.*s", STR_ARG(head), STR_ARG(e->piece));
    response_file(res, csv_type, STR("do-not-call.csv"), -1, produce, e);
    return ERR_OK;
}
