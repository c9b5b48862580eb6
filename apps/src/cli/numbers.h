/* cli/numbers.h - what the do-not-call lists of an account and of all accounts have in common. */
#ifndef CLI_NUMBERS_H
#define CLI_NUMBERS_H

#include "cli/command.h"
#include "cli/show.h"

enum { SUPPRESSION_COLUMNS = 4 };
extern const struct column suppression_columns[];
extern const struct option suppress_options[], suppress_import_options[];

/* Sends the sheet of the first word to the route, and shows the counts. */
enum err cli_import_numbers(struct cli *cli, const struct args *args, const char *route) MUST_USE;
/* A route's answer into a file. */
enum err cli_fetch(struct cli *cli, struct str path, struct str output) MUST_USE;

#endif
