/* application/commands/note_process.h - a process says that it is there. System only. */
#ifndef APPLICATION_COMMANDS_NOTE_PROCESS_H
#define APPLICATION_COMMANDS_NOTE_PROCESS_H

#include "application/ports.h"
#include "domain/models/process.h"

/* The first time `process` gets its id. The object is the caller's, for as long as it lives. */
enum err note_process(const struct ports *ports, struct scope *scope,
                      struct process *process) MUST_USE;
enum err note_process_stopped(const struct ports *ports, struct scope *scope,
                              struct process *process) MUST_USE;
/* Those that were not heard of for a day are forgotten. */
enum err forget_processes(const struct ports *ports, struct scope *scope) MUST_USE;

#endif
