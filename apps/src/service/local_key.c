/* apps/src/service/local_key.c */
#include "service/local_key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"
#include "codec/json.h"

enum { LOCAL_KEY_MOST = 4096 };

static struct str text_of(struct arena *arena, const struct local_key *key)
{
    struct strbuf text = strbuf_init(arena, LOCAL_KEY_MOST);
    struct json_writer w = json_writer_init(&text);

    json_open(&w, '{');
    json_put_name(&w, STR("address"));
    json_put_str(&w, key->address);
    json_put_name(&w, STR("key"));
    json_put_str(&w, key->key);
    json_close(&w, '}');
    strbuf_add_char(&text, '\n');
    return strbuf_str(&text);
}

static bool write_file(const char *name, struct str text)
{
    CLEANUP(cleanup_fd) int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    return fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, text.p, text.n) == (ssize_t)text.n;
}

enum err local_key_write(struct str path, const struct local_key *key, struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    char *beside = str_c(&arena, str_format(&arena, "%.*s.%d", STR_ARG(path), (int)getpid()));

    if (!write_file(beside, text_of(&arena, key)) || rename(beside, str_c(&arena, path)) != 0)
        return FAIL_WITH(error, ERR_UNAVAILABLE, "local_key.unwritable", P_STR("path", path));
    return ERR_OK;
}

enum err local_key_read(struct arena *arena, struct str path, struct local_key *ret,
                        struct error *error)
{
    CLEANUP(cleanup_fd) int fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC);
    char *bytes = arena_alloc(arena, LOCAL_KEY_MOST);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, LOCAL_KEY_MOST);
    struct error why = { .arena = arena };
    const struct json *document;

    if (n <= 0 ||
        json_parse(arena, (struct str){ bytes, (size_t)n }, NULL, &document, &why) != ERR_OK)
        return FAIL_WITH(error, ERR_NOT_FOUND, "local_key.not_found", P_STR("path", path));
    ret->address = json_str(json_get(document, "address"));
    ret->key = json_str(json_get(document, "key"));
    if (ret->address.n == 0 || ret->key.n == 0)
        return FAIL_WITH(error, ERR_NOT_FOUND, "local_key.not_found", P_STR("path", path));
    return ERR_OK;
}

void local_key_remove(struct str path)
{
    CLEANUP(arena_release) struct arena arena = arena_init();

    (void)unlink(str_c(&arena, path));
}
