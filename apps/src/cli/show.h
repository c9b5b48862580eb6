/* apps/src/cli/show.h - tables, amounts, lengths of time and progress for a terminal. */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "cli/cli.h"
#include "codec/json.h"

/* A column of a table: what it is called (slug) and where in each row's object it stands. */
struct column {
    const char *title;
    const char *path; /* "phone", "wallet.available" */
    bool right;
    const char *words; /* start of the slugs of its values; NULL: shown as they are */
};

/* In JSON mode the document itself; else rows as a table. */
void show_rows(const struct cli *cli, const struct json *array, const struct column *columns,
               size_t n);
/* Label and value, one a line. */
void show_fields(const struct cli *cli, const struct json *object, const struct column *columns,
                 size_t n);
void show_json(const struct cli *cli, const struct json *document);
/* A value as people read it: amounts with their unit, lengths by name ("…_ms"), instants. */
struct str show_value(struct arena *arena, const char *path, const struct json *value);
struct str show_amount(struct arena *arena, const struct json *amount);
struct str show_length(struct arena *arena, int64_t ms);
/* 1234567 -> "1.234.567" in Spanish, "1,234,567" in English */
struct str show_count(const struct cli *cli, int64_t n);

/* At most so many characters, then "…"; and nothing that moves the cursor. */
struct str show_clip(struct arena *arena, struct str text, size_t width);
/* As it is, lines and all, but for what a terminal would obey. */
struct str show_plain(struct arena *arena, struct str text);
/* Characters, as far as a terminal shows each in one place. */
size_t show_width_of(struct str text);
/* Characters in a line of the terminal that keep it one line. */
size_t show_width(void);

/* A bar with rate and time left on a terminal; a line now and then elsewhere; nothing with --json.
 */
struct progress {
    const struct cli *cli;
    struct str label;
    bool bytes; /* counts bytes, not things */
    int64_t began_ms, drawn_ms, done, total;
    bool shown;
};
struct progress progress_begin(const struct cli *cli, const char *label, bool bytes);
void progress_set(struct progress *p, int64_t done, int64_t total);
void progress_end(struct progress *p);
int64_t show_now_ms(void);

#endif
