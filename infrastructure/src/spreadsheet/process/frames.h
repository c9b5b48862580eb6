/* spreadsheet/process/frames.h - what a reading process writes to the one that started it: frames
 * of a kind, a length and a payload. The receiver believes nothing that it has not checked. */
#ifndef SPREADSHEET_PROCESS_FRAMES_H
#define SPREADSHEET_PROCESS_FRAMES_H

#include "domain/gateways/sheet_reader.h"

enum frame_kind { FRAME_ROWS = 1, FRAME_INFO, FRAME_ERROR, FRAME_DONE };
enum { FRAME_HEAD = 5, FRAME_MOST = 64 << 20 };

/* The writing end, for as long as its process lives; rows are kept back until there are many. */
struct frame_writer {
    int fd;
    unsigned char *bytes;
    size_t n, capacity;
};
struct frame_writer frame_writer_init(int fd);
/* A sheet_row whose `to` is a frame_writer. ERR_UNAVAILABLE: nobody reads any more. */
enum err frame_row(void *to, int64_t row, const struct cell *cells, size_t n) MUST_USE;
enum err frame_info(struct frame_writer *w, const struct workbook_info *info) MUST_USE;
enum err frame_error(struct frame_writer *w, const struct error *error) MUST_USE;
enum err frame_done(struct frame_writer *w) MUST_USE;

/* The reading end, on the payload of one frame. ERR_INVALID "sheet.damaged" {part}: no such frame
 * is ever written. */
struct row_receiver {
    sheet_row *row;
    void *to;
    struct cell *cells; /* grown as needed; free() it at the end */
    size_t capacity;
};
enum err frame_take_rows(struct row_receiver *r, const unsigned char *p, size_t n,
                         struct error *error) MUST_USE;
enum err frame_take_info(const unsigned char *p, size_t n, struct arena *arena,
                         struct workbook_info *ret, struct error *error) MUST_USE;
/* Returns the error that the frame tells. */
enum err frame_take_error(const unsigned char *p, size_t n, struct error *error) MUST_USE;

#endif
