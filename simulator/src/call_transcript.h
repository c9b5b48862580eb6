/* call_transcript.h - the three forms of a transcript in the call object. */
#ifndef SIMULATOR_CALL_TRANSCRIPT_H
#define SIMULATOR_CALL_TRANSCRIPT_H

#include "call.h"

/* transcript, transcript_object and transcript_with_tool_calls, of a call that has ended. */
void call_put_transcript(struct json_writer *w, const struct call *call);

#endif
