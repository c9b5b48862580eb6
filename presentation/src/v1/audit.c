/* audit.c - the audit log as a file, and its check. */
#include "base/strbuf.h"
#include "codec/crypto.h"
#include "codec/json_record.h"
#include "v1/csv_lines.h"
#include "v1/handlers.h"

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

static void put_cells(struct strbuf *b, struct arena *arena, const void *item)
{
    const struct audit_entry *line = item;

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
}

enum err get_audit_log(struct request *req, struct response *res)
{
    struct page_query query;
    struct page page;

    TRY(request_page(req, &audit_entry_record, &query));
    TRY(list_audit_log(req->ports, &req->scope, &query, &page));
    return response_page(res, &audit_entry_record, &page);
}

enum err get_audit_export(struct request *req, struct response *res)
{
    static const struct csv_file file = {
        .name = "audit-log.csv",
        .record = &audit_entry_record,
        .titles = "seq,created_at,actor,address,request_id,type,object,campaign,batch,detail,"
                  "amount,count,changes,hash",
        .page_bytes = 64 << 20,
        .list = list_audit_log,
        .put_cells = put_cells,
    };

    return response_csv(req, res, &file);
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
