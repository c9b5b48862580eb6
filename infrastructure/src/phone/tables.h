/* phone/tables.h - the library's answers at the speed of tables, made at start from the metadata
 * inside the loaded library. What they answer is what library_ask() answers; texts that are not
 * plain are declined. docs/architecture/phone_numbers.md tells how. */
#ifndef PHONE_TABLES_H
#define PHONE_TABLES_H

#include <stdint.h>

#include "phone/answer.h"

#ifdef __cplusplus
extern "C" {
#endif

struct phone_tables;

/* NULL: the metadata has what the tables cannot say, or they answer its example numbers otherwise
 * than the library. */
struct phone_tables *tables_new(void);
void tables_free(struct phone_tables *tables);
/* False: declined, ask the library. country as in library_ask(). Safe from any thread. */
bool tables_ask(const struct phone_tables *tables, const char *text, size_t n, const char *country,
                struct phone_answer *ret);
bool tables_know_country(const struct phone_tables *tables, const char *country);
/* FNV-1a of the metadata: which numbering is in use. */
uint64_t tables_metadata_hash(void);

/* For tests: every transition of the automaton of each calling code, as the start of a number of
 * that code. */
typedef void tables_visit(void *to, unsigned code, const char *digits, size_t n);
void tables_each_transition(const struct phone_tables *tables, tables_visit *visit, void *to);

#ifdef __cplusplus
}
#endif

#endif
