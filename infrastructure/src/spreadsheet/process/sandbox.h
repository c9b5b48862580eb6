/* spreadsheet/process/sandbox.h - what a reading process may still do. */
#ifndef SPREADSHEET_PROCESS_SANDBOX_H
#define SPREADSHEET_PROCESS_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

struct sandbox_limits {
    int64_t cpu_seconds, memory_bytes;
};

/* Closes all descriptors but the reader's own and stderr, sets the limits, and allows from here on
 * only what reads, writes, asks for memory or ends. False: the kernel refused; then nothing may be
 * read. Under sanitizers, whose runtimes need more, the limit of memory is left out and what is not
 * allowed fails instead of killing. */
bool sandbox_enter(struct sandbox_limits limits);

#endif
