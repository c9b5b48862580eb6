/* spreadsheet/process/child.c - the reading process: takes its three descriptors, shuts every door
 * behind it, reads. Arguments: info|read ending most_rows file_bytes rows columns unpacked_bytes
 * cpu_seconds memory_bytes careful sheet. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "infrastructure/spreadsheet.h"
#include "spreadsheet/process/child.h"
#include "spreadsheet/process/frames.h"
#include "spreadsheet/process/sandbox.h"
#include "spreadsheet/sheet_job.h"

static bool read_arguments(char **argv, struct sheet_job *job, struct sandbox_limits *limits)
{
    int64_t careful;
    struct {
        int index;
        int64_t *into;
    } numbers[] = {
        { CHILD_MOST_ROWS, &job->most_rows },
        { CHILD_FILE_BYTES, &job->limits.file_bytes },
        { CHILD_ROWS, &job->limits.rows },
        { CHILD_COLUMNS, &job->limits.columns },
        { CHILD_UNPACKED, &job->limits.unpacked_bytes },
        { CHILD_CPU, &limits->cpu_seconds },
        { CHILD_MEMORY, &limits->memory_bytes },
        { CHILD_CAREFUL, &careful },
    };

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (!str_to_i64(str_from_c(argv[numbers[i].index]), 0, INT64_MAX, numbers[i].into))
            return false;
    job->careful = careful != 0;
    job->ending = str_from_c(argv[CHILD_ENDING]);
    job->sheet = str_from_c(argv[CHILD_SHEET]);
    job->spill = CHILD_SPILL_FD;
    return true;
}

static enum err work(const struct sheet_job *job, bool info, struct frame_writer *w,
                     struct error *error)
{
    struct workbook_info book;

    if (!info)
        return sheet_job_read(job, frame_row, w, error);
    TRY(sheet_job_info(job, error->arena, &book, error));
    return frame_info(w, &book);
}

int sheet_reader_child(int argc, char **argv)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct frame_writer w = frame_writer_init(CHILD_OUTPUT_FD);
    struct sandbox_limits limits;
    struct sheet_job job = { .spill = -1 };
    enum err err;

    if (argc < 2 || strcmp(argv[1], CHILD_ARGUMENT) != 0)
        return -1;
    if (argc != CHILD_ARGUMENTS || !read_arguments(argv, &job, &limits) ||
        source_from_fd(CHILD_INPUT_FD, &job.source, &error) != ERR_OK || !sandbox_enter(limits))
        _exit(CHILD_NOT_READY);
    err = work(&job, strcmp(argv[CHILD_OPERATION], "info") == 0, &w, &error);
    if (err == ERR_OK)
        err = frame_done(&w);
    else if (error.slug != NULL)
        err = frame_error(&w, &error);
    /* No exit handler of the program's may run: what they would call is not allowed here. */
    _exit(err == ERR_OK ? EXIT_SUCCESS : CHILD_NOBODY_READS);
}
