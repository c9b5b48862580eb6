/* spreadsheet/writer/xlsx_text.h - any text as the content of an element. */
#ifndef SPREADSHEET_WRITER_XLSX_TEXT_H
#define SPREADSHEET_WRITER_XLSX_TEXT_H

#include "spreadsheet/writer/zip_writer.h"

/* References, _xHHHH_ for what XML cannot hold, U+FFFD for what is no UTF-8. */
void xlsx_text(struct zip_writer *zip, struct str text);
/* What Excel still opens: at most 32,767 UTF-16 units, the cut marked by an ellipsis. */
struct str xlsx_cut(struct str text, bool *cut);

#endif
