/* application/src/queries/read_voice.c */
#include "application/queries/read_voice.h"

#include "application/commands/connections.h"

static const struct field voice_view_fields[] = {
    FIELD_ID(struct voice_view, connection, 0),
    FIELD_BOOL(struct voice_view, stopped, 0),
    FIELD_STR(struct voice_view, stopped_reason, 0, 0, 200),
    FIELD_I64(struct voice_view, current, 0, 0, 0),
    FIELD_I64(struct voice_view, limit, 0, 0, 0),
};
const struct record voice_view_record = RECORD("voice", struct voice_view, voice_view_fields);

enum err read_voice(const struct ports *ports, struct scope *scope, struct voice_view *ret)
{
    struct connection *connection;
    struct voice_view view;

    TRY(scope_require(scope, PERMISSION_PLATFORM));
    TRY(connection_of(ports, scope, (struct connection_id){ { { 0 } } }, &connection));
    view = (struct voice_view){ .connection = connection->id,
                                .stopped = connection->stopped,
                                .stopped_reason = connection->stopped_reason };
    TRY(VIA(ports->voice, concurrency, connection, &view.current, &view.limit, &scope->error));
    *ret = view;
    return ERR_OK;
}
