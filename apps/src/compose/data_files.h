/* apps/src/compose/data_files.h - plans and rules of countries: data, read at start and checked. */
#ifndef APPS_COMPOSE_DATA_FILES_H
#define APPS_COMPOSE_DATA_FILES_H

#include "apps/settings.h"
#include "domain/models/plan.h"
#include "domain/services/password_policy.h"
#include "domain/services/rule_pack.h"

/* MiB on the disk of data.folder: to begin at all, and to be without care. */
enum { ROOM_TO_START = 8, ROOM_TO_WORK = 256 };
/* *free_mib (may be NULL): what is free. ERR_UNAVAILABLE "data.full" {path, free, needed}. A folder
 * that is not there yet is asked for where it will be made. */
enum err data_room_check(const struct settings *settings, int64_t needed_mib, int64_t *free_mib,
                         struct error *error) MUST_USE;

/* Everything lives in the arena. ERR_INVALID "data.unreadable" {path}, "data.malformed" {path,
 * reason}. */
enum err plans_read(struct arena *arena, struct str path, struct plan_list *ret,
                    struct error *error) MUST_USE;
/* Every *.json of the folder. Without the pack of country "*": "data.no_default_rules" {path}. */
enum err rules_read(struct arena *arena, struct str folder, struct rule_packs *ret,
                    struct error *error) MUST_USE;
/* One word a line, "#" begins a remark; sorted, in lower case. */
enum err words_read(struct arena *arena, struct str path, struct word_list *ret,
                    struct error *error) MUST_USE;

#endif
