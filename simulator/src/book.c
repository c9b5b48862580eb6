/* book.c - appends that share their syncs: whoever finds nobody syncing does it for all. */
#include "book.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct book {
    int fd;               /* -1: none */
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t synced;
    char *text;
    size_t n, capacity;
    size_t durable; /* bytes of text that are on disk */
    bool syncing;
};

static void die(void)
{
    perror("retell-simulator: the book cannot be written");
    abort();
}

enum err book_open(struct str file, struct book **ret, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct book *book = calloc(1, sizeof *book);

    if (book == NULL)
        abort();
    book->fd = -1;
    if (file.n > 0)
        book->fd = open(str_c(&arena, file), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file.n > 0 && book->fd < 0) {
        free(book);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "simulator.cannot_open", P_STR("file", file));
    }
    pthread_mutex_init(&book->lock, NULL);
    pthread_cond_init(&book->synced, NULL);
    *ret = book;
    return ERR_OK;
}

static void write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t wrote = write(fd, p, n);

        if (wrote <= 0)
            die();
        p += wrote;
        n -= (size_t)wrote;
    }
}

/* With the lock held, which it gives back while the disk works. */
static void sync_all(struct book *book)
{
    size_t from = book->durable, to = book->n;
    char *piece = malloc(to - from + 1);

    if (piece == NULL)
        abort();
    memcpy(piece, book->text + from, to - from);
    book->syncing = true;
    pthread_mutex_unlock(&book->lock);
    if (book->fd >= 0) {
        write_all(book->fd, piece, to - from);
        if (fdatasync(book->fd) != 0)
            die();
    }
    free(piece);
    pthread_mutex_lock(&book->lock);
    book->syncing = false;
    book->durable = to;
    pthread_cond_broadcast(&book->synced);
}

static void append(struct book *book, struct str line)
{
    while (book->n + line.n + 1 > book->capacity) {
        book->capacity = book->capacity == 0 ? 65536 : book->capacity * 2;
        book->text = realloc(book->text, book->capacity);
        if (book->text == NULL)
            abort();
    }
    memcpy(book->text + book->n, line.p, line.n);
    book->text[book->n + line.n] = '\n';
    book->n += line.n + 1;
}

void book_add(struct book *book, struct str line, bool durable)
{
    size_t mine;

    pthread_mutex_lock(&book->lock);
    append(book, line);
    mine = book->n;
    while (durable && book->durable < mine) {
        if (book->syncing)
            pthread_cond_wait(&book->synced, &book->lock);
        else
            sync_all(book);
    }
    pthread_mutex_unlock(&book->lock);
}

struct str book_lines(struct book *book, struct arena *arena, int64_t from, int64_t *n)
{
    struct str rest, all;
    size_t start = SIZE_MAX;
    int64_t lines = 0;
    char *copy;

    pthread_mutex_lock(&book->lock);
    all = str_copy(arena, (struct str){ book->text != NULL ? book->text : "", book->n });
    pthread_mutex_unlock(&book->lock);
    for (rest = all; rest.n > 0; lines++) {
        if (lines == from)
            start = all.n - rest.n;
        (void)str_cut(&rest, '\n');
    }
    *n = lines;
    if (start == SIZE_MAX)
        return STR("");
    all = str_slice(all, start, all.n - 1);
    copy = str_c(arena, all);
    for (size_t i = 0; i < all.n; i++)
        if (copy[i] == '\n')
            copy[i] = ',';
    return (struct str){ copy, all.n };
}

void book_close(struct book *book)
{
    if (book == NULL)
        return;
    pthread_mutex_lock(&book->lock);
    if (book->durable < book->n)
        sync_all(book);
    pthread_mutex_unlock(&book->lock);
    if (book->fd >= 0)
        close(book->fd);
    pthread_mutex_destroy(&book->lock);
    pthread_cond_destroy(&book->synced);
    free(book->text);
    free(book);
}
