/* apps/src/service/site_files.c - links are not followed: what is not in the folder is not served.
 */
#include "service/site_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

enum { FILES_MOST = 1000, FILE_MOST = 16 << 20, DEPTH_MOST = 4, PATH_ROOM = 4096 };

static const struct {
    const char *ending;
    const char *type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
    { ".woff2", "font/woff2" },
    { ".json", "application/json" },
    { ".webmanifest", "application/manifest+json" },
    { ".txt", "text/plain; charset=utf-8" },
};

struct reading {
    struct arena *arena;
    struct site_file *files;
    size_t n;
    struct error *error;
};

static void cleanup_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

static void cleanup_descriptor(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err unreadable(struct reading *r, struct str path)
{
    return FAIL_WITH(r->error, ERR_INVALID, "data.unreadable", P_STR("path", path));
}

static enum err read_bytes(struct reading *r, struct str path, struct str *ret)
{
    CLEANUP(cleanup_descriptor)
    int fd = open(str_c(r->arena, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct strbuf bytes = strbuf_init(r->arena, FILE_MOST);
    char piece[8192];
    ssize_t got;

    if (fd < 0)
        return unreadable(r, path);
    while ((got = read(fd, piece, sizeof piece)) > 0)
        strbuf_add(&bytes, (struct str){ piece, (size_t)got });
    if (got < 0 || !strbuf_ok(&bytes))
        return unreadable(r, path);
    *ret = strbuf_str(&bytes);
    return ERR_OK;
}

static const char *type_of(struct str path)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (str_ends(path, str_from_c(types[i].ending)))
            return types[i].type;
    return NULL;
}

static struct site_file *file_at(struct reading *r, struct str path)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->files[i].path, path))
            return &r->files[i];
    if (r->n == FILES_MOST)
        return NULL;
    r->files[r->n] = (struct site_file){ .path = str_copy(r->arena, path) };
    return &r->files[r->n++];
}

/* A file of a kind that is not known is not the dashboard's. */
static enum err add_file(struct reading *r, struct str from, struct str path)
{
    bool gzip = str_ends(path, STR(".gz")), brotli = str_ends(path, STR(".br"));
    struct str plain = gzip || brotli ? str_slice(path, 0, path.n - 3) : path;
    const char *type = type_of(plain);
    struct site_file *file = type == NULL ? NULL : file_at(r, plain);

    if (file == NULL)
        return ERR_OK;
    file->type = str_from_c(type);
    file->lasting = str_starts(plain, STR("/assets/"));
    if (gzip)
        return read_bytes(r, from, &file->gzip);
    return read_bytes(r, from, brotli ? &file->brotli : &file->bytes);
}

static enum err add_folder(struct reading *r, struct str from, struct str path, int depth)
{
    CLEANUP(cleanup_folder) DIR *folder = opendir(str_c(r->arena, from));
    struct dirent *entry;

    if (folder == NULL)
        return unreadable(r, from);
    while ((entry = readdir(folder)) != NULL) {
        struct str file = str_format(r->arena, "%.*s/%s", STR_ARG(from), entry->d_name);
        struct str name = str_format(r->arena, "%.*s/%s", STR_ARG(path), entry->d_name);
        struct stat s;

        if (entry->d_name[0] == '.' || lstat(file.p, &s) != 0)
            continue;
        if (S_ISREG(s.st_mode))
            TRY(add_file(r, file, name));
        else if (S_ISDIR(s.st_mode) && depth < DEPTH_MOST)
            TRY(add_folder(r, file, name, depth + 1));
    }
    return ERR_OK;
}

/* "/opt/speechai/bin/speechai" -> "/opt/speechai/dashboard"; STR_NONE: there is none. */
static struct str usual_folder(struct arena *arena)
{
    char program[PATH_ROOM];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program);
    struct str folder;

    for (int up = 0; up < 2 && n > 0; up++)
        do
            n--;
        while (n > 0 && program[n] != '/');
    folder = str_format(arena, "%.*s/dashboard", n > 0 ? (int)n : 0, program);
    return access(folder.p, R_OK | X_OK) == 0 ? folder : STR_NONE;
}

enum err site_read(struct arena *arena, struct str folder, struct site *ret, struct error *error)
{
    struct reading r = { .arena = arena,
                         .files = ARENA_ARRAY(arena, struct site_file, FILES_MOST),
                         .error = error };

    if (folder.n == 0)
        folder = usual_folder(arena);
    *ret = (struct site){ .items = r.files };
    if (folder.p == NULL)
        return ERR_OK;
    TRY(add_folder(&r, folder, STR(""), 0));
    ret->n = r.n;
    return ERR_OK;
}
