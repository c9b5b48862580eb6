/* tests/integration/sqlite/lossy_disk.c - SQLite's own VFS with a second copy behind each file,
 * which hears of writes only when they are synced. One file of each name at a time; used by one
 * thread at a time, as the test waits for each write. */
#include "integration/sqlite/lossy_disk.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 8, PIECES_MOST = 65536 };

/* A write or a truncation (n < 0) that was not synced. */
struct piece {
    sqlite3_int64 at;
    int n;
    char *bytes;
};
struct disk_file {
    char name[64]; /* last part of the path */
    struct piece *pieces;
    int n;
};
struct lossy_file {
    sqlite3_file base;
    struct disk_file *disk; /* NULL: a temporary one */
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs, lossy_vfs;
static sqlite3_io_methods lossy_methods;
static struct disk_file files[FILES];
static char synced_folder[128];

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct lossy_file *)file)->real;
}

static void apply(int fd, const struct piece *piece)
{
    if (piece->n < 0 ? ftruncate(fd, piece->at) != 0
                     : pwrite(fd, piece->bytes, (size_t)piece->n, piece->at) != piece->n)
        abort();
}

static int open_in(const char *folder, const char *name)
{
    char path[256];
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        abort();
    return fd;
}

static bool is_in(const char *folder, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void remove_in(const char *folder, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

static void forget(struct disk_file *disk)
{
    for (int i = 0; i < disk->n; i++)
        free(disk->pieces[i].bytes);
    disk->n = 0;
}

static void note(struct disk_file *disk, sqlite3_int64 at, int n, const void *bytes)
{
    struct piece piece = { at, n, NULL };

    if (disk == NULL)
        return;
    if (disk->pieces == NULL)
        disk->pieces = calloc(PIECES_MOST, sizeof *disk->pieces);
    if (disk->pieces == NULL || disk->n == PIECES_MOST)
        abort();
    if (n > 0) {
        piece.bytes = malloc((size_t)n);
        if (piece.bytes == NULL)
            abort();
        memcpy(piece.bytes, bytes, (size_t)n);
    }
    disk->pieces[disk->n++] = piece;
}

static int lossy_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}
static int lossy_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), to, n, at);
}
static int lossy_write(sqlite3_file *file, const void *from, int n, sqlite3_int64 at)
{
    note(((struct lossy_file *)file)->disk, at, n, from);
    return real_of(file)->pMethods->xWrite(real_of(file), from, n, at);
}
static int lossy_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    note(((struct lossy_file *)file)->disk, size, -1, NULL);
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}
static int lossy_sync(sqlite3_file *file, int flags)
{
    struct disk_file *disk = ((struct lossy_file *)file)->disk;

    if (disk != NULL) {
        int fd = open_in(synced_folder, disk->name);

        for (int i = 0; i < disk->n; i++)
            apply(fd, &disk->pieces[i]);
        close(fd);
        forget(disk);
    }
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}
static int lossy_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int lossy_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}
static int lossy_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
static int lossy_check(sqlite3_file *file, int *ret)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret);
}
static int lossy_control(sqlite3_file *file, int op, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}
static int lossy_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
/* Nothing is promised: the worst disk. */
static int lossy_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}
static int lossy_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret);
}
static int lossy_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}
static void lossy_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
static int lossy_unmap(sqlite3_file *file, int drop)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), drop);
}

static struct disk_file *disk_of(const char *path)
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    if (slash == NULL)
        return NULL;
    for (int i = 0; i < FILES; i++) {
        if (files[i].name[0] == '\0')
            snprintf(files[i].name, sizeof files[i].name, "%s", slash + 1);
        if (strcmp(files[i].name, slash + 1) == 0)
            return &files[i];
    }
    abort();
}

static int lossy_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    struct lossy_file *lossy = (struct lossy_file *)file;
    int code;

    (void)vfs;
    lossy->real = (sqlite3_file *)(lossy + 1);
    lossy->disk = disk_of(path);
    code = real_vfs->xOpen(real_vfs, path, lossy->real, flags, out);
    lossy->base.pMethods = lossy->real->pMethods == NULL ? NULL : &lossy_methods;
    return code;
}

/* A name that is gone is gone at once: the folder is not what is tried here. */
static int lossy_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    struct disk_file *disk = disk_of(path);

    (void)vfs;
    if (disk != NULL) {
        forget(disk);
        remove_in(synced_folder, disk->name);
    }
    return real_vfs->xDelete(real_vfs, path, sync_folder);
}

void lossy_disk_use(const char *folder)
{
    snprintf(synced_folder, sizeof synced_folder, "%s", folder);
    real_vfs = sqlite3_vfs_find(NULL);
    lossy_vfs = *real_vfs;
    lossy_vfs.zName = "lossy";
    lossy_vfs.szOsFile = (int)sizeof(struct lossy_file) + real_vfs->szOsFile;
    lossy_vfs.xOpen = lossy_open;
    lossy_vfs.xDelete = lossy_delete;
    lossy_methods = (sqlite3_io_methods){
        .iVersion = 2,
        .xClose = lossy_close,
        .xRead = lossy_read,
        .xWrite = lossy_write,
        .xTruncate = lossy_truncate,
        .xSync = lossy_sync,
        .xFileSize = lossy_size,
        .xLock = lossy_lock,
        .xUnlock = lossy_unlock,
        .xCheckReservedLock = lossy_check,
        .xFileControl = lossy_control,
        .xSectorSize = lossy_sector,
        .xDeviceCharacteristics = lossy_traits,
        .xShmMap = lossy_map,
        .xShmLock = lossy_shm_lock,
        .xShmBarrier = lossy_barrier,
        .xShmUnmap = lossy_unmap,
    };
    lossy_disk_resume();
}

void lossy_disk_pause(void)
{
    sqlite3_vfs_unregister(&lossy_vfs);
    sqlite3_vfs_register(real_vfs, 1);
}

void lossy_disk_resume(void)
{
    sqlite3_vfs_register(&lossy_vfs, 1);
}

void lossy_disk_leave(void)
{
    lossy_disk_pause();
    for (int i = 0; i < FILES; i++) {
        forget(&files[i]);
        free(files[i].pieces);
        files[i] = (struct disk_file){ 0 };
    }
}

static void copy_synced(const char *name, int to)
{
    int from = open_in(synced_folder, name);
    char buffer[65536];
    ssize_t n;

    while ((n = read(from, buffer, sizeof buffer)) > 0)
        if (write(to, buffer, (size_t)n) != n)
            abort();
    close(from);
}

void lossy_disk_power_loss(const char *folder, uint64_t seed)
{
    for (int i = 0; i < FILES && files[i].name[0] != '\0'; i++) {
        int fd;

        remove_in(folder, files[i].name);
        if (!is_in(synced_folder, files[i].name))
            continue;
        fd = open_in(folder, files[i].name);
        copy_synced(files[i].name, fd);
        for (int p = 0; p < files[i].n && seed != 0; p++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            if (seed >> 63)
                apply(fd, &files[i].pieces[p]);
        }
        close(fd);
    }
}
