/* spreadsheet/writer/zip_writer.h - an archive written in one pass: sizes and checksums follow the
 * bytes they are about. */
#ifndef SPREADSHEET_WRITER_ZIP_WRITER_H
#define SPREADSHEET_WRITER_ZIP_WRITER_H

#include <isa-l/igzip_lib.h>

#include "spreadsheet/writer/output.h"

enum { ZIP_MOST_PARTS = 1024, ZIP_BUFFER = 64 << 10 };
/* Where a part stops before sizes no longer fit their 32 bits. */
#define ZIP_PART_FULL INT64_C(4000000000)

struct zip_written {
    struct str name;
    uint32_t crc, packed, unpacked, at;
};
struct zip_writer {
    struct output *output;
    struct arena *arena;
    struct zip_written *parts;
    size_t n;
    int64_t unpacked, begun_at; /* of the part in the making */
    uint32_t crc;
    size_t pending;
    char *input;
    unsigned char *packed;
    struct isal_zstream stream;
    uint8_t *level;
};

void zip_writer_init(struct zip_writer *zip, struct output *output, struct arena *arena);
void zip_writer_begin(struct zip_writer *zip, struct str name);
void zip_writer_add(struct zip_writer *zip, struct str s);
void zip_writer_end(struct zip_writer *zip);
/* The directory. An archive of 4 GiB counts as failed output. */
void zip_writer_finish(struct zip_writer *zip);

#endif
