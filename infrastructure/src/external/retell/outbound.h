/* external/retell/outbound.h - the one thread that places calls. */
#ifndef RETELL_OUTBOUND_H
#define RETELL_OUTBOUND_H

#include "domain/gateways/clock.h"
#include "infrastructure/retell.h"

struct outbound;

/* NULL: the system gives no thread or descriptors. */
struct outbound *outbound_start(const struct retell_settings *settings, struct clock clock);
void outbound_place(struct outbound *outbound, const struct voice_order *order,
                    struct voice_asker asker, void *context);
void outbound_answer(struct voice_question *question, bool yes);
int64_t outbound_posts(struct outbound *outbound);
/* Waits until every POST is over and every order was told its end. */
void outbound_stop(struct outbound *outbound);

#endif
