/* clock.h - the simulator's two clocks: the steady one drives, the wall one is shown. */
#ifndef SIMULATOR_CLOCK_H
#define SIMULATOR_CLOCK_H

#include <stdint.h>

#include "base/time.h"

int64_t steady_ms(void); /* CLOCK_MONOTONIC */
struct instant wall_now(int64_t offset_ms);

#endif
