/* domain/src/gateways/rehearsal_stage.c */
#include "domain/gateways/rehearsal_stage.h"

static const char *const persona_texts[] = {
    [PERSONA_PROMISES] = "promises",   [PERSONA_HAS_PAID] = "has_paid",
    [PERSONA_REFUSES] = "refuses",     [PERSONA_IS_BUSY] = "is_busy",
    [PERSONA_LISTENS] = "listens",     [PERSONA_WRONG_PERSON] = "wrong_person",
    [PERSONA_OPTS_OUT] = "opts_out",   [PERSONA_HANGS_UP] = "hangs_up",
    [PERSONA_VOICEMAIL] = "voicemail",
};
ENUM_NAMES_DEFINE(persona)
