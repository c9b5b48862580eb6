/* application/src/queries/read_transcript.c */
#include "application/queries/read_transcript.h"

#include "domain/models/call.h"

RECORD_REPOSITORY(call)

enum err read_transcript(const struct ports *ports, struct scope *scope, struct call_id id,
                         struct transcript *ret)
{
    struct call *call;

    TRY(scope_require(scope, PERMISSION_READ_PEOPLE));
    TRY(call_find(ports->records, scope, id, &call));
    *ret = transcript_read(scope->arena, call->transcript, call->word_times);
    return ERR_OK;
}
