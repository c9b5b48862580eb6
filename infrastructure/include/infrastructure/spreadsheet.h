/* infrastructure/spreadsheet.h - workbooks and text files, read and written. */
#ifndef INFRASTRUCTURE_SPREADSHEET_H
#define INFRASTRUCTURE_SPREADSHEET_H

#include "domain/gateways/sheet_reader.h"
#include "domain/gateways/sheet_writer.h"

/* The first words of every main whose program may be run as reader: an uploaded file is taken apart
 * in a process of its own, which can read that file, write rows and nothing else.
 *
 *     int status = sheet_reader_child(argc, argv);
 *     if (status >= 0)
 *         return status;
 *
 * -1: this run is no reader. */
int sheet_reader_child(int argc, char **argv);

struct sheet_reader_settings {
    const char *program;      /* to be run as reader; NULL: the running program itself */
    const char *spill_folder; /* for unlinked files of large string tables; else TMPDIR, /var/tmp */
    bool in_process;          /* no process of its own: tests and fuzzing */
    bool careful;             /* XML by the parser alone: comparisons with the fast scan */
    int64_t cpu_seconds;      /* 0: 60 */
    int64_t memory_bytes;     /* of the reading process; 0: 256 MiB */
};

struct sheet_reader_adapter;

/* Never fails; texts of the settings are copied. One adapter serves any number of threads. */
struct sheet_reader_adapter *sheet_reader_new(struct sheet_reader_settings settings);
void sheet_reader_free(struct sheet_reader_adapter *adapter);
struct sheet_reader sheet_reader_port(struct sheet_reader_adapter *adapter);

/* Needs no memory of its own. */
struct sheet_writer sheet_writer_port(void);

#endif
