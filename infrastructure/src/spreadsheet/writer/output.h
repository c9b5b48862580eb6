/* spreadsheet/writer/output.h - bytes on their way to a file; what went wrong is asked once. */
#ifndef SPREADSHEET_WRITER_OUTPUT_H
#define SPREADSHEET_WRITER_OUTPUT_H

#include "base/arena.h"
#include "base/error.h"

enum { OUTPUT_BUFFER = 64 << 10 };

struct output {
    int fd;
    char *path; /* to take the file away again */
    bool failed;
    int64_t at; /* bytes written so far, those in the buffer included */
    char *buffer;
    size_t n;
};

/* ERR_UNAVAILABLE "sheet.write_failed". */
enum err output_open(struct output *o, struct arena *arena, struct str path,
                     struct error *error) MUST_USE;
void output_add(struct output *o, const void *p, size_t n);
enum err output_error(const struct output *o, struct error *error) MUST_USE;
/* Writes what is left. A file that failed is taken away. */
enum err output_close(struct output *o, struct error *error) MUST_USE;
void output_abandon(struct output *o);

#endif
