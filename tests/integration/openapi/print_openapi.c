/* tests/integration/openapi/print_openapi.c - the document as the server would answer it. */
#include <stdio.h>

#include "http/openapi.h"

int main(int argc, char **argv)
{
    struct arena arena = arena_init();
    struct route_list routes = rest_routes();
    enum language language = language_choose(str_from_c(argc > 1 ? argv[1] : ""));
    struct str text = openapi_print(&arena, &routes, language);
    size_t written = fwrite(text.p, 1, text.n, stdout);

    arena_release(&arena);
    return written == text.n && fflush(stdout) == 0 ? 0 : 1;
}
