/* tests/support/servers.h - the real servers that run beside a test (tests/servers/). */
#ifndef SUPPORT_SERVERS_H
#define SUPPORT_SERVERS_H

#include "base/str.h"

/* What the variable says: the test fails without it. */
struct str server_variable(const char *name);
/* "stop redis", "start redis", "tell s3 fail 503 2"; returns when it is done, with what it
 * answered.
 */
struct str server_say(struct arena *arena, const char *words);

#endif
