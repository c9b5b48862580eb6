/* apps/src/cli/watch.h - a campaign live in the terminal, and its result at the end. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/cli.h"

/* Ends when the campaign is done or cancelled. */
enum err watch_campaign(struct cli *cli, struct str campaign) MUST_USE;

#endif
