/* tests/fakes/memory_voice.h - a voice provider in memory: a book of calls that a test writes and
 * reads, and a list of what it was asked to do. One thread. It places nothing by itself: tests of
 * placing speak to the real gateway. */
#ifndef FAKES_MEMORY_VOICE_H
#define FAKES_MEMORY_VOICE_H

#include "domain/gateways/voice_gateway.h"

enum { MEMORY_CALLS = 32, MEMORY_EVENTS = 32, MEMORY_CALL_ID = 32 };

struct memory_voice {
    struct voice_call book[MEMORY_CALLS]; /* newest last */
    size_t calls;
    struct voice_event events[MEMORY_EVENTS];
    size_t events_n;
    struct str stopped[MEMORY_CALLS]; /* in stopped_ids: the asker's texts end before the test */
    char stopped_ids[MEMORY_CALLS][MEMORY_CALL_ID];
    size_t stopped_n;
    enum err away; /* not ERR_OK: whatever is asked of the provider fails so */
};

struct voice_gateway memory_voice_port(struct memory_voice *voice);
/* A body that read_event() makes this event of: one letter. */
struct str memory_voice_event(struct memory_voice *voice, enum voice_event_kind kind,
                              struct voice_call call);

#endif
