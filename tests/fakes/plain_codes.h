/* tests/fakes/plain_codes.h - codes that a test can write down: the step's last six figures, of
 * any secret that is long enough; pictures that are their own text. */
#ifndef FAKES_PLAIN_CODES_H
#define FAKES_PLAIN_CODES_H

#include "base/time.h"
#include "domain/gateways/one_time_codes.h"

struct one_time_codes plain_one_time_codes(void);
struct str plain_code(struct arena *arena, struct instant at);
struct pictures plain_pictures(void);

#endif
