/* apps/language.h - the language in which a program speaks to who started it. */
#ifndef APPS_LANGUAGE_H
#define APPS_LANGUAGE_H

#include "base/error.h"
#include "codec/messages.h"

/* By SPEECHAI_LANGUAGE, LC_ALL, LC_MESSAGES or LANG, whichever is set first; else Spanish. */
enum language language_of_environment(void);
/* Locales are the host's and may be of any language; our own variable names one of ours.
 * ERR_INVALID "settings.bad_variable" {variable, wanted}. */
enum err language_check_environment(struct error *error) MUST_USE;

#endif
