/* external/retell/rehearsals.h - rehearsals by retell-simulator, under a path that no provider
 * has. */
#ifndef RETELL_REHEARSALS_H
#define RETELL_REHEARSALS_H

#include "domain/gateways/rehearsal_stage.h"
#include "external/retell/http.h"

/* `url`: the simulator's. It is first asked whether it is one, so that a script never goes to
 * anybody else. */
enum err rehearsals_play(struct http_client *http, struct arena *arena, struct str url,
                         const struct rehearsal_order *order, struct voice_call *ret,
                         struct error *error) MUST_USE;

#endif
