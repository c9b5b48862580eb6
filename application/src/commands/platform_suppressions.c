/* commands/platform_suppressions.c - the installation's own do-not-call list. */
#include "application/commands/platform_suppressions.h"

#include "application/commands/forbidden_calls.h"
#include "phone_said.h"
#include "suppression_sheet.h"

RECORD_REPOSITORY(platform_suppression)

enum { IMPORT_BYTES = 200 << 20 };

/* The list is kept under the account zero. */
static struct scope of_installation(const struct scope *scope)
{
    struct scope own = *scope;

    own.account = (struct account_id){ { { 0 } } };
    own.idempotency_key = STR_NONE;
    own.error = (struct error){ .arena = scope->arena };
    return own;
}

static enum err told(struct scope *scope, const struct scope *own, enum err err)
{
    if (err != ERR_OK)
        scope->error = own->error;
    return err;
}

/* Entries come and go under one id: the deed has one of its own. */
static struct event_list event_of(const struct ports *ports, struct scope *own,
                                  enum event_type type, const struct platform_suppression *entry)
{
    struct event_list events = { 0 };

    event_list_add(&events, own->arena,
                   (struct event){ .type = type,
                                   .aggregate = random_id(ports->random, own->now),
                                   .at = own->now,
                                   .detail = suppression_reason_name(entry->reason),
                                   .object = ID_TEXT(own->arena, entry->id) });
    return events;
}

static struct platform_suppression_id id_of(const struct ports *ports, struct phone phone)
{
    return (struct platform_suppression_id){ VIA(ports->hasher, global_hash, phone).v };
}

/* *ret NULL: it is not there. */
static enum err find(const struct ports *ports, struct scope *own,
                     struct platform_suppression_id id, struct platform_suppression **ret)
{
    enum err err = platform_suppression_find(ports->records, own, id, ret);

    if (err != ERR_NOT_FOUND)
        return err;
    error_clear(&own->error);
    *ret = NULL;
    return ERR_OK;
}

static enum err keep(const struct ports *ports, struct scope *own,
                     const struct platform_suppression *stored, struct platform_suppression *entry)
{
    struct event_list events;

    entry->id = id_of(ports, entry->phone);
    entry->account = own->account;
    entry->version = stored == NULL ? 0 : stored->version;
    entry->created_at = stored == NULL ? own->now : stored->created_at;
    events = event_of(ports, own, EVENT_PLATFORM_SUPPRESSION_ADDED, entry);
    return platform_suppression_save(ports->records, own, entry, &events);
}

enum err suppress_for_all(const struct ports *ports, struct scope *scope,
                          const struct platform_suppression *wanted,
                          struct platform_suppression **ret)
{
    struct platform_suppression *entry =
        record_copy(&platform_suppression_record, wanted, scope->arena);
    struct platform_suppression *stored;
    struct scope own = of_installation(scope);
    int64_t ended;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    suppression_check_end(&scope->error, entry->expires_at, scope->now);
    TRY(phone_said_in(ports, scope, STR(""), entry->phone.e164, &entry->phone));
    TRY(error_fields(&scope->error));
    if (entry->reason == 0)
        entry->reason = SUPPRESSION_REQUESTED;
    TRY(told(scope, &own, find(ports, &own, id_of(ports, entry->phone), &stored)));
    TRY(told(scope, &own, keep(ports, &own, stored, entry)));
    TRY(forbidden_calls_end(ports, scope, true, &ended));
    *ret = entry;
    return ERR_OK;
}

/* As it was told, and no later one: who listed it anew meanwhile came after the removal. */
static enum err take_off(const struct ports *ports, struct scope *own,
                         const struct platform_suppression *entry)
{
    enum err err;

    own->seen = (struct seen_record){ entry->id.v, entry->version };
    err = VIA(ports->records, remove, own, &platform_suppression_record, entry->id.v);
    return err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Told first, gone then: whoever is cut in between finds it listed still. */
enum err unsuppress_for_all(const struct ports *ports, struct scope *scope,
                            struct platform_suppression_id id)
{
    struct scope own = of_installation(scope);
    struct platform_suppression *entry;
    struct event_list events;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(told(scope, &own, platform_suppression_find(ports->records, &own, id, &entry)));
    events = event_of(ports, &own, EVENT_PLATFORM_SUPPRESSION_REMOVED, entry);
    TRY(told(scope, &own, platform_suppression_save(ports->records, &own, entry, &events)));
    return told(scope, &own, take_off(ports, &own, entry));
}

static enum err list_one(void *self, struct scope *scope, struct phone phone, bool *known)
{
    const struct ports *ports = self;
    struct platform_suppression entry = { .reason = SUPPRESSION_IMPORTED, .phone = phone };
    struct platform_suppression *stored;

    TRY(find(ports, scope, id_of(ports, phone), &stored));
    *known = stored != NULL && !stored->expires_at.has;
    return *known ? ERR_OK : keep(ports, scope, stored, &entry);
}

enum err import_platform_suppressions(const struct ports *ports, struct scope *scope,
                                      const struct import_suppressions *cmd,
                                      struct imported_suppressions *ret)
{
    struct scope own = of_installation(scope);
    const struct suppression_sheet sheet = {
        .from = cmd,
        .country = cmd->country,
        .most_bytes = IMPORT_BYTES,
        .list = list_one,
        .self = (void *)(uintptr_t)ports,
    };
    int64_t ended;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    enum err err = told(scope, &own, suppression_sheet_read(ports, &own, &sheet, ret));
    /* also when the sheet ended early: those that were listed are */
    enum err hung_up = forbidden_calls_end(ports, &own, true, &ended);
    return err != ERR_OK ? err : told(scope, &own, hung_up);
}

enum err read_platform_suppression(const struct ports *ports, struct scope *scope,
                                   struct platform_suppression_id id,
                                   struct platform_suppression **ret)
{
    struct scope own = of_installation(scope);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return told(scope, &own, platform_suppression_find(ports->records, &own, id, ret));
}

enum err list_platform_suppressions(const struct ports *ports, struct scope *scope,
                                    const struct page_query *query, struct page *ret)
{
    struct scope own = of_installation(scope);

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    return told(scope, &own,
                VIA(ports->records, page, &own, &platform_suppression_record, query, ret));
}
