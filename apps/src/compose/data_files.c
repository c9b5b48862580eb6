/* apps/src/compose/data_files.c */
#include "compose/data_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/checked.h"
#include "base/cleanup.h"
#include "base/strbuf.h"
#include "codec/json_record.h"

enum { FILE_MOST = 4 << 20, PACKS_MOST = 300, PLANS_MOST = 100, MEMBERS_MOST = 200000 };

static enum err file_read(struct arena *arena, struct str path, struct str *ret,
                          struct error *error)
{
    CLEANUP(cleanup_file) FILE *file = fopen(str_c(arena, path), "rb");
    struct strbuf text = strbuf_init(arena, FILE_MOST);
    char piece[4096];
    size_t n;

    if (file == NULL)
        return FAIL_WITH(error, ERR_INVALID, "data.unreadable", P_STR("path", path));
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        strbuf_add(&text, (struct str){ piece, n });
    if (ferror(file) || !strbuf_ok(&text))
        return FAIL_WITH(error, ERR_INVALID, "data.unreadable", P_STR("path", path));
    *ret = strbuf_str(&text);
    return ERR_OK;
}

/* "tariff.step_ms: field.required", or the slug of what else is wrong. */
static enum err malformed(struct arena *arena, struct str path, const struct error *why,
                          struct error *error)
{
    struct str reason = str_from_c(why->slug);

    if (why->fields != NULL)
        reason = str_format(arena, "%.*s: %s", STR_ARG(why->fields->field), why->fields->slug);
    return FAIL_WITH(error, ERR_INVALID, "data.malformed", P_STR("path", path),
                     P_STR("reason", reason));
}

static enum err document_read(struct arena *arena, struct str path, const struct json **ret,
                              struct error *error)
{
    const struct json_limits limits = { .members = MEMBERS_MOST };
    struct error why = { .arena = arena };
    struct str text;

    TRY(file_read(arena, path, &text, error));
    if (json_parse(arena, text, &limits, ret, &why) != ERR_OK)
        return malformed(arena, path, &why, error);
    return ERR_OK;
}

enum err plans_read(struct arena *arena, struct str path, struct plan_list *ret,
                    struct error *error)
{
    const struct json *document;
    struct error why = { .arena = arena };

    TRY(document_read(arena, path, &document, error));
    if (json_kind(document) != JSON_ARRAY || json_size(document) == 0 ||
        json_size(document) > PLANS_MOST)
        return FAIL_WITH(error, ERR_INVALID, "data.malformed", P_STR("path", path),
                         P_STR("reason", STR("[ … ]")));
    ret->items = ARENA_ARRAY(arena, struct plan, json_size(document));
    ret->n = 0;
    for (const struct json *item = json_first(document); item != NULL; item = json_next(item)) {
        struct plan *plan = &ret->items[ret->n++];

        if (json_read_record(item, &plan_record, JSON_FROM_CLIENT, plan, arena, &why) != ERR_OK)
            return malformed(arena, path, &why, error);
    }
    return ERR_OK;
}

static enum err pack_read(struct arena *arena, struct str path, struct rule_pack *ret,
                          struct error *error)
{
    const struct json *document;
    struct error why = { .arena = arena };

    TRY(document_read(arena, path, &document, error));
    if (json_read_record(document, &rule_pack_record, JSON_FROM_CLIENT, ret, arena, &why) !=
            ERR_OK ||
        rule_pack_check(ret, &why) != ERR_OK)
        return malformed(arena, path, &why, error);
    return ERR_OK;
}

static void cleanup_folder(DIR **folder)
{
    if (*folder != NULL)
        closedir(*folder);
}

enum err rules_read(struct arena *arena, struct str folder, struct rule_packs *ret,
                    struct error *error)
{
    CLEANUP(cleanup_folder) DIR *open = opendir(str_c(arena, folder));
    struct rule_pack *packs = ARENA_ARRAY(arena, struct rule_pack, PACKS_MOST);
    struct dirent *entry;
    size_t n = 0;

    if (open == NULL)
        return FAIL_WITH(error, ERR_INVALID, "data.unreadable", P_STR("path", folder));
    while ((entry = readdir(open)) != NULL && n < PACKS_MOST) {
        if (!str_ends(str_from_c(entry->d_name), STR(".json")))
            continue;
        TRY(pack_read(arena, str_format(arena, "%.*s/%s", STR_ARG(folder), entry->d_name),
                      &packs[n++], error));
    }
    *ret = (struct rule_packs){ packs, n };
    if (rule_pack_find(ret, STR("*")) == NULL)
        return FAIL_WITH(error, ERR_INVALID, "data.no_default_rules", P_STR("path", folder));
    return ERR_OK;
}

enum err words_read(struct arena *arena, struct str path, struct word_list *ret,
                    struct error *error)
{
    struct str text, line;
    size_t lines = 1;

    TRY(file_read(arena, path, &text, error));
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    *ret = (struct word_list){ ARENA_ARRAY(arena, struct str, lines), 0 };
    while (text.p != NULL) {
        line = str_trim(str_cut(&text, '\n'));
        if (line.n > 0 && line.p[0] != '#')
            ret->items[ret->n++] = line;
    }
    word_list_sort(ret);
    return ERR_OK;
}

/* -- the disk -- */

enum { BYTES_OF_MIB = 1 << 20 };

/* Of the folder, or of the nearest above it that is there. */
static bool read_room(char *path, struct statvfs *ret)
{
    while (statvfs(path, ret) != 0) {
        char *slash = strrchr(path, '/');

        if (errno != ENOENT || slash == NULL)
            return false;
        *slash = '\0';
        if (slash == path)
            return statvfs("/", ret) == 0;
    }
    return true;
}

enum err data_room_check(const struct settings *settings, int64_t needed_mib, int64_t *free_mib,
                         struct error *error)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    char *path = str_c(&arena, settings->data_folder);
    struct statvfs disk;
    int64_t found;

    /* where a relative path has nothing above it, this folder is */
    if (!read_room(path, &disk) && statvfs(".", &disk) != 0)
        return ERR_OK; /* what cannot be asked is found out by writing */
    if (!mul_i64((int64_t)disk.f_bavail, (int64_t)disk.f_frsize, &found))
        found = INT64_MAX;
    found /= BYTES_OF_MIB;
    if (free_mib != NULL)
        *free_mib = found;
    return found >= needed_mib ? ERR_OK
                               : FAIL_WITH(error, ERR_UNAVAILABLE, "data.full",
                                           P_STR("path", settings->data_folder),
                                           P_I64("free", found), P_I64("needed", needed_mib));
}
