/* spreadsheet/xlsx/part_reader.c - see the header for the division of labour. */
#include "spreadsheet/xlsx/part_reader.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER = 256 << 10, LARGEST_BUFFER = 1 << 20 };

struct part_reader {
    struct zip_part *part;
    struct xml *xml;
    const struct part_scan *scan;
    void *to;
    struct error *error;
    char *buffer; /* capacity + 1 bytes: a NUL stands behind what is there */
    size_t n, capacity;
    bool ended; /* the part has no more bytes */
};

static void grow(struct part_reader *r)
{
    r->capacity = r->capacity == 0 ? BUFFER : r->capacity * 2;
    r->buffer = realloc(r->buffer, r->capacity + 1);
    if (r->buffer == NULL)
        abort();
}

/* Fills what is free of the buffer. */
static enum err fill(struct part_reader *r)
{
    size_t got;

    while (!r->ended && r->n < r->capacity) {
        TRY(zip_part_read(r->part, r->buffer + r->n, r->capacity - r->n, &got, r->error));
        r->n += got;
        r->ended = got == 0;
    }
    r->buffer[r->n] = '\0';
    return ERR_OK;
}

static void drop(struct part_reader *r, size_t used)
{
    memmove(r->buffer, r->buffer + used, r->n - used + 1);
    r->n -= used;
}

static bool enough(const struct part_reader *r)
{
    return r->scan != NULL && r->scan->enough(r->to);
}

/* All that is in the buffer and all that is still to come. */
static enum err by_parser(struct part_reader *r)
{
    for (;;) {
        TRY(xml_feed(r->xml, r->buffer, r->n, r->ended));
        if (r->ended || enough(r))
            return ERR_OK;
        if (xml_stopped(r->xml))
            return zip_part_drain(r->part, r->error);
        r->n = 0;
        TRY(fill(r));
    }
}

/* Feeds the parser up to and with the opening tag. *ready: the scan may begin. */
static enum err feed_head(struct part_reader *r, bool *ready)
{
    const char *tag, *close;
    size_t before;

    *ready = false;
    if (r->scan == NULL || r->n < 4 || (unsigned char)r->buffer[0] >= 0xfe || r->buffer[0] == 0 ||
        r->buffer[1] == 0)
        return ERR_OK; /* of UTF-16 */
    tag = memmem(r->buffer, r->n, r->scan->opening.p, r->scan->opening.n);
    if (tag == NULL || (close = memchr(tag, '>', r->n - (size_t)(tag - r->buffer))) == NULL ||
        close[-1] == '/')
        return ERR_OK;
    before = (size_t)(tag - r->buffer);
    TRY(xml_feed(r->xml, r->buffer, before, false));
    *ready = !r->scan->ready(r->to) && !xml_stopped(r->xml);
    drop(r, before);
    TRY(xml_feed(r->xml, r->buffer, (size_t)(close - tag) + 1, false));
    *ready = *ready && r->scan->ready(r->to) && xml_is_utf8(r->xml);
    drop(r, (size_t)(close - tag) + 1);
    return ERR_OK;
}

static enum err by_scan(struct part_reader *r)
{
    for (;;) {
        enum err err = ERR_OK;
        size_t used = 0;
        enum scan_result result;

        TRY(fill(r));
        result = r->scan->items(r->to, r->buffer, r->n, &used, &err);
        if (result == SCAN_FAILED)
            return err;
        if (enough(r))
            return ERR_OK;
        if (result == SCAN_CLOSED)
            return zip_part_drain(r->part, r->error);
        drop(r, used);
        if (r->ended && result == SCAN_ITEMS)
            return by_parser(r); /* the list has no end: it says so */
        if (result == SCAN_UNUSUAL &&
            (r->ended || (used == 0 && r->capacity >= LARGEST_BUFFER) ||
             memmem(r->buffer, r->n, r->scan->closing.p, r->scan->closing.n) != NULL))
            return by_parser(r);
        if (r->n == r->capacity) /* an item longer than the buffer */
            grow(r);
    }
}

enum err part_read(const struct zip *zip, const struct zip_entry *entry, struct xml *xml,
                   const struct part_scan *scan, bool careful, void *to, struct error *error)
{
    struct part_reader r = {
        .part = zip_part_new(), .xml = xml, .scan = scan, .to = to, .error = error
    };
    bool ready = false;
    enum err err;

    grow(&r);
    zip_part_begin(r.part, zip, entry);
    err = fill(&r);
    if (err == ERR_OK && !careful)
        err = feed_head(&r, &ready);
    if (err == ERR_OK)
        err = ready ? by_scan(&r) : by_parser(&r);
    free(r.buffer);
    zip_part_free(r.part);
    return err;
}
