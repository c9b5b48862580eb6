/* call_json.h - a call as the provider shows it, as far as its phase has come. */
#ifndef SIMULATOR_CALL_JSON_H
#define SIMULATOR_CALL_JSON_H

#include "call.h"

struct world;

enum call_parts {
    CALL_WHOLE = 1,
    CALL_IN_LIST /* without transcript, transcript_object, transcript_with_tool_calls */
};

/* `call` is a copy, or the lock is held. */
void call_put_json(struct json_writer *w, const struct world *world, const struct call *call,
                   enum call_parts parts);
/* What the analysis found, as custom_analysis_data: only what the agent was told to look for. */
void call_put_findings(struct json_writer *w, const struct call *call);
struct str call_sentiment(const struct call *call);

#endif
