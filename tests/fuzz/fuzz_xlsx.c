/* tests/fuzz/fuzz_xlsx.c - any bytes as an .xlsx: archive, package, parts. */
#include "fuzz/fuzz_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_sheet_read(data, size, STR("xlsx"), false);
    return 0;
}
