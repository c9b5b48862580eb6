/* rehearsal.h - POST /__sim/rehearsals: a conversation with nobody on the line. */
#ifndef SIMULATOR_REHEARSAL_H
#define SIMULATOR_REHEARSAL_H

#include "exchange.h"

/* {"scenario", "take", "instructions", "begin_message", "max_call_duration_ms",
 * "post_call_analysis_data", "voicemail_option"}: the call that would have been, whole and
 * analysed. It is in no list, no book, and no webhook tells of it. */
void rehearse(struct exchange *x);

#endif
