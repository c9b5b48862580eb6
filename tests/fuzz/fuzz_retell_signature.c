/* tests/fuzz/fuzz_retell_signature.c - the signature's header; the body follows its first newline.
 * Without the key nothing but the vendor's own vector can be good. */
#include "external/retell/signature.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct connection connection = { .api_key = STR_INIT("key_test_123") };
    struct str all = { (const char *)data, size };
    size_t line = str_find_char(all, '\n');
    struct str header = line == SIZE_MAX ? all : str_slice(all, 0, line);
    struct str body = line == SIZE_MAX ? STR("") : str_slice(all, line + 1, size);
    enum err err = signature_check(&connection, header, body,
                                   (struct instant){ INT64_C(1700000000123) }, NULL);

    if (err == ERR_OK && !str_eq(body, STR("{\"event\":\"call_ended\",\"call\":{\"call_id\":"
                                           "\"call_1\"}}")))
        __builtin_trap();
    return 0;
}
