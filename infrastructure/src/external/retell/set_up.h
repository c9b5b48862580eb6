/* external/retell/set_up.h - the one language model and the one agent that all our calls use. */
#ifndef RETELL_SET_UP_H
#define RETELL_SET_UP_H

#include "base/arena.h"
#include "base/str.h"
#include "codec/json.h"

enum { SET_UP_ID_MOST = 128 };

/* Of an answer of list-voices: the first whose accent is a Spanish one, else the first. False:
 * none. */
bool set_up_voice_choose(const struct json *voices, struct str *ret);
/* The body of create-retell-llm: a prompt that is each call's own rendered script. */
struct str set_up_llm(struct arena *arena);
/* The body of create-agent, with the analysis that makes outcomes. voice: the provider's id. */
struct str set_up_agent(struct arena *arena, struct str llm, struct str webhook_url,
                        struct str voice);
/* How the agent behaves in every call, as members of an open object: what it does with a machine,
 * and what its analysis looks for. */
void set_up_put_conduct(struct json_writer *w);

#endif
