/* audit.c - the audit log as a file, and its check. The file is written line by line while it is
 * sent: a log of millions of lines takes no more memory than a page of it. */
#include <string.h>

#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "v1/csv_lines.h"
#include "v1/handlers.h"

enum { PAGE_LINES = 200, PAGE_BYTES = 64 << 20 };

static const struct str csv_type = STR_INIT("text/csv; charset=utf-8");
/* The mark that tells Excel that it is UTF-8, then the titles. */
static const struct str head = STR_INIT(
    "\xEF\xBB\xBFseq,created_at,actor,address,request_id,type,object,campaign,batch,detail,"
    "amount,count,changes,hash\r\n");

struct export_state {
    const struct ports *ports;
    struct scope scope;
    struct page_query query;
    struct strbuf
        lines;        /* of one page; used again for the next, as what follows in the request's */
    struct str piece; /* what is left of them */
    struct str next;  /* the cursor behind them */
    bool ended;
};

static struct str i64_text(struct arena *arena, int64_t n)
{
    return str_format(arena, "%lld", (long long)n);
}

static struct str amount_of(struct arena *arena, const struct audit_entry *line)
{
    struct strbuf b = strbuf_init(arena, 64);

    if (!line->amount.has)
        return STR("");
    if (line->amount.v.unit == UNIT_TALK_MS)
        strbuf_add_i64(&b, line->amount.v.units);
    else
        json_amount_text(line->amount.v.units, &b);
    strbuf_addf(&b, " %.*s", STR_ARG(unit_name(line->amount.v.unit)));
    return strbuf_str(&b);
}

static struct str changes_of_line(struct arena *arena, const struct audit_entry *line)
{
    struct strbuf b = strbuf_init(arena, 1 << 18);

    for (size_t i = 0; i < line->changes.n; i++) {
        const struct field_change *c = &line->changes.items[i];

        strbuf_addf(&b, "%s%.*s: %.*s → %.*s", i == 0 ? "" : "; ", STR_ARG(c->field),
                    STR_ARG(c->before), STR_ARG(c->after));
    }
    return strbuf_str(&b);
}

static struct str id_text(struct arena *arena, const char *prefix, struct id128 id)
{
    return id128_is_zero(id) ? STR("") : id128_print(arena, prefix, id);
}

static void put_line(struct strbuf *b, struct arena *arena, const struct audit_entry *line)
{
    csv_put(b, i64_text(arena, line->seq), true);
    csv_put(b, instant_print(arena, line->created_at), false);
    csv_put(b, line->actor, false);
    csv_put(b, line->address, false);
    csv_put(b, line->request_id, false);
    csv_put(b, event_type_name(line->type), false);
    csv_put(b, line->object, false);
    csv_put(b, id_text(arena, "cmp", line->campaign.v), false);
    csv_put(b, id_text(arena, "bat", line->batch.v), false);
    csv_put(b, line->detail, false);
    csv_put(b, amount_of(arena, line), false);
    csv_put(b, line->count.has ? i64_text(arena, line->count.v) : STR(""), false);
    csv_put(b, changes_of_line(arena, line), false);
    csv_put(b, hex_print(arena, line->hash), false);
    strbuf_add_c(b, "\r\n");
}

static enum err next_page(struct export_state *e)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_page(&e->scope, &arena, e->scope.now);
    struct page page;

    strbuf_clear(&e->lines);
    e->query.after = e->next;
    TRY(list_records(e->ports, &scope, &audit_entry_record, &e->query, &page));
    for (size_t i = 0; i < page.n; i++)
        put_line(&e->lines, &arena, &((const struct audit_entry *)page.items)[i]);
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

enum err get_audit_export(struct request *req, struct response *res)
{
    struct export_state *e = ARENA_NEW(req->scope.arena, struct export_state);
    struct page page;

    *e = (struct export_state){ .ports = req->ports,
                                .scope = req->scope,
                                .lines = strbuf_init(req->scope.arena, PAGE_BYTES) };
    TRY(request_page(req, &audit_entry_record, &e->query));
    e->query.limit = PAGE_LINES;
    e->next = e->query.after;
    /* asked once before the head leaves: what is wrong with the question is an honest 422 */
    if (next_page(e) != ERR_OK)
        return list_records(req->ports, &req->scope, &audit_entry_record, &e->query, &page);
    e->piece = str_format(req->scope.arena, "%.*s%.*s", STR_ARG(head), STR_ARG(e->piece));
    response_file(res, csv_type, STR("audit-log.csv"), -1, produce, e);
    return ERR_OK;
}

enum err get_audit_check(struct request *req, struct response *res)
{
    struct audit_check check;

    TRY(check_audit_log(req->ports, &req->scope, &check));
    return response_record(res, 200, &audit_check_record, &check);
}

enum err get_audit_checks(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &account_record, &query));
    TRY(check_audit_logs(req->ports, &req->scope, &query, &page));
    return response_page(res, &account_audit_record, &page);
}
