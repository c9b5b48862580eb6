/* tests/fuzz/fuzz_settings.c - any file of settings: read, or refused with its line; never a crash.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "apps/settings.h"
#include "base/cleanup.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct settings settings;
    char path[64];
    int fd = memfd_create("settings", MFD_CLOEXEC);
    enum err err;

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    err = settings_read(&arena, &(struct settings_source){ .path = str_from_c(path) }, &settings,
                        &error);
    close(fd);
    if (err != ERR_OK && (err != ERR_INVALID || error.slug == NULL))
        abort();
    if (err == ERR_OK && (settings.http_port < 0 || settings.http_port > 65535 ||
                          settings.dialing_ring.ms < 5000 || settings.engine == 0))
        abort(); /* outside the table's range */
    return 0;
}
