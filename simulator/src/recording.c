/* recording.c - /recordings/{call_id}.wav: as long as the call, and different for each, so that
 * whoever downloads it can tell whether it is the right one. */
#include "exchange.h"
#include "voice.h"

void recording_answer(struct exchange *x)
{
    const struct str before = STR("/recordings/"), after = STR(".wav");
    const struct str both = STR("_multichannel");
    struct str path = x->request->path, id;
    enum voice_channels channels = VOICE_MONO;
    struct call call;

    id = str_slice(path, before.n, path.n - (str_ends(path, after) ? after.n : 0));
    if (str_ends(id, both)) {
        id = str_slice(id, 0, id.n - both.n);
        channels = VOICE_STEREO;
    }
    if (!world_copy_call(x->world, id, &call) || call.started_at.unix_ms == 0 ||
        call.phase < CALL_ENDED) {
        answer_error(x, 404, "Not Found");
        return;
    }
    x->reply->status = 200;
    x->reply->content_type = STR("audio/wav");
    x->reply->body = voice_record(x->arena, &call, channels);
}
