/* apps/src/cli/watch.h - a campaign live in the terminal, and its result at the end. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/cli.h"

/* What keeps all of it, or some of its people, from being called, in one line; empty: nothing, or
 * it may not be known. */
struct str watch_notices(struct cli *cli, struct str campaign);
/* Ends when the campaign is done or cancelled. */
enum err watch_campaign(struct cli *cli, struct str campaign) MUST_USE;

#endif
