/* application/src/mail_subject.c */
#include "mail_subject.h"

struct str mail_subject(const struct ports *ports, struct scope *scope, struct str language,
                        const char *slug, const struct param *params)
{
    struct str said = VIA(ports->wording, print, scope->arena, language, slug, params);
    char *line = arena_alloc(scope->arena, said.n + 1);

    for (size_t i = 0; i < said.n; i++)
        line[i] = (unsigned char)said.p[i] < ' ' || said.p[i] == 0x7f ? ' ' : said.p[i];
    return (struct str){ line, said.n };
}
