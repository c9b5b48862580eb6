/* lobby.h - where connections stay that were told no.
 *
 * A connection is a thread here. To wake one for each no costs several times the no: under four
 * times the capacity that was a fifth of the whole machine. So a thread whose connection hears no
 * leaves the connection here and sleeps; one thread says no to all of them, a few at a time, and
 * calls the connection's own thread as soon as there is anything else to do. It takes a tenth of a
 * processor at most, however fast they ask anew: then each waits longer for its next no, with a
 * thousand of them a fifth of a second.
 *
 * Nothing is read of a request that may come in: its thread finds it whole. */
#ifndef HTTP_LOBBY_H
#define HTTP_LOBBY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct lobby;

enum { LOBBY_STAY_MS = 1000 }; /* of silence; then the server's own patience counts on */

/* The whole answer to one who is refused, or STR_NONE: it may come in. Only GETs without a body are
 * asked for. `coming`: so many were let in and have not come yet. From the lobby's thread; the
 * bytes live as long as the lobby. */
typedef struct str lobby_answer(void *self, struct str path, int64_t coming);

/* NULL: the system gives no thread or no descriptor for it. */
struct lobby *lobby_new(lobby_answer *answer, void *self, int64_t stay_ms);
/* After lobby_close, once nobody is in it. */
void lobby_free(struct lobby *lobby);
/* Calls everybody; from now on nobody stays. */
void lobby_close(struct lobby *lobby);

/* The thread that owns the connection sleeps until there is something only it can do: a request
 * that may come in or is no plain one, the other end's goodbye, stay_ms of silence; or until the
 * lobby closes. True: for a request that waits to be read; lobby_came() is owed for it. */
bool lobby_stay(struct lobby *lobby, int socket);
/* Whoever was let in is where it can be counted by others, or has gone. */
void lobby_came(struct lobby *lobby);

#endif
