/* print_qr TEXT: the picture that a person is shown. */
#include <stdio.h>

#include "infrastructure/qrencode.h"

int main(int argc, char **argv)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct str svg;
    int status = 1;

    if (argc == 2 &&
        VIA(qrencode_pictures(), qr, &arena, str_from_c(argv[1]), &svg, &error) == ERR_OK)
        status = printf("%.*s", STR_ARG(svg)) < 0;
    arena_release(&arena);
    return status;
}
