/* json.c - cJSON's tree behind json_scan(). Its nodes live in the caller's arena; a number keeps
 * the text it was written with, so that no double is ever read. */
#include "codec/json.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/checked.h"
#include "json_scan.h"

enum { FEW_MEMBERS = 8, DIGITS_KEPT = 28, PLACES_MOST = 36 };
static const int64_t exact_most = INT64_C(1) << 53; /* a double holds every whole up to it */

/* cJSON's hooks are the process's; where its memory comes from is each thread's own. */
static _Thread_local struct arena *nodes;

static void *node_alloc(size_t n)
{
    return nodes != NULL ? arena_alloc(nodes, n) : malloc(n);
}

static void node_free(void *p)
{
    if (nodes == NULL)
        free(p);
}

__attribute__((constructor)) static void install_hooks(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = node_alloc, .free_fn = node_free });
}

static const cJSON *vendor(const struct json *node)
{
    return (const cJSON *)node;
}

static const struct json *own(const cJSON *node)
{
    return (const struct json *)node;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static const char *duplicate_of_few(const cJSON *object)
{
    for (const cJSON *a = object->child; a != NULL; a = a->next)
        for (const cJSON *b = a->next; b != NULL; b = b->next)
            if (strcmp(a->string, b->string) == 0)
                return a->string;
    return NULL;
}

static const char *duplicate_of_many(struct arena *arena, const cJSON *object, size_t n)
{
    const cJSON **sorted = ARENA_ARRAY(arena, const cJSON *, n);
    size_t at = 0;

    for (const cJSON *member = object->child; member != NULL; member = member->next)
        sorted[at++] = member;
    qsort(sorted, n, sizeof *sorted, compare_names);
    for (size_t i = 1; i < n; i++)
        if (strcmp(sorted[i - 1]->string, sorted[i]->string) == 0)
            return sorted[i]->string;
    return NULL;
}

/* Names are compared as they read, so "\u0061" is "a". */
static enum err refuse_duplicates(struct arena *arena, const cJSON *object, struct error *error)
{
    size_t n = json_size(own(object));
    const char *twice =
        n <= FEW_MEMBERS ? duplicate_of_few(object) : duplicate_of_many(arena, object, n);

    if (twice == NULL)
        return ERR_OK;
    return FAIL_WITH(error, ERR_INVALID, "json.duplicate", P_STR("name", str_from_c(twice)));
}

/* Walks in the order of the text, and so meets the numbers in the order of the scan. */
static enum err complete_tree(struct arena *arena, cJSON *node, const struct str **number,
                              struct error *error)
{
    for (; node != NULL; node = node->next) {
        if (cJSON_IsNumber(node))
            node->valuestring = str_c(arena, *(*number)++);
        if (node->child == NULL)
            continue;
        if (cJSON_IsObject(node))
            TRY(refuse_duplicates(arena, node, error));
        TRY(complete_tree(arena, node->child, number, error));
    }
    return ERR_OK;
}

enum err json_parse(struct arena *arena, struct str text, const struct json_limits *limits,
                    const struct json **ret, struct error *error)
{
    struct json_numbers numbers;
    const struct str *number;
    cJSON *root;

    TRY(json_scan(arena, text, limits, &numbers, error));
    nodes = arena;
    root = cJSON_ParseWithLength(text.p, text.n);
    nodes = NULL;
    if (root == NULL)
        return FAIL_WITH(error, ERR_INVALID, "json.malformed", P_I64("offset", 0));
    number = numbers.items;
    TRY(complete_tree(arena, root, &number, error));
    *ret = own(root);
    return ERR_OK;
}

enum json_kind json_kind(const struct json *node)
{
    const cJSON *v = vendor(node);

    switch (v == NULL ? cJSON_NULL : v->type & 0xff) {
    case cJSON_True:
    case cJSON_False:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

static const struct json *get(const struct json *object, struct str name)
{
    if (json_kind(object) != JSON_OBJECT)
        return NULL;
    for (const cJSON *member = vendor(object)->child; member != NULL; member = member->next)
        if (str_eq_c(name, member->string))
            return own(member);
    return NULL;
}

const struct json *json_get(const struct json *object, const char *name)
{
    return get(object, str_from_c(name));
}

const struct json *json_path(const struct json *object, const char *path)
{
    struct str rest = str_from_c(path);

    while (rest.p != NULL && object != NULL)
        object = get(object, str_cut(&rest, '.'));
    return object;
}

size_t json_size(const struct json *node)
{
    size_t n = 0;

    for (const struct json *item = json_first(node); item != NULL; item = json_next(item))
        n++;
    return n;
}

const struct json *json_first(const struct json *node)
{
    return node == NULL ? NULL : own(vendor(node)->child);
}

const struct json *json_next(const struct json *item)
{
    return item == NULL ? NULL : own(vendor(item)->next);
}

struct str json_name(const struct json *member)
{
    return member == NULL ? STR_NONE : str_from_c(vendor(member)->string);
}

struct str json_str(const struct json *node)
{
    return json_kind(node) == JSON_STRING ? str_from_c(vendor(node)->valuestring) : STR_NONE;
}

bool json_bool(const struct json *node, bool *ret)
{
    if (json_kind(node) != JSON_BOOL)
        return false;
    *ret = (vendor(node)->type & 0xff) == cJSON_True;
    return true;
}

struct str json_number_text(const struct json *node)
{
    return json_kind(node) == JSON_NUMBER ? str_from_c(vendor(node)->valuestring) : STR_NONE;
}

/* A number's decimal digits without point, and how often they must be multiplied by ten. */
struct decimal {
    bool negative;
    char digits[64];
    size_t n;
    int64_t exponent;
};

/* The scan has let pass only well-formed numbers of at most 60 characters. */
static struct decimal decimal_of(struct str text)
{
    struct decimal d = { .negative = text.p[0] == '-' };
    bool point = false;
    size_t i = d.negative;

    for (; i < text.n && text.p[i] != 'e' && text.p[i] != 'E'; i++) {
        if (text.p[i] == '.') {
            point = true;
            continue;
        }
        d.exponent -= point;
        if (d.n > 0 || text.p[i] != '0')
            d.digits[d.n++] = text.p[i];
    }
    if (i < text.n) {
        struct str exponent = str_slice(text, i + 1 + (text.p[i + 1] == '+'), text.n);
        int64_t power = 0;

        str_to_i64(exponent, INT64_MIN, INT64_MAX, &power);
        d.exponent += power;
    }
    while (d.n > 0 && d.digits[d.n - 1] == '0') {
        d.n--;
        d.exponent++;
    }
    if (d.n == 0)
        d.exponent = 0;
    return d;
}

bool json_i64(const struct json *node, int64_t *ret)
{
    struct decimal d;
    int64_t value = 0;

    if (json_kind(node) != JSON_NUMBER)
        return false;
    d = decimal_of(json_number_text(node));
    if (d.exponent < 0 || d.exponent > 16 || d.n > 16)
        return false;
    for (size_t i = 0; i < d.n; i++)
        value = value * 10 + (d.digits[i] - '0');
    for (; d.exponent > 0; d.exponent--)
        if (!mul_i64(value, 10, &value))
            return false;
    if (value > exact_most)
        return false;
    *ret = d.negative ? -value : value;
    return true;
}

/* value / 10^places, rounded half away from zero. */
static __int128 cut_places(__int128 value, int64_t places)
{
    __int128 divisor = 1;

    if (places > PLACES_MOST + PLACES_MOST)
        return 0;
    for (; places > PLACES_MOST; places--)
        value /= 10; /* more places than digits: what is lost is far below the half */
    for (; places > 0; places--)
        divisor *= 10;
    return value >= 0 ? (value + divisor / 2) / divisor : (value - divisor / 2) / divisor;
}

/* In 128 bits; what follows the 28th digit cannot change what the 28 before it round to. */
bool json_scaled(const struct json *node, int64_t scale, int64_t *ret)
{
    struct decimal d;
    __int128 value = 0;

    if (json_kind(node) != JSON_NUMBER)
        return false;
    d = decimal_of(json_number_text(node));
    for (; d.n > DIGITS_KEPT; d.n--)
        d.exponent++;
    for (size_t i = 0; i < d.n; i++)
        value = value * 10 + (d.digits[i] - '0');
    if (__builtin_mul_overflow(value, d.negative ? -scale : scale, &value))
        return false;
    for (; d.exponent > 0 && value != 0; d.exponent--)
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
    if (d.exponent < 0)
        value = cut_places(value, -d.exponent);
    if (value > INT64_MAX || value < INT64_MIN)
        return false;
    *ret = (int64_t)value;
    return true;
}
