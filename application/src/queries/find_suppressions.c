/* application/src/queries/find_suppressions.c */
#include "application/queries/find_suppressions.h"

#include <stddef.h>
#include <string.h>

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

/* A list that is looked through: whose records, and where each has its phone. */
struct phone_list {
    const struct ports *ports;
    struct scope *scope;
    const struct record *record;
    size_t phone_at;
};

static const struct phone *phone_of(const struct phone_list *list, const void *item)
{
    return (const struct phone *)((const char *)item + list->phone_at);
}

static enum err page_of(const struct phone_list *list, const struct page_query *query,
                        struct page *ret)
{
    return VIA(list->ports->records, page, list->scope, list->record, query, ret);
}

static enum err find_beginning(const struct phone_list *list, struct str text,
                               const struct page_query *query, struct page *ret)
{
    struct arena *arena = list->scope->arena;
    struct str digits = digits_of(arena, text);
    bool international = str_find_char(text, '+') != SIZE_MAX;
    size_t limit = (size_t)query->limit, size = list->record->size, n = 0;
    char *found = arena_alloc(arena, (limit + 1) * size);
    struct page_query its = *query;
    struct page page;
    int pages = 0;

    do {
        its.limit = (int64_t)(limit - n); /* so that all of a page of the store find room */
        TRY(page_of(list, &its, &page));
        for (size_t i = 0; i < page.n; i++) {
            const char *one = (const char *)page.items + i * size;

            if (begins(phone_of(list, one), digits, international))
                memcpy(found + n++ * size, one, size);
        }
        its.after = page.next;
    } while (page.next.p != NULL && n * 4 < limit * 3 && ++pages < PAGES_MOST);
    *ret = (struct page){ .items = found, .n = n, .next = page.next };
    return ERR_OK;
}

static enum err no_digits(struct scope *scope)
{
    error_add_field(&scope->error,
                    (struct field_error){ .field = STR("phone"), .slug = "phone.not_a_number" });
    return error_fields(&scope->error);
}

enum err find_suppressions(const struct ports *ports, struct scope *scope, struct str phone,
                           const struct page_query *query, struct page *ret)
{
    const struct phone_list list = { ports, scope, &suppression_record,
                                     offsetof(struct suppression, phone) };
    struct error not_whole = { .arena = scope->arena };
    struct parsed_phone parsed;
    struct account *account;
    struct phone_hash_id hash;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    if (phone.n == 0)
        return list_records(ports, scope, &suppression_record, query, ret);
    TRY(account_find(ports->records, scope, scope->account, &account));
    if (digits_of(scope->arena, phone).n == 0)
        return no_digits(scope);
    if (VIA(ports->phones, parse, phone, account->country, &parsed, &not_whole) != ERR_OK)
        return find_beginning(&list, phone, query, ret);
    hash = VIA(ports->hasher, account_hash, scope->account,
               (struct phone){ { parsed.e164, parsed.n } });
    return list_of(ports, scope, &suppression_record, "id",
                   ID_TEXT(scope->arena, (struct suppression_id){ hash.v }), query, ret);
}

/* The installation has no country: a whole number is one that names its own. */
static enum err find_for_all(const struct phone_list *list, struct str phone,
                             const struct page_query *query, struct page *ret)
{
    const struct ports *ports = list->ports;
    struct scope *own = list->scope;
    struct error not_whole = { .arena = own->arena };
    struct platform_suppression_id id;
    struct parsed_phone parsed;

    if (phone.n == 0)
        return page_of(list, query, ret);
    if (VIA(ports->phones, parse, phone, STR(""), &parsed, &not_whole) != ERR_OK)
        return find_beginning(list, phone, query, ret);
    id.v = VIA(ports->hasher, global_hash, (struct phone){ { parsed.e164, parsed.n } }).v;
    return list_of(ports, own, list->record, "id", ID_TEXT(own->arena, id), query, ret);
}

enum err find_platform_suppressions(const struct ports *ports, struct scope *scope,
                                    struct str phone, const struct page_query *query,
                                    struct page *ret)
{
    struct scope own = scope_inside(scope, (struct account_id){ { { 0 } } });
    const struct phone_list list = { ports, &own, &platform_suppression_record,
                                     offsetof(struct platform_suppression, phone) };

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    if (phone.n > 0 && digits_of(scope->arena, phone).n == 0)
        return no_digits(scope);
    return scope_pass_on(scope, &own, find_for_all(&list, phone, query, ret));
}
