/* lines.h - files of lines that are read at the start and added to afterwards. */
#ifndef SIMULATOR_LINES_H
#define SIMULATOR_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Gives each line to `read` (false: it is damaged) and leaves the file open at its end. A last line
 * without its newline is cut off: the process was killed while it wrote. An empty name: *ret is
 * NULL. ERR_INVALID "simulator.bad_state" {file}; ERR_UNAVAILABLE "simulator.cannot_open" {file}.
 */
enum err lines_open(struct str file, bool (*read)(void *self, struct str line), void *self,
                    FILE **ret, struct error *error) MUST_USE;

#endif
