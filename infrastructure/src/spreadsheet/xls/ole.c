/* spreadsheet/xls/ole.c - sectors, their chains, the directory. A chain is never longer than the
 * file has sectors, so none can go round. */
#include "spreadsheet/xls/ole.h"

#include <string.h>

#include "spreadsheet/cell_text.h"
#include "spreadsheet/little_endian.h"

enum {
    HEADER = 512,
    HEADER_FAT = 109,
    ENTRY = 128,
    MOST_ENTRIES = 4096,
    TYPE_STREAM = 2,
    TYPE_ROOT = 5,
    LARGEST_SECTOR = 4096
};
static const uint32_t LAST_SPECIAL = 0xfffffffa; /* from here on no sector */

static enum err damaged(struct error *error)
{
    return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("OLE")));
}

/* The last sector of a file is often cut short: what is missing reads as zeros. */
static enum err read_sector(const struct ole *ole, uint32_t sector, size_t from, void *to, size_t n,
                            struct error *error)
{
    int64_t at = ((int64_t)sector + 1) * ole->sector + (int64_t)from;
    int64_t left = ole->source->size - at;
    size_t there = left <= 0 ? 0 : left < (int64_t)n ? (size_t)left : n;

    if (sector >= ole->n_sectors)
        return damaged(error);
    memset((char *)to + there, 0, n - there);
    return there == 0 ? FAIL(error, ERR_INVALID, "sheet.truncated")
                      : source_read(ole->source, at, to, there, error);
}

/* Reads one sector of the sector table into its place. */
static enum err read_fat_sector(struct ole *ole, uint32_t sector, size_t index, struct error *error)
{
    unsigned char bytes[LARGEST_SECTOR];
    size_t each = ole->sector / 4;

    if (index * each >= ole->n_sectors)
        return ERR_OK; /* about sectors behind the file's end */
    TRY(read_sector(ole, sector, 0, bytes, ole->sector, error));
    for (size_t i = 0; i < each && index * each + i < ole->n_sectors; i++)
        ole->next[index * each + i] = le32(bytes + 4 * i);
    return ERR_OK;
}

static enum err read_fat(struct ole *ole, const unsigned char *header, struct error *error)
{
    uint32_t sector = le32(header + 68);
    size_t index = 0, each = ole->sector / 4 - 1, steps = 0;
    unsigned char bytes[LARGEST_SECTOR];

    for (size_t i = 0; i < HEADER_FAT; i++, index++)
        if (le32(header + 76 + 4 * i) < LAST_SPECIAL)
            TRY(read_fat_sector(ole, le32(header + 76 + 4 * i), index, error));
    for (; sector < LAST_SPECIAL; sector = le32(bytes + 4 * each)) {
        if (++steps > ole->n_sectors)
            return damaged(error);
        TRY(read_sector(ole, sector, 0, bytes, ole->sector, error));
        for (size_t i = 0; i < each; i++, index++)
            if (le32(bytes + 4 * i) < LAST_SPECIAL)
                TRY(read_fat_sector(ole, le32(bytes + 4 * i), index, error));
    }
    return ERR_OK;
}

/* The sectors of a chain, at most as many as `most`. */
static enum err read_chain(const uint32_t *next, size_t n_next, uint32_t first, size_t most,
                           struct arena *arena, uint32_t **ret, size_t *n, struct error *error)
{
    uint32_t *chain;
    size_t length = 0;

    for (uint32_t s = first; s < LAST_SPECIAL && length < most; s = next[s], length++)
        if (s >= n_next || length > n_next)
            return damaged(error);
    chain = ARENA_ARRAY(arena, uint32_t, length);
    for (size_t i = 0; i < length; i++, first = next[first])
        chain[i] = first;
    *ret = chain;
    *n = length;
    return ERR_OK;
}

static struct str entry_name(const unsigned char *p, struct arena *arena)
{
    size_t units = le16(p + 64) / 2, n = 0;
    char *name = arena_alloc(arena, 32 * 3);

    if (units > 32)
        units = 32;
    for (size_t i = 0; i + 1 < units; i++)
        n += utf8_put(name + n, le16(p + 2 * i));
    return (struct str){ name, n };
}

static enum err read_directory(struct ole *ole, uint32_t first, struct arena *arena,
                               struct ole_entry *root, struct error *error)
{
    unsigned char bytes[LARGEST_SECTOR];
    uint32_t *chain;
    size_t n;

    TRY(read_chain(ole->next, ole->n_sectors, first, SIZE_MAX, arena, &chain, &n, error));
    ole->entries = ARENA_ARRAY(arena, struct ole_entry, MOST_ENTRIES);
    for (size_t i = 0; i < n; i++) {
        TRY(read_sector(ole, chain[i], 0, bytes, ole->sector, error));
        for (const unsigned char *p = bytes; p < bytes + ole->sector; p += ENTRY) {
            struct ole_entry e = { .first = le32(p + 116), .size = le32(p + 120) };

            if (p[66] == TYPE_ROOT)
                *root = e;
            if (p[66] != TYPE_STREAM || ole->n == MOST_ENTRIES)
                continue;
            e.name = entry_name(p, arena);
            ole->entries[ole->n++] = e;
        }
    }
    return ERR_OK;
}

/* The table and the sectors of the streams that are too small for sectors of their own. */
static enum err read_mini(struct ole *ole, uint32_t first, const struct ole_entry *root,
                          struct arena *arena, struct error *error)
{
    unsigned char bytes[LARGEST_SECTOR];
    uint32_t *chain;
    size_t n, most = (size_t)root->size / ole->mini_sector * 4 / ole->sector + 1;

    TRY(read_chain(ole->next, ole->n_sectors, first, most, arena, &chain, &n, error));
    ole->mini_next = ARENA_ARRAY(arena, uint32_t, n * (ole->sector / 4));
    for (size_t i = 0; i < n; i++) {
        TRY(read_sector(ole, chain[i], 0, bytes, ole->sector, error));
        for (size_t k = 0; k < ole->sector / 4; k++)
            ole->mini_next[ole->n_mini++] = le32(bytes + 4 * k);
    }
    return read_chain(ole->next, ole->n_sectors, root->first, SIZE_MAX, arena, &ole->mini_stream,
                      &ole->n_mini_stream, error);
}

enum err ole_open(const struct source *source, struct arena *arena, struct ole *ret,
                  struct error *error)
{
    struct ole_entry root = { .first = UINT32_MAX };
    struct ole ole = { .source = source };
    unsigned char header[HEADER];

    TRY(source_read(source, 0, header, sizeof header, error));
    if (le16(header + 30) != 9 && le16(header + 30) != 12)
        return damaged(error);
    ole.sector = 1u << le16(header + 30);
    ole.mini_sector = 64;
    ole.mini_cutoff = 4096;
    if (le16(header + 32) != 6)
        return damaged(error);
    ole.n_sectors = (size_t)((source->size + ole.sector - 1) / ole.sector);
    ole.n_sectors -= ole.n_sectors > 0; /* the header's own */
    ole.next = ARENA_ARRAY(arena, uint32_t, ole.n_sectors);
    memset(ole.next, 0xff, ole.n_sectors * sizeof *ole.next);
    TRY(read_fat(&ole, header, error));
    TRY(read_directory(&ole, le32(header + 48), arena, &root, error));
    TRY(read_mini(&ole, le32(header + 60), &root, arena, error));
    *ret = ole;
    return ERR_OK;
}

const struct ole_entry *ole_find(const struct ole *ole, struct str name)
{
    for (size_t i = 0; i < ole->n; i++)
        if (str_eq_nocase(ole->entries[i].name, name))
            return &ole->entries[i];
    return NULL;
}

enum err ole_stream_open(const struct ole *ole, const struct ole_entry *entry, struct arena *arena,
                         struct ole_stream *ret, struct error *error)
{
    struct ole_stream s = { .ole = ole, .mini = entry->size < ole->mini_cutoff };
    size_t most;

    s.sector = s.mini ? ole->mini_sector : ole->sector;
    most = (size_t)((entry->size + s.sector - 1) / s.sector);
    TRY(read_chain(s.mini ? ole->mini_next : ole->next, s.mini ? ole->n_mini : ole->n_sectors,
                   entry->first, most, arena, &s.sectors, &s.n, error));
    s.size = (int64_t)(s.n * s.sector);
    if (s.size > entry->size)
        s.size = entry->size;
    *ret = s;
    return ERR_OK;
}

/* From `at` on to the end of its sector, and on through sectors that follow it in the file. */
static size_t run_length(const struct ole_stream *s, int64_t at, size_t most)
{
    size_t i = (size_t)(at / s->sector), n = s->sector - (size_t)(at % s->sector);

    while (!s->mini && n < most && i + 1 < s->n && s->sectors[i + 1] == s->sectors[i] + 1) {
        n += s->sector;
        i++;
    }
    return n < most ? n : most;
}

/* Within one run of the stream. */
static enum err read_within(const struct ole_stream *s, int64_t at, void *to, size_t n,
                            struct error *error)
{
    uint32_t sector = s->sectors[at / s->sector];
    size_t from = (size_t)(at % s->sector);

    if (s->mini) {
        size_t inside = (size_t)sector * s->sector + from;

        if (inside / s->ole->sector >= s->ole->n_mini_stream)
            return damaged(error);
        sector = s->ole->mini_stream[inside / s->ole->sector];
        from = inside % s->ole->sector;
    }
    return read_sector(s->ole, sector, from, to, n, error);
}

enum err ole_stream_read(const struct ole_stream *s, int64_t at, void *to, size_t n,
                         struct error *error)
{
    if (at < 0 || at > s->size || n > (uint64_t)(s->size - at))
        return FAIL(error, ERR_INVALID, "sheet.truncated");
    while (n > 0) {
        size_t step = run_length(s, at, n);

        TRY(read_within(s, at, to, step, error));
        to = (char *)to + step;
        at += (int64_t)step;
        n -= step;
    }
    return ERR_OK;
}
