/* timetable.h - what has to happen later. One thread runs the steps in order of their time. */
#ifndef SIMULATOR_TIMETABLE_H
#define SIMULATOR_TIMETABLE_H

#include <stdint.h>

struct timetable;
typedef void (*timetable_step)(void *self, void *item, int step);

struct timetable *timetable_new(timetable_step run, void *self);
/* at: milliseconds of the steady clock. From any thread. */
void timetable_add(struct timetable *t, int64_t at, void *item, int step);
/* What has not run yet never will; it may still be added to. */
void timetable_stop(struct timetable *t);
/* After timetable_stop(). NULL is fine. */
void timetable_free(struct timetable *t);

#endif
