/* application/src/queries/open_recording.c - kept once: two who ask at once fetch it both, and keep
 * the same. */
#include "application/queries/open_recording.h"

#include "application/commands/connections.h"
#include "base/strbuf.h"
#include "bytes_source.h"
#include "domain/models/account.h"
#include "domain/models/call.h"

RECORD_REPOSITORY(account)
RECORD_REPOSITORY(call)

/* The connection that the call was placed by, or the one that calls are placed by now. */
static enum err connection_of_call(const struct ports *ports, struct scope *scope,
                                   const struct call *call, struct connection **ret)
{
    struct connection_id id = { { { 0 } } };
    struct job *job;
    enum err err = VIA(ports->jobs, find, scope, scope->account, call->job, &job);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    error_clear(&scope->error);
    if (err == ERR_OK && job->attempt.n == call->attempt)
        id = job->attempt.connection;
    return connection_of(ports, scope, id, ret);
}

static enum err keep(const struct ports *ports, struct scope *scope, const struct call *call,
                     struct str bytes, struct recording *ret)
{
    struct bytes_source from = { bytes };
    struct object_info info;
    struct recording kept = {
        .id = call->id,
        .account = call->account,
        .object = str_format(scope->arena, "%.*s/recordings/%.*s",
                             STR_ARG(ID_TEXT(scope->arena, call->account)),
                             STR_ARG(ID_TEXT(scope->arena, call->id))),
        .type = recording_type(bytes),
        .bytes = (int64_t)bytes.n,
        .created_at = scope->now,
    };
    enum err err = VIA(ports->objects, put, scope->arena, kept.object, bytes_source_read, &from,
                       RECORDING_MOST, &info, &scope->error);

    if (err == ERR_OK || err == ERR_EXISTS) {
        error_clear(&scope->error);
        err = VIA(ports->records, save, scope, &recording_record, &kept, NULL);
    }
    if (err != ERR_OK && err != ERR_EXISTS)
        return err;
    error_clear(&scope->error);
    *ret = kept;
    return ERR_OK;
}

/* What is missing was never there, or its time to be kept is over. */
static enum err missing(const struct ports *ports, struct scope *scope, const struct call *call)
{
    struct account *account;

    TRY(account_find(ports->records, scope, scope->account, &account));
    if (instant_before(call->created_at, account->erased_until))
        return FAIL(&scope->error, ERR_NOT_FOUND, "call.recording_expired");
    return FAIL(&scope->error, ERR_NOT_FOUND, "call.no_recording");
}

enum err keep_recording(const struct ports *ports, struct scope *scope, struct call_id id,
                        struct recording *ret)
{
    struct connection *connection;
    struct call *call;
    struct str bytes;
    void *found;
    enum err err;

    TRY(call_find(ports->records, scope, id, &call));
    err = VIA(ports->records, find, scope, &recording_record, id.v, &found);
    if (err != ERR_NOT_FOUND) {
        if (err == ERR_OK)
            *ret = *(struct recording *)found;
        return err;
    }
    error_clear(&scope->error);
    if (call->recording_url.n == 0)
        return missing(ports, scope, call);
    TRY(connection_of_call(ports, scope, call, &connection));
    TRY(VIA(ports->recordings, fetch, scope->arena, connection, call->recording_url, &bytes,
            &scope->error));
    return keep(ports, scope, call, bytes, ret);
}

enum err open_recording(const struct ports *ports, struct scope *scope, struct call_id id,
                        struct recording *ret)
{
    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    return keep_recording(ports, scope, id, ret);
}
