/* mail_subject.h - a mail's subject in the words of its language. */
#ifndef APPLICATION_MAIL_SUBJECT_H
#define APPLICATION_MAIL_SUBJECT_H

#include "application/ports.h"

/* Of one line, whatever the names that it holds were written with. */
struct str mail_subject(const struct ports *ports, struct scope *scope, struct str language,
                        const char *slug, const struct param *params);

#endif
