/* spreadsheet/process/child.h - what the two processes agree on. */
#ifndef SPREADSHEET_PROCESS_CHILD_H
#define SPREADSHEET_PROCESS_CHILD_H

#define CHILD_ARGUMENT "--sheet-reader"

enum { CHILD_INPUT_FD = 3, CHILD_SPILL_FD, CHILD_OUTPUT_FD, CHILD_AFTER_LAST_FD };

/* Places in argv. */
enum {
    CHILD_OPERATION = 2,
    CHILD_ENDING,
    CHILD_MOST_ROWS,
    CHILD_FILE_BYTES,
    CHILD_ROWS,
    CHILD_COLUMNS,
    CHILD_UNPACKED,
    CHILD_CPU,
    CHILD_MEMORY,
    CHILD_CAREFUL,
    CHILD_SHEET,
    CHILD_ARGUMENTS
};

/* Exit codes. */
enum { CHILD_NOT_READY = 3, CHILD_NOBODY_READS = 4 };

#endif
