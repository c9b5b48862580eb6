/* services/header_row.h - where a sheet's names of columns stand. */
#ifndef SERVICES_HEADER_ROW_H
#define SERVICES_HEADER_ROW_H

#include "domain/services/column_recognition.h"

/* Index into rows; SIZE_MAX: the sheet has no header. Title rows above it are passed over. */
size_t find_header_row(struct arena *arena, const struct sample_row *rows, size_t n,
                       struct str country);

#endif
