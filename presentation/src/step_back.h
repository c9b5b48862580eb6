/* step_back.h - of threads that have much to do, so that those who say no, accept, or have one
 * thing to do get their turn beside them. */
#ifndef STEP_BACK_H
#define STEP_BACK_H

#include <sched.h>
#include <unistd.h>

/* The thread that calls is niced, and interrupts nobody any more when it wakes. Where the host
 * forbids either, it is not so. */
static inline void step_back(void)
{
    int now = nice(5); /* Linux: of this thread alone */

    now = sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
    (void)now;
}

#endif
