/* domain/page.h - lists, a page at a time: by key, never by offset. */
#ifndef DOMAIN_PAGE_H
#define DOMAIN_PAGE_H

#include "base/field.h"

enum { PAGE_DEFAULT = 50, PAGE_MOST = 200, PAGE_FILTERS = 8 };

/* FILTER_CONTAINS: of a text, as services/text_search.h looks; of fields that are SORTED. */
enum filter_op { FILTER_EQ = 1, FILTER_GTE, FILTER_LT, FILTER_CONTAINS };

/* `field` is INDEXED or a KEY; `value` is its JSON text form ("running", an id, an instant, a
 * number). */
struct filter {
    struct str field;
    enum filter_op op;
    struct str value;
};

/* A filter's value, by the kind of its field: an instant and a length of time are a number, in
 * milliseconds; the name of an enum is a text. */
enum filter_kind { FILTER_BY_ID = 1, FILTER_BY_NUMBER, FILTER_BY_TRUTH, FILTER_BY_TEXT };
struct filter_value {
    enum filter_kind kind;
    struct id128 id;
    int64_t number;
    bool truth;
    struct str text; /* where the text that was read stands */
};
/* False: no value of this field, or of a kind that no list is filtered by; *ret is then as it was.
 */
bool filter_read(const struct field *field, struct str text, struct filter_value *ret);

struct page_query {
    struct filter filters[PAGE_FILTERS];
    size_t n;
    struct str sort;  /* a field that is SORTED, then the id; STR_NONE: by id, so by birth */
    bool descending;  /* ascending by default */
    int64_t limit;    /* 1..PAGE_MOST for people; loops may ask for more */
    struct str after; /* the cursor of the page before, of the same sort; STR_NONE: the first */
};

/* items: an array of the record's structs, in the scope's arena. */
struct page {
    void *items;
    size_t n;
    struct str next; /* STR_NONE: that was the last */
};

#endif
