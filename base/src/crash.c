/* base/src/crash.c - the process dies where a test says: at once, as by power loss of the process,
 * with no handler, no flush and no destructor. */
#include "base/crash.h"

#ifdef SPEECHAI_CRASH_POINTS
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The environment is read at each pass: points lie where a commit is awaited anyway, and the
 * variable is never changed by the program. */
void crash_point(const char *name)
{
    static atomic_long passes;
    const char *wanted = getenv("SPEECHAI_CRASH");
    size_t n = strlen(name);

    if (wanted == NULL || strncmp(wanted, name, n) != 0 || (wanted[n] != '\0' && wanted[n] != ':'))
        return;
    long nth = wanted[n] == ':' ? strtol(wanted + n + 1, NULL, 10) : 1;
    if (atomic_fetch_add(&passes, 1) + 1 == nth)
        raise(SIGKILL);
}
#endif
