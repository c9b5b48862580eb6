/* apps/language.h - the language in which a program speaks to who started it. */
#ifndef APPS_LANGUAGE_H
#define APPS_LANGUAGE_H

#include "codec/messages.h"

/* By SPEECHAI_LANGUAGE, LC_ALL, LC_MESSAGES or LANG, whichever is set first; else Spanish. */
enum language language_of_environment(void);

#endif
