/* database/sqlite/stats.h - what SQLite's planner believes of the tables. */
#ifndef SQLITE_STATS_H
#define SQLITE_STATS_H

#include "database/sqlite/engine.h"

/* Writes the same figures for every file: plans do not depend on what a file holds today, and an
 * account with a million jobs is expected from the first. In the transaction of the schema. */
enum err stats_write(struct tx *tx) MUST_USE;
/* Makes an open connection read them; later ones do so by themselves. */
enum err stats_load(struct connection *conn, struct error *error) MUST_USE;

#endif
