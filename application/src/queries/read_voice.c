/* application/src/queries/read_voice.c */
#include "application/queries/read_voice.h"

#include "application/commands/connections.h"
#include "domain/models/forgotten_call.h"

static const struct field voice_view_fields[] = {
    FIELD_ID(struct voice_view, connection, 0),
    FIELD_BOOL(struct voice_view, stopped, 0),
    FIELD_STR(struct voice_view, stopped_reason, 0, 0, 200),
    FIELD_I64(struct voice_view, current, 0, 0, 0),
    FIELD_I64(struct voice_view, limit, 0, 0, 0),
    FIELD_I64(struct voice_view, forgotten, 0, 0, 0),
};
const struct record voice_view_record = RECORD("voice", struct voice_view, voice_view_fields);

static enum err count_forgotten(const struct ports *ports, const struct scope *scope, int64_t *ret)
{
    struct page_query query = { .limit = PAGE_MOST };
    struct scope global = *scope;
    struct page page;

    *ret = 0;
    global.account = (struct account_id){ { { 0 } } };
    do {
        TRY(VIA(ports->records, page_global, &global, &forgotten_call_record, &query, &page));
        *ret += (int64_t)page.n;
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err read_voice(const struct ports *ports, struct scope *scope, struct voice_view *ret)
{
    struct connection *connection;
    struct voice_view view;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(connection_of(ports, scope, (struct connection_id){ { { 0 } } }, &connection));
    view = (struct voice_view){ .connection = connection->id,
                                .stopped = connection->stopped,
                                .stopped_reason = connection->stopped_reason };
    TRY(count_forgotten(ports, scope, &view.forgotten));
    TRY(VIA(ports->voice, concurrency, connection, &view.current, &view.limit, &scope->error));
    *ret = view;
    return ERR_OK;
}
