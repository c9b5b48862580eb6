/* tests/fuzz/fuzz_csv.c - any bytes as a text file: an answer, and rows that are UTF-8. */
#include "fuzz/fuzz_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_sheet_read(data, size, STR("csv"), false);
    return 0;
}
