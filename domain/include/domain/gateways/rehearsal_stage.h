/* domain/gateways/rehearsal_stage.h - a script tried out on somebody who is made up: nobody is
 * called, nothing costs anything. Never the voice provider: it has no such thing, and would place a
 * call. */
#ifndef DOMAIN_GATEWAYS_REHEARSAL_STAGE_H
#define DOMAIN_GATEWAYS_REHEARSAL_STAGE_H

#include "domain/gateways/voice_gateway.h"

/* Whom the script meets. */
enum persona {
    PERSONA_PROMISES = 1,
    PERSONA_HAS_PAID,
    PERSONA_REFUSES,
    PERSONA_IS_BUSY, /* asks to be called at another time */
    PERSONA_LISTENS,
    PERSONA_WRONG_PERSON,
    PERSONA_OPTS_OUT,
    PERSONA_HANGS_UP,
    PERSONA_VOICEMAIL
};
ENUM_NAMES_DECLARE(persona)

struct rehearsal_order {
    enum persona persona;
    int64_t take;                     /* which of several ways it can go: 0, 1, 2 … */
    struct str instructions, opening; /* rendered; an empty opening: one is made up */
    struct duration max_talk;
};

struct rehearsal_stage_ops {
    /* The whole conversation at once, as the provider would show it when its analysis is there; no
     * recording. Views into the arena. ERR_PRECONDITION "rehearsal.no_stage": this installation has
     * none; ERR_UNAVAILABLE "rehearsal.unavailable". */
    enum err (*play)(void *self, struct arena *arena, const struct rehearsal_order *order,
                     struct voice_call *ret, struct error *error) MUST_USE;
};
struct rehearsal_stage {
    const struct rehearsal_stage_ops *ops;
    void *self;
};

#endif
