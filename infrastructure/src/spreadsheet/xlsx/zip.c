/* spreadsheet/xlsx/zip.c - the directory of an archive and everything that can be wrong with it. */
#include "spreadsheet/xlsx/zip.h"

#include <stdlib.h>
#include <string.h>

#include "spreadsheet/little_endian.h"

enum {
    END_SIZE = 22,
    END_SEARCH = END_SIZE + 65535,
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    ZIP64_LOCATOR_SIZE = 20,
    ZIP64_END_SIZE = 56,
    MOST_ENTRIES = 2000,
    MOST_NAME = 256,
    MOST_DIRECTORY = 4 << 20,
    MOST_RATIO = 100,
    RATIO_COUNTS_FROM = 100 << 10,
    FLAG_ENCRYPTED = 1,
    FLAG_DESCRIPTOR = 8,
    FLAG_STRONG = 0x40,
    FLAG_HIDDEN_DIRECTORY = 0x2000
};
static const int64_t MOST_ENTRY = INT64_C(2) << 30;

struct directory {
    int64_t at, size, entries;
};

static enum err damaged(struct error *error, struct str part)
{
    return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", part));
}

/* The zip64 end record, where the plain one says that it is needed. */
static enum err read_zip64_end(const struct source *source, int64_t end_at, struct directory *d,
                               struct error *error)
{
    unsigned char locator[ZIP64_LOCATOR_SIZE], end[ZIP64_END_SIZE];

    if (end_at < ZIP64_LOCATOR_SIZE)
        return damaged(error, STR("zip"));
    TRY(source_read(source, end_at - ZIP64_LOCATOR_SIZE, locator, sizeof locator, error));
    if (le32(locator) != 0x07064b50 || le64(locator + 8) > (uint64_t)source->size)
        return damaged(error, STR("zip"));
    TRY(source_read(source, (int64_t)le64(locator + 8), end, sizeof end, error));
    if (le32(end) != 0x06064b50 || le64(end + 32) > MOST_ENTRIES ||
        le64(end + 40) > MOST_DIRECTORY || le64(end + 48) > (uint64_t)source->size)
        return damaged(error, STR("zip"));
    *d = (struct directory){ (int64_t)le64(end + 48), (int64_t)le64(end + 40),
                             (int64_t)le64(end + 32) };
    return ERR_OK;
}

static enum err find_directory(const struct source *source, struct directory *d,
                               struct error *error)
{
    static const unsigned char mark[4] = { 'P', 'K', 5, 6 };
    size_t n = source->size < END_SEARCH ? (size_t)source->size : END_SEARCH, at;
    unsigned char *tail = malloc(END_SEARCH);
    unsigned char end[END_SIZE] = { 0 };
    enum err err;

    if (tail == NULL)
        abort();
    err = source_read(source, source->size - (int64_t)n, tail, n, error);
    for (at = n < END_SIZE ? 0 : n - END_SIZE + 1; err == ERR_OK && at-- > 0;)
        if (memcmp(tail + at, mark, sizeof mark) == 0 && at + END_SIZE + le16(tail + at + 20) == n)
            break;
    if (err == ERR_OK && at < n && n >= END_SIZE)
        memcpy(end, tail + at, sizeof end);
    free(tail);
    TRY(err);
    if (n < END_SIZE || at >= n)
        return FAIL(error, ERR_INVALID, "sheet.truncated");
    *d = (struct directory){ le32(end + 16), le32(end + 12), le16(end + 10) };
    if (le16(end + 4) != 0 && le16(end + 4) != 0xffff)
        return damaged(error, STR("zip")); /* of several disks */
    if (d->at == UINT32_MAX || d->size == UINT32_MAX || d->entries == UINT16_MAX)
        TRY(read_zip64_end(source, source->size - (int64_t)n + (int64_t)at, d, error));
    if (d->entries > MOST_ENTRIES || d->size > MOST_DIRECTORY || d->at + d->size > source->size)
        return damaged(error, STR("zip"));
    return ERR_OK;
}

/* Replaces 0xffffffff by what the zip64 field says, in the order that the format fixes. */
static bool apply_zip64(const unsigned char *extra, size_t n, int64_t *const values[3])
{
    while (n >= 4) {
        size_t size = le16(extra + 2), at = 4;

        if (size > n - 4)
            return false;
        for (int i = 0; le16(extra) == 1 && i < 3; i++) {
            if (values[i] == NULL || *values[i] != UINT32_MAX)
                continue;
            if (at + 8 > size + 4 || le64(extra + at) > INT64_MAX)
                return false;
            *values[i] = (int64_t)le64(extra + at);
            at += 8;
        }
        extra += size + 4;
        n -= size + 4;
    }
    return true;
}

static bool is_bad_name(struct str name)
{
    struct str rest = name;

    if (name.n == 0 || name.n > MOST_NAME || name.p[0] == '/' ||
        memchr(name.p, 0, name.n) != NULL || memchr(name.p, '\\', name.n) != NULL ||
        memchr(name.p, ':', name.n) != NULL)
        return true;
    while (rest.p != NULL)
        if (str_eq(str_cut(&rest, '/'), STR("..")))
            return true;
    return false;
}

static enum err check_entry(const struct zip_entry *e, const unsigned char *central,
                            struct error *error)
{
    const uint32_t unix_mode = le32(central + 38) >> 16, made_by = central[5];

    if (is_bad_name(e->name))
        return damaged(error, STR("zip"));
    if ((e->flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_HIDDEN_DIRECTORY)) != 0)
        return FAIL(error, ERR_INVALID, "sheet.encrypted");
    if ((e->method != 0 && e->method != 8) || (made_by == 3 && (unix_mode & 0170000) == 0120000) ||
        (e->method == 0 && e->packed != e->unpacked))
        return damaged(error, e->name);
    if (e->unpacked > MOST_ENTRY ||
        (e->unpacked > RATIO_COUNTS_FROM && e->unpacked / MOST_RATIO > e->packed))
        return FAIL(error, ERR_INVALID, "sheet.bomb");
    return ERR_OK;
}

/* One record of the directory; *at moves behind it. */
static enum err read_entry(const unsigned char *directory, size_t size, size_t *at,
                           struct zip_entry *e, struct error *error)
{
    const unsigned char *p = directory + *at;
    size_t name, extra, all;

    if (size - *at < CENTRAL_SIZE || le32(p) != 0x02014b50)
        return damaged(error, STR("zip"));
    name = le16(p + 28);
    extra = le16(p + 30);
    all = CENTRAL_SIZE + name + extra + le16(p + 32);
    if (size - *at < all)
        return damaged(error, STR("zip"));
    *e = (struct zip_entry){
        .name = { (const char *)p + CENTRAL_SIZE, name },
        .flags = (uint16_t)le16(p + 8),
        .method = (uint16_t)le16(p + 10),
        .crc = le32(p + 16),
        .packed = le32(p + 20),
        .unpacked = le32(p + 24),
        .header_at = le32(p + 42),
    };
    if (!apply_zip64(p + CENTRAL_SIZE + name, extra,
                     (int64_t *const[3]){ &e->unpacked, &e->packed, &e->header_at }))
        return damaged(error, STR("zip"));
    *at += all;
    return check_entry(e, p, error);
}

/* The header beside the data must tell the same as the directory. */
static enum err read_local(const struct zip *zip, struct zip_entry *e, struct error *error)
{
    unsigned char head[LOCAL_SIZE], rest[MOST_NAME + 65535];
    int64_t packed, unpacked;
    size_t name, extra;
    bool later; /* sizes and checksum follow the data */

    TRY(source_read(zip->source, e->header_at, head, sizeof head, error));
    name = le16(head + 26);
    extra = le16(head + 28);
    later = (le16(head + 6) & FLAG_DESCRIPTOR) != 0;
    if (le32(head) != 0x04034b50 || name != e->name.n || le16(head + 8) != e->method ||
        ((le16(head + 6) ^ e->flags) & (FLAG_ENCRYPTED | FLAG_DESCRIPTOR | FLAG_STRONG)) != 0)
        return damaged(error, e->name);
    TRY(source_read(zip->source, e->header_at + LOCAL_SIZE, rest, name + extra, error));
    packed = le32(head + 18);
    unpacked = le32(head + 22);
    if (memcmp(rest, e->name.p, name) != 0 ||
        !apply_zip64(rest + name, extra, (int64_t *const[3]){ &unpacked, &packed, NULL }))
        return damaged(error, e->name);
    if (!later && (packed != e->packed || unpacked != e->unpacked || le32(head + 14) != e->crc))
        return damaged(error, e->name);
    e->data_at = e->header_at + LOCAL_SIZE + (int64_t)(name + extra);
    return ERR_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct zip_entry *x = a, *y = b;

    return (x->header_at > y->header_at) - (x->header_at < y->header_at);
}

static int by_name(const void *a, const void *b)
{
    const struct str *x = a, *y = b;

    return str_cmp(*x, *y);
}

static enum err check_names(const struct zip *zip, struct arena *arena, struct error *error)
{
    struct str *names = ARENA_ARRAY(arena, struct str, zip->n);

    for (size_t i = 0; i < zip->n; i++)
        names[i] = zip->entries[i].name;
    qsort(names, zip->n, sizeof *names, by_name);
    for (size_t i = 1; i < zip->n; i++)
        if (str_eq(names[i - 1], names[i]))
            return damaged(error, names[i]);
    return ERR_OK;
}

static enum err check_places(const struct zip *zip, int64_t directory_at, struct error *error)
{
    for (size_t i = 0; i < zip->n; i++) {
        const struct zip_entry *e = &zip->entries[i];
        int64_t end = i + 1 < zip->n ? zip->entries[i + 1].header_at : directory_at;

        if (e->data_at > zip->source->size || e->packed > zip->source->size - e->data_at)
            return FAIL(error, ERR_INVALID, "sheet.truncated");
        if (e->data_at + e->packed > end)
            return FAIL(error, ERR_INVALID, "sheet.bomb");
    }
    return ERR_OK;
}

enum err zip_open(const struct source *source, int64_t unpacked_limit, struct arena *arena,
                  struct zip *ret, struct error *error)
{
    struct zip zip = { .source = source };
    struct directory d = { 0, 0, 0 };
    unsigned char *bytes;
    int64_t unpacked = 0;
    size_t at = 0;

    TRY(find_directory(source, &d, error));
    bytes = arena_alloc(arena, (size_t)d.size);
    TRY(source_read(source, d.at, bytes, (size_t)d.size, error));
    zip.entries = ARENA_ARRAY(arena, struct zip_entry, (size_t)d.entries);
    for (; zip.n < (size_t)d.entries; zip.n++) {
        struct zip_entry *e = &zip.entries[zip.n];

        TRY(read_entry(bytes, (size_t)d.size, &at, e, error));
        unpacked += e->unpacked; /* at most 2,000 times 2 GiB */
        if (unpacked_limit > 0 && unpacked > unpacked_limit)
            return FAIL(error, ERR_INVALID, "sheet.bomb");
    }
    qsort(zip.entries, zip.n, sizeof *zip.entries, by_place);
    TRY(check_names(&zip, arena, error));
    for (size_t i = 0; i < zip.n; i++)
        TRY(read_local(&zip, &zip.entries[i], error));
    TRY(check_places(&zip, d.at, error));
    *ret = zip;
    return ERR_OK;
}

const struct zip_entry *zip_find(const struct zip *zip, struct str name)
{
    for (size_t i = 0; i < zip->n; i++)
        if (str_eq_nocase(zip->entries[i].name, name))
            return &zip->entries[i];
    return NULL;
}
