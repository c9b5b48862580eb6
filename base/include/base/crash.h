/* base/crash.h - named points where a test kills the process. Compiled in only with the option
 * SPEECHAI_CRASH_POINTS; SPEECHAI_CRASH=K6:3 in the environment raises SIGKILL at the third pass of
 * the point K6. Elsewhere CRASH() is nothing. */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#ifdef SPEECHAI_CRASH_POINTS
/* Safe from any thread. */
void crash_point(const char *name);
#define CRASH(name) crash_point(name)
#else
#define CRASH(name) ((void)0)
#endif

#endif
