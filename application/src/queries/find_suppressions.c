/* application/src/queries/find_suppressions.c */
#include "application/queries/find_suppressions.h"

#include "application/queries/read_records.h"
#include "base/strbuf.h"
#include "domain/models/account.h"
#include "domain/models/suppression.h"
#include "list_of.h"

RECORD_REPOSITORY(account)

/* Pages of the store that one look turns over. */
enum { PAGES_MOST = 100 };

static struct str digits_of(struct arena *arena, struct str text)
{
    struct strbuf b = strbuf_init(arena, text.n + 1);

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            strbuf_add_char(&b, text.p[i]);
    return strbuf_str(&b);
}

/* "+57 300", "57300" and "300" all begin +573001234567; who writes the plus means the country. */
static bool begins(const struct phone *phone, struct str digits, bool international)
{
    struct str whole = str_slice(phone->e164, 1, phone->e164.n);

    if (phone->e164.n == 0)
        return false;
    return str_starts(whole, digits) ||
           (!international && str_starts(phone_national(*phone), digits));
}

static enum err find_beginning(const struct ports *ports, struct scope *scope, struct str text,
                               const struct page_query *query, struct page *ret)
{
    struct str digits = digits_of(scope->arena, text);
    bool international = str_find_char(text, '+') != SIZE_MAX;
    size_t limit = (size_t)query->limit, n = 0;
    struct suppression *found = ARENA_ARRAY(scope->arena, struct suppression, limit);
    struct page_query its = *query;
    struct page page;
    int pages = 0;

    do {
        its.limit = (int64_t)(limit - n); /* so that all of a page of the store find room */
        TRY(list_records(ports, scope, &suppression_record, &its, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct suppression *one = &((const struct suppression *)page.items)[i];

            if (begins(&one->phone, digits, international))
                found[n++] = *one;
        }
        its.after = page.next;
    } while (page.next.p != NULL && n * 4 < limit * 3 && ++pages < PAGES_MOST);
    *ret = (struct page){ .items = found, .n = n, .next = page.next };
    return ERR_OK;
}

enum err find_suppressions(const struct ports *ports, struct scope *scope, struct str phone,
                           const struct page_query *query, struct page *ret)
{
    struct error not_whole = { .arena = scope->arena };
    struct parsed_phone parsed;
    struct account *account;
    struct phone_hash_id hash;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    if (phone.n == 0)
        return list_records(ports, scope, &suppression_record, query, ret);
    TRY(account_find(ports->records, scope, scope->account, &account));
    if (digits_of(scope->arena, phone).n == 0) {
        error_add_field(&scope->error, (struct field_error){ .field = STR("phone"),
                                                             .slug = "phone.not_a_number" });
        return error_fields(&scope->error);
    }
    if (VIA(ports->phones, parse, phone, account->country, &parsed, &not_whole) != ERR_OK)
        return find_beginning(ports, scope, phone, query, ret);
    hash = VIA(ports->hasher, account_hash, scope->account,
               (struct phone){ { parsed.e164, parsed.n } });
    return list_of(ports, scope, &suppression_record, "id",
                   ID_TEXT(scope->arena, (struct suppression_id){ hash.v }), query, ret);
}
