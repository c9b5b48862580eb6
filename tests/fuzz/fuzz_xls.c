/* tests/fuzz/fuzz_xls.c - any bytes as an .xls. */
#include "fuzz/fuzz_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_sheet_read(data, size, STR("xls"), false);
    return 0;
}
