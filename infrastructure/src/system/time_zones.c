/* infrastructure/src/system/time_zones.c - zones by GLib's reader of the system's tzdata. */
#include "infrastructure/system.h"

#include <glib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/strbuf.h"

enum {
    COUNTRIES = 26 * 26,
    SECONDS_PER_DAY = 86400,
    OFFSET_MOST = 16 * 3600, /* no zone is, or was, further from UTC */
    LINE_BYTES = 512,
    NAME_BYTES = 64
};

struct system_zones {
    struct arena arena; /* of tables that never change */
    struct str folder;
    struct str version;
    struct str_list of_country[COUNTRIES];
    pthread_mutex_t mutex;
    GHashTable *zones; /* under the mutex: name -> GTimeZone, never removed */
};

/* Only names of tzdata's files: GLib would take "+05:00" and "EST5EDT,M3" too. */
static bool name_has_form(struct str name)
{
    if (name.n == 0 || name.n >= NAME_BYTES || name.p[0] == '/' ||
        str_find(name, STR("..")) != SIZE_MAX)
        return false;
    if (str_find_char(name, '/') == SIZE_MAX && !str_eq(name, STR("UTC")))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (!g_ascii_isalnum(name.p[i]) && strchr("/_+-", name.p[i]) == NULL)
            return false;
    return true;
}

static GTimeZone *load(const struct system_zones *z, const char *name)
{
    char path[LINE_BYTES];
    int n = snprintf(path, sizeof path, "%.*s/%s", STR_ARG(z->folder), name);

    if (n < 0 || (size_t)n >= sizeof path || access(path, R_OK) != 0)
        return NULL;
    return g_time_zone_new_identifier(path);
}

static enum err find(struct system_zones *z, struct str name, GTimeZone **ret, struct error *error)
{
    char text[NAME_BYTES];

    *ret = NULL;
    if (name_has_form(name)) {
        memcpy(text, name.p, name.n);
        text[name.n] = '\0';
        pthread_mutex_lock(&z->mutex);
        *ret = g_hash_table_lookup(z->zones, text);
        if (*ret == NULL && (*ret = load(z, text)) != NULL)
            g_hash_table_insert(z->zones, g_strdup(text), *ret);
        pthread_mutex_unlock(&z->mutex);
    }
    if (*ret == NULL)
        return FAIL_WITH(error, ERR_NOT_FOUND, "zone.unknown", P_STR("zone", name));
    return ERR_OK;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int interval_at(GTimeZone *zone, int64_t seconds)
{
    return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
}

static enum err zone_local(void *self, struct str name, struct instant at, struct local_time *ret,
                           struct error *error)
{
    int64_t seconds = floor_div(at.unix_ms, MS_PER_SECOND), days;
    GTimeZone *zone;

    TRY(find(self, name, &zone, error));
    seconds += g_time_zone_get_offset(zone, interval_at(zone, seconds));
    days = floor_div(seconds, SECONDS_PER_DAY);
    *ret = (struct local_time){ .date = date_from_days(days),
                                .minute = (int)((seconds - days * SECONDS_PER_DAY) / 60) };
    ret->weekday = date_weekday(ret->date);
    return ERR_OK;
}

/* The first second of the interval behind `interval`, which holds `low`; `high` lies beyond it. */
static int64_t interval_end(GTimeZone *zone, int interval, int64_t low, int64_t high)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (interval_at(zone, middle) == interval)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Walks the intervals around the wanted local time; the first that shows it, or the first behind
 * the gap in which it lies, has it. */
static enum err zone_instant(void *self, struct str name, struct date date, int minute,
                             struct instant *ret, struct error *error)
{
    int64_t wanted = date_to_days(date) * SECONDS_PER_DAY + (int64_t)minute * 60;
    int64_t start = wanted - OFFSET_MOST, last = wanted + OFFSET_MOST;
    GTimeZone *zone;

    TRY(find(self, name, &zone, error));
    for (;;) {
        int interval = interval_at(zone, start);
        int64_t candidate = wanted - g_time_zone_get_offset(zone, interval);
        int64_t end = interval_at(zone, last) == interval
                          ? INT64_MAX
                          : interval_end(zone, interval, start, last);

        if (candidate < end) {
            ret->unix_ms = (candidate > start ? candidate : start) * MS_PER_SECOND;
            return ERR_OK;
        }
        start = end;
    }
}

static bool country_index(struct str country, size_t *ret)
{
    if (country.n != 2 || !g_ascii_isupper(country.p[0]) || !g_ascii_isupper(country.p[1]))
        return false;
    *ret = (size_t)(country.p[0] - 'A') * 26 + (size_t)(country.p[1] - 'A');
    return true;
}

static enum err zones_of_country(void *self, struct str country, struct str_list *ret,
                                 struct error *error)
{
    const struct system_zones *z = self;
    size_t i;

    if (!country_index(country, &i) || z->of_country[i].n == 0)
        return FAIL_WITH(error, ERR_NOT_FOUND, "country.unknown", P_STR("country", country));
    *ret = z->of_country[i];
    return ERR_OK;
}

static struct str zones_version(void *self)
{
    return ((struct system_zones *)self)->version;
}

/* "CO<tab>+0436-07405<tab>America/Bogota[<tab>comment]" */
static void take_line(struct system_zones *z, struct str line)
{
    struct str country = str_cut(&line, '\t'), name;
    struct str_list *list;
    struct str *items;
    size_t i;

    (void)str_cut(&line, '\t');
    name = str_trim(str_cut(&line, '\t'));
    if (!country_index(country, &i) || !name_has_form(name))
        return;
    list = &z->of_country[i];
    items = ARENA_ARRAY(&z->arena, struct str, list->n + 1);
    if (list->n > 0)
        memcpy(items, list->items, list->n * sizeof *items);
    items[list->n] = str_copy(&z->arena, name);
    *list = (struct str_list){ items, list->n + 1 };
}

static FILE *open_in(const struct system_zones *z, const char *file, struct arena *arena)
{
    return fopen(str_format(arena, "%.*s/%s", STR_ARG(z->folder), file).p, "re");
}

static bool read_countries(struct system_zones *z)
{
    CLEANUP(cleanup_file) FILE *file = open_in(z, "zone.tab", &z->arena);
    char line[LINE_BYTES];

    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL)
        if (line[0] != '#')
            take_line(z, str_from_c(line));
    return ferror(file) == 0;
}

/* "# version 2025b" opens tzdata.zi */
static struct str read_version(struct system_zones *z)
{
    CLEANUP(cleanup_file) FILE *file = open_in(z, "tzdata.zi", &z->arena);
    struct str start = STR("# version "), text;
    char line[LINE_BYTES];

    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        return STR("unknown");
    text = str_from_c(line);
    return str_starts(text, start) ? str_copy(&z->arena, str_trim(str_slice(text, start.n, text.n)))
                                   : STR("unknown");
}

enum err system_zones_new(struct str folder, struct system_zones **ret, struct error *error)
{
    struct system_zones *z = calloc(1, sizeof *z);

    if (z == NULL)
        abort();
    z->arena = arena_init();
    z->folder = str_copy(&z->arena, folder.n > 0 ? folder : STR("/usr/share/zoneinfo"));
    pthread_mutex_init(&z->mutex, NULL);
    z->zones =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_time_zone_unref);
    z->version = read_version(z);
    if (!read_countries(z)) {
        system_zones_free(z);
        return FAIL_WITH(error, ERR_UNAVAILABLE, "zones.missing", P_STR("path", folder));
    }
    *ret = z;
    return ERR_OK;
}

void system_zones_free(struct system_zones *z)
{
    if (z == NULL)
        return;
    g_hash_table_destroy(z->zones);
    pthread_mutex_destroy(&z->mutex);
    arena_release(&z->arena);
    free(z);
}

struct time_zones system_zones_port(struct system_zones *z)
{
    static const struct time_zones_ops ops = { .local = zone_local,
                                               .instant = zone_instant,
                                               .of_country = zones_of_country,
                                               .version = zones_version };

    return (struct time_zones){ &ops, z };
}
