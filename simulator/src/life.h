/* life.h - what happens to a call from its acceptance to its analysis. */
#ifndef SIMULATOR_LIFE_H
#define SIMULATOR_LIFE_H

#include "world.h"

/* The book has the call already. */
void life_begin(struct world *world, struct call *call);
/* A step whose time has come; fits timetable_new(). */
void life_step(void *world, void *item, int step);
/* Hangs up. False: it is over already. */
bool life_stop(struct world *world, struct str id);

#endif
