/* voice.h - a conversation as sound: no words, but who speaks when, and for how long. */
#ifndef SIMULATOR_VOICE_H
#define SIMULATOR_VOICE_H

#include "conversation.h"

enum voice_channels { VOICE_MONO = 1, VOICE_STEREO = 2 /* the agent left, the person right */ };

/* A WAV file as long as the call: each word of it a tone of its speaker, equal every time. */
struct str voice_record(struct arena *arena, const struct call *call, enum voice_channels channels);

#endif
