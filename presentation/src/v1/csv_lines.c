/* v1/csv_lines.c */
#include "v1/csv_lines.h"

#include <string.h>

#include "codec/csv_cell.h"

enum { PAGE_LINES = 200 };

static const struct str csv_type = STR_INIT("text/csv; charset=utf-8");

void csv_put(struct strbuf *b, struct str text, bool first)
{
    static const struct str starts = STR_INIT("=+-@\t\r");

    strbuf_add_c(b, first ? "\"" : ",\"");
    if (text.n > 0 && str_find_char(starts, text.p[0]) != SIZE_MAX)
        strbuf_add_char(b, '\'');
    for (size_t i = 0, guard = csv_next_formula(text, 0); i < text.n; i++) {
        if (i > 0 && i == guard) {
            strbuf_add_char(b, '\'');
            guard = csv_next_formula(text, i);
        }
        if (text.p[i] == '"')
            strbuf_add_char(b, '"');
        strbuf_add_char(b, text.p[i]);
    }
    strbuf_add_char(b, '"');
}

struct csv_state {
    const struct csv_file *file;
    const struct ports *ports;
    struct scope scope;
    struct page_query query;
    struct strbuf lines; /* of one page; used again for the next */
    struct str piece;    /* what is left of them */
    struct str next;     /* the cursor behind them */
    bool ended;
};

static enum err next_page(struct csv_state *s)
{
    CLEANUP(arena_release) struct arena arena = arena_init();
    struct scope scope = scope_page(&s->scope, &arena, s->scope.now);
    struct page page;

    strbuf_clear(&s->lines);
    s->query.after = s->next;
    TRY(s->file->list(s->ports, &scope, &s->query, &page));
    for (size_t i = 0; i < page.n; i++) {
        s->file->put_cells(&s->lines, &arena, (const char *)page.items + i * s->file->record->size);
        strbuf_add_c(&s->lines, "\r\n");
    }
    s->ended = page.next.p == NULL;
    s->next = s->ended ? STR_NONE : str_copy(s->scope.arena, page.next);
    s->piece = strbuf_str(&s->lines);
    return strbuf_ok(&s->lines) ? ERR_OK : ERR_INTERNAL;
}

static enum err produce(void *self, void *buffer, size_t n, size_t *got)
{
    struct csv_state *s = self;

    while (s->piece.n == 0 && !s->ended)
        TRY(next_page(s));
    *got = s->piece.n < n ? s->piece.n : n;
    if (*got > 0)
        memcpy(buffer, s->piece.p, *got);
    s->piece = str_slice(s->piece, *got, s->piece.n);
    return ERR_OK;
}

enum err response_csv(struct request *req, struct response *res, const struct csv_file *file)
{
    struct csv_state *s = ARENA_NEW(req->scope.arena, struct csv_state);
    struct page page;

    *s = (struct csv_state){ .file = file,
                             .ports = req->ports,
                             .scope = req->scope,
                             .lines = strbuf_init(req->scope.arena, file->page_bytes) };
    TRY(request_page(req, file->record, &s->query));
    s->query.limit = PAGE_LINES;
    s->next = s->query.after;
    if (next_page(s) != ERR_OK) /* asked again, for the words of the refusal */
        return file->list(req->ports, &req->scope, &s->query, &page);
    /* first the mark that tells Excel that it is UTF-8 */
    s->piece =
        str_format(req->scope.arena, "\xEF\xBB\xBF%s\r\n%.*s", file->titles, STR_ARG(s->piece));
    response_file(res, csv_type, str_from_c(file->name), -1, produce, s);
    return ERR_OK;
}
