/* tests/fakes/plain_wording.h - sentences that say no more than their slug and parameters:
 * "mail.wallet_low.text account=Cobros"; in any language but Spanish, with the language in front.
 */
#ifndef FAKES_PLAIN_WORDING_H
#define FAKES_PLAIN_WORDING_H

#include "domain/gateways/wording.h"

struct wording plain_wording(void);

#endif
