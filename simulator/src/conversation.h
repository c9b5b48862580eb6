/* conversation.h - what was said in a call, word by word. Made again from the call's seed whenever
 * somebody asks: equal every time, and no memory is kept for it. */
#ifndef SIMULATOR_CONVERSATION_H
#define SIMULATOR_CONVERSATION_H

#include "call.h"

struct word {
    struct str text;
    int64_t start_ms, end_ms;
};
struct turn {
    bool agent;
    struct str text;
    struct word *words;
    size_t n;
};
struct conversation {
    struct turn *turns;
    size_t n;
    int64_t length_ms; /* to the last word */
};

/* Cut at until_ms: words that had not ended by then were not said. */
struct conversation conversation_make(struct arena *arena, const struct call *call,
                                      int64_t until_ms);
/* How long the call talks if nobody stops it, at most call->max_ms. */
int64_t conversation_length(const struct call *call);

/* What the analysis says of it. */
struct call_promise {
    struct date date; /* the {fecha} of the dialogue */
    int64_t hour;     /* the {hora} */
    bool half;
    int64_t amount_cents; /* 0: none was named */
};
struct call_promise call_promise(const struct call *call);
struct str call_summary(struct arena *arena, const struct call *call);

#endif
