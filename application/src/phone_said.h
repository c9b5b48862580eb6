/* application/src/phone_said.h - a phone as people write it. */
#ifndef APPLICATION_PHONE_SAID_H
#define APPLICATION_PHONE_SAID_H

#include "application/ports.h"

/* National numbers are those of the account's country. Field error of "phone": the slug that the
 * numbering gives. */
enum err phone_said(const struct ports *ports, struct scope *scope, struct str text,
                    struct phone *ret) MUST_USE;
/* Of that country; "": only international ones. */
enum err phone_said_in(const struct ports *ports, struct scope *scope, struct str country,
                       struct str text, struct phone *ret) MUST_USE;

#endif
