/* pages.h - the readable page of the API, made part of the program by the build. */
#ifndef DOCS_PAGES_H
#define DOCS_PAGES_H

#include "base/str.h"

extern const struct str docs_html, docs_css, docs_js;

#endif
