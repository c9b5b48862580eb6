/* spreadsheet/process/adapter.c - the port: opens the file, has it read by a process of its own,
 * and passes on what that process says. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "infrastructure/spreadsheet.h"
#include "spreadsheet/little_endian.h"
#include "spreadsheet/process/child.h"
#include "spreadsheet/process/frames.h"
#include "spreadsheet/process/spawn.h"
#include "spreadsheet/sheet_job.h"

enum { CPU_SECONDS = 60, MEMORY_BYTES = 256 << 20, SILENCE_MS = 120000, FIRST_ROOM = 128 << 10 };

struct sheet_reader_adapter {
    struct arena arena;
    struct sheet_reader_settings settings;
};

/* A file without a name: gone when both processes are. */
static int open_unnamed(const char *folder)
{
    char path[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) ||
        snprintf(path, sizeof path, "%s/speechai-sheet-XXXXXX", folder) >= (int)sizeof path)
        return fd;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static int open_spill(const struct sheet_reader_adapter *adapter)
{
    const char *folders[] = { adapter->settings.spill_folder, getenv("TMPDIR"), "/var/tmp",
                              "/tmp" };
    int fd = -1;

    for (size_t i = 0; i < ARRAY_LEN(folders) && fd < 0; i++)
        if (folders[i] != NULL && folders[i][0] != '\0')
            fd = open_unnamed(folders[i]);
    return fd;
}

static enum err open_input(struct str path, struct arena *arena, int *ret, struct error *error)
{
    *ret = open(str_c(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (*ret < 0 && errno == ENOENT)
        return FAIL(error, ERR_NOT_FOUND, "sheet.no_file");
    return *ret >= 0 ? ERR_OK : FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
}

/* "Clientes.XLSX" -> "xlsx" */
static struct str ending_of(struct str file_name, struct arena *arena)
{
    size_t dot = file_name.n;
    char *ending;

    while (dot > 0 && file_name.p[dot - 1] != '.')
        dot--;
    if (dot == 0 || file_name.n - dot > 8)
        return STR("");
    ending = arena_alloc(arena, file_name.n - dot + 1);
    for (size_t i = dot; i < file_name.n; i++)
        ending[i - dot] =
            (char)(file_name.p[i] >= 'A' && file_name.p[i] <= 'Z' ? file_name.p[i] + ('a' - 'A')
                                                                  : file_name.p[i]);
    return str_from_c(ending);
}

static char *number(struct arena *arena, int64_t n)
{
    return str_c(arena, str_format(arena, "%lld", (long long)n));
}

static void child_arguments(const struct sheet_reader_adapter *adapter,
                            const struct sheet_request *request, const char *operation,
                            struct arena *arena, char *argv[CHILD_ARGUMENTS + 1])
{
    const struct sheet_limits *l = &request->limits;

    argv[0] = str_c(arena, str_from_c(adapter->settings.program));
    argv[1] = str_c(arena, STR(CHILD_ARGUMENT));
    argv[CHILD_OPERATION] = str_c(arena, str_from_c(operation));
    argv[CHILD_ENDING] = str_c(arena, ending_of(request->file_name, arena));
    argv[CHILD_MOST_ROWS] = number(arena, request->most_rows);
    argv[CHILD_FILE_BYTES] = number(arena, l->file_bytes);
    argv[CHILD_ROWS] = number(arena, l->rows);
    argv[CHILD_COLUMNS] = number(arena, l->columns);
    argv[CHILD_UNPACKED] = number(arena, l->unpacked_bytes);
    argv[CHILD_CPU] = number(arena, adapter->settings.cpu_seconds);
    argv[CHILD_MEMORY] = number(arena, adapter->settings.memory_bytes);
    argv[CHILD_CAREFUL] = number(arena, adapter->settings.careful);
    argv[CHILD_SHEET] = str_c(arena, request->sheet);
    argv[CHILD_ARGUMENTS] = NULL;
}

/* What is read from the pipe: whole frames, one after the other. */
struct frames {
    struct reader_process process;
    unsigned char *bytes;
    size_t n, at, capacity;
};

static enum err read_more(struct frames *f, bool *ended, struct error *error)
{
    struct pollfd poll_fd = { .fd = f->process.output, .events = POLLIN };
    int ready;
    ssize_t got;

    do {
        ready = poll(&poll_fd, 1, SILENCE_MS);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return FAIL(error, ERR_INVALID, "sheet.too_slow");
    do {
        got = read(f->process.output, f->bytes + f->n, f->capacity - f->n);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
    *ended = got == 0;
    f->n += (size_t)got;
    return ERR_OK;
}

static void make_room(struct frames *f, size_t wanted)
{
    if (f->n > f->at)
        memmove(f->bytes, f->bytes + f->at, f->n - f->at);
    f->n -= f->at;
    f->at = 0;
    if (wanted > f->capacity) {
        f->bytes = realloc(f->bytes, wanted);
        if (f->bytes == NULL)
            abort();
        f->capacity = wanted;
    }
}

/* The length of the frame that begins in the buffer, as far as its head is there. */
static size_t frame_length(const struct frames *f)
{
    return f->n - f->at < FRAME_HEAD ? FRAME_HEAD : FRAME_HEAD + (size_t)le32(f->bytes + f->at + 1);
}

/* The next frame; *kind 0: the process wrote no more. */
static enum err next_frame(struct frames *f, unsigned *kind, const unsigned char **p, size_t *n,
                           struct error *error)
{
    bool ended = false;
    size_t wanted;

    while (f->n - f->at < (wanted = frame_length(f)) && !ended) {
        if (wanted > FRAME_HEAD + FRAME_MOST)
            return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("reader")));
        if (f->at + wanted > f->capacity || f->at == f->n)
            make_room(f, wanted > FIRST_ROOM ? wanted : FIRST_ROOM);
        TRY(read_more(f, &ended, error));
    }
    *kind = f->n - f->at < wanted ? 0 : f->bytes[f->at];
    *p = f->bytes + f->at + FRAME_HEAD;
    *n = wanted - FRAME_HEAD;
    f->at += *kind == 0 ? 0 : wanted;
    return ERR_OK;
}

/* Where the frames of one run go; of the two, one is NULL. */
struct destination {
    struct row_receiver *rows;
    struct workbook_info *info;
    struct arena *arena;
};

static enum err follow(struct frames *f, const struct destination *to, struct error *error)
{
    for (;;) {
        const unsigned char *p = NULL;
        unsigned kind = 0;
        size_t n = 0;

        TRY(next_frame(f, &kind, &p, &n, error));
        if (kind == 0) {
            enum err verdict = reader_verdict(&f->process, error);

            f->process.pid = 0;
            return verdict;
        }
        if (kind == FRAME_DONE)
            return ERR_OK;
        if (kind == FRAME_ERROR)
            return frame_take_error(p, n, error);
        if (kind == FRAME_ROWS && to->rows != NULL)
            TRY(frame_take_rows(to->rows, p, n, error));
        else if (kind == FRAME_INFO && to->info != NULL)
            TRY(frame_take_info(p, n, to->arena, to->info, error));
        else
            return FAIL_WITH(error, ERR_INVALID, "sheet.damaged", P_STR("part", STR("reader")));
    }
}

static enum err run_child(const struct sheet_reader_adapter *adapter,
                          const struct sheet_request *request, const struct destination *to,
                          int input, int spill, struct arena *arena, struct error *error)
{
    char *argv[CHILD_ARGUMENTS + 1];
    struct frames f = { .bytes = NULL };
    enum err err;

    child_arguments(adapter, request, to->info != NULL ? "info" : "read", arena, argv);
    TRY(reader_start(argv, input, spill, &f.process, error));
    err = follow(&f, to, error);
    if (f.process.pid != 0)
        reader_abandon(&f.process);
    free(f.bytes);
    return err;
}

static enum err run_here(const struct sheet_reader_adapter *adapter,
                         const struct sheet_request *request, const struct destination *to,
                         int input, int spill, struct arena *arena, struct error *error)
{
    struct sheet_job job = {
        .spill = spill,
        .careful = adapter->settings.careful,
        .ending = ending_of(request->file_name, arena),
        .sheet = request->sheet,
        .most_rows = request->most_rows,
        .limits = request->limits,
    };

    TRY(source_from_fd(input, &job.source, error));
    return to->info != NULL ? sheet_job_info(&job, to->arena, to->info, error)
                            : sheet_job_read(&job, to->rows->row, to->rows->to, error);
}

static enum err run(const struct sheet_reader_adapter *adapter, const struct sheet_request *request,
                    const struct destination *to, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    CLEANUP(cleanup_fd) int input = -1;
    CLEANUP(cleanup_fd) int spill = -1;

    TRY(open_input(request->path, &arena, &input, error));
    spill = open_spill(adapter);
    if (spill < 0)
        return FAIL(error, ERR_UNAVAILABLE, "sheet.reader_failed");
    return (adapter->settings.in_process ? run_here : run_child)(adapter, request, to, input, spill,
                                                                 &arena, error);
}

static enum err adapter_info(void *self, const struct sheet_request *request, struct arena *arena,
                             struct workbook_info *ret, struct error *error)
{
    return run(self, request, &(struct destination){ .info = ret, .arena = arena }, error);
}

static enum err adapter_read(void *self, const struct sheet_request *request, sheet_row *row,
                             void *to, struct error *error)
{
    struct row_receiver rows = { .row = row, .to = to };
    enum err err = run(self, request, &(struct destination){ .rows = &rows }, error);

    free(rows.cells);
    return err;
}

struct sheet_reader_adapter *sheet_reader_new(struct sheet_reader_settings settings)
{
    struct sheet_reader_adapter *adapter = calloc(1, sizeof *adapter);

    if (adapter == NULL)
        abort();
    adapter->arena = arena_init();
    adapter->settings = settings;
    adapter->settings.program =
        str_c(&adapter->arena,
              str_from_c(settings.program != NULL ? settings.program : "/proc/self/exe"));
    if (settings.spill_folder != NULL)
        adapter->settings.spill_folder = str_c(&adapter->arena, str_from_c(settings.spill_folder));
    if (settings.cpu_seconds <= 0)
        adapter->settings.cpu_seconds = CPU_SECONDS;
    if (settings.memory_bytes <= 0)
        adapter->settings.memory_bytes = MEMORY_BYTES;
    return adapter;
}

void sheet_reader_free(struct sheet_reader_adapter *adapter)
{
    if (adapter == NULL)
        return;
    arena_release(&adapter->arena);
    free(adapter);
}

struct sheet_reader sheet_reader_port(struct sheet_reader_adapter *adapter)
{
    static const struct sheet_reader_ops ops = { adapter_info, adapter_read };

    return (struct sheet_reader){ &ops, adapter };
}
