/* services/phone_cell.h - the phones of one cell: people write two or three in it. */
#ifndef SERVICES_PHONE_CELL_H
#define SERVICES_PHONE_CELL_H

#include "domain/gateways/phone_numbering.h"
#include "domain/gateways/sheet_reader.h"

enum { PHONE_CELL_MOST = 8 };

struct phone_piece {
    const char *slug; /* why it cannot be used; NULL: phone is set */
    struct parsed_phone phone;
};
struct phone_cell {
    struct phone_piece items[PHONE_CELL_MOST];
    size_t n;  /* 0: the cell is empty, or says "no", "-", "N/A" */
    bool more; /* pieces beyond PHONE_CELL_MOST were left out */
};

/* "300… / 310…", two lines, ';', ',', '|', " o ", " y ", or nothing but a blank between them. */
void phone_cell_read(struct phone_numbering phones, const struct cell *cell, struct str country,
                     struct phone_cell *ret);

#endif
