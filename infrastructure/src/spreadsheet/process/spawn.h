/* spreadsheet/process/spawn.h - starting a reading process and knowing how it ended. */
#ifndef SPREADSHEET_PROCESS_SPAWN_H
#define SPREADSHEET_PROCESS_SPAWN_H

#include <sys/types.h>

#include "base/error.h"

struct reader_process {
    pid_t pid;
    int output; /* the pipe that its frames come from */
};

/* The three descriptors are the caller's and stay his. argv[0] is the program's path.
 * ERR_UNAVAILABLE "sheet.reader_failed". */
enum err reader_start(char *const argv[], int input, int spill, struct reader_process *ret,
                      struct error *error) MUST_USE;
/* Kills it if it still runs, and waits for its end. */
void reader_abandon(struct reader_process *process);
/* Waits for the end of a process that told neither result nor error, and says why:
 * "sheet.too_slow", "sheet.damaged" {part} where it was killed, "sheet.reader_failed" where it
 * never began. */
enum err reader_verdict(struct reader_process *process, struct error *error) MUST_USE;

#endif
