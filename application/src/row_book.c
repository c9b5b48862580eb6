/* application/src/row_book.c */
#include "row_book.h"

#include <string.h>

#include "base/strbuf.h"

static struct page_query rows_of(struct scope *scope, struct batch_id batch)
{
    return (struct page_query){
        .filters = { { STR("batch"), FILTER_EQ, ID_TEXT(scope->arena, batch) } },
        .n = 1,
        .limit = PAGE_MOST,
    };
}

static enum err remove_those(const struct ports *ports, struct scope *scope,
                             const struct page_query *wanted)
{
    struct page_query query = *wanted;
    struct page page;

    do {
        TRY(VIA(ports->records, page, scope, &batch_row_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            TRY(VIA(ports->records, remove, scope, &batch_row_record,
                    ((struct batch_row *)page.items)[i].id.v));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err row_book_remove(const struct ports *ports, struct scope *scope, struct batch_id batch)
{
    const struct page_query query = rows_of(scope, batch);

    return remove_those(ports, scope, &query);
}

static void add_fixes(struct row_book *book, struct arena *arena, const struct page *page)
{
    struct batch_row *all = ARENA_ARRAY(arena, struct batch_row, book->n + page->n);

    if (book->n > 0)
        memcpy(all, book->fixes, book->n * sizeof *all);
    if (page->n > 0)
        memcpy(all + book->n, page->items, page->n * sizeof *all);
    book->fixes = all;
    book->n += page->n;
}

enum err row_book_open(struct row_book *book, struct scope *scope)
{
    struct page_query query = rows_of(scope, book->batch->id);
    struct page page;

    query.n = 2;
    query.filters[1] = (struct filter){ STR("fixed"), FILTER_EQ, STR("false") };
    TRY(remove_those(book->ports, scope, &query));
    query.filters[1].value = STR("true");
    do {
        TRY(VIA(book->ports->records, page, scope, &batch_row_record, &query, &page));
        add_fixes(book, scope->arena, &page);
        query.after = page.next;
    } while (page.next.p != NULL);
    book->kept = (int64_t)book->n;
    return ERR_OK;
}

struct batch_row *row_book_fix(struct row_book *book, int64_t row)
{
    while (book->at < book->n && book->fixes[book->at].row < row)
        book->at++;
    return book->at < book->n && book->fixes[book->at].row == row ? &book->fixes[book->at] : NULL;
}

void row_remarks(const struct ports *ports, struct arena *arena, struct str language,
                 const struct row_result *result, struct batch_row *ret)
{
    ret->verdict = result->verdict;
    ret->notes.items = ARENA_ARRAY(arena, struct row_remark, result->notes.n);
    ret->notes.n = result->notes.n;
    for (size_t i = 0; i < result->notes.n; i++) {
        const struct row_note *note = &result->notes.items[i];

        ret->notes.items[i] = (struct row_remark){
            .slug = str_from_c(note->slug),
            .column = note->column,
            .text = VIA(ports->wording, print, arena, language, note->slug, note->params),
        };
    }
}

static void take_params(struct row_note *note, const struct row_result *again)
{
    for (size_t i = 0; i < again->notes.n; i++) {
        const struct row_note *seen = &again->notes.items[i];

        if (strcmp(seen->slug, note->slug) == 0 && str_eq(seen->column, note->column)) {
            memcpy(note->params, seen->params, sizeof note->params);
            return;
        }
    }
}

struct row_note *row_notes_again(const struct ports *ports, struct arena *arena,
                                 const struct batch *batch, const struct batch_row *row)
{
    struct row_note *notes = ARENA_ARRAY(arena, struct row_note, row->notes.n);
    struct row_result again;

    row_check(arena, batch, ports->phones, batch_row_cells(row, arena), row->cells.n, &again);
    for (size_t i = 0; i < row->notes.n; i++) {
        const struct row_remark *kept = &row->notes.items[i];

        notes[i] = (struct row_note){ .slug = str_format(arena, "%.*s", STR_ARG(kept->slug)).p,
                                      .column = kept->column };
        take_params(&notes[i], &again);
    }
    return notes;
}

void row_say_again(const struct ports *ports, struct arena *arena, struct str language,
                   const struct batch *batch, struct batch_row *row)
{
    const struct row_note *notes = row_notes_again(ports, arena, batch, row);

    for (size_t i = 0; i < row->notes.n; i++) {
        struct str said =
            VIA(ports->wording, print, arena, language, notes[i].slug, notes[i].params);

        /* the sheet is read otherwise since: what was said then stays */
        if (str_find_char(said, '{') == SIZE_MAX)
            row->notes.items[i].text = said;
    }
}

/* The pages' arenas end one after the other: the list is made anew in each. */
static void add_to_page(struct row_book *book, struct arena *arena, struct batch_row *row)
{
    if (book->page_n == book->page_room) {
        size_t room = book->page_room == 0 ? 64 : 2 * book->page_room;
        struct batch_row **more = ARENA_ARRAY(arena, struct batch_row *, room);

        if (book->page_n > 0)
            memcpy(more, book->page, book->page_n * sizeof *more);
        book->page = more;
        book->page_room = room;
    }
    book->page[book->page_n++] = row;
}

void row_book_add(struct row_book *book, struct scope *page, struct batch_row *fix, int64_t row,
                  const struct cell *cells, size_t n, const struct row_result *result)
{
    struct batch_row *kept = fix;

    if (fix == NULL && (result->notes.n == 0 || book->kept >= BATCH_ROWS_KEPT))
        return;
    if (fix == NULL) {
        kept = ARENA_NEW(page->arena, struct batch_row);
        *kept = (struct batch_row){ .id = batch_row_id_of(book->batch->id, row),
                                    .account = book->batch->account,
                                    .batch = book->batch->id,
                                    .row = row };
        batch_row_set_cells(kept, page->arena, cells, n);
        book->kept++;
    }
    row_remarks(book->ports, page->arena, book->language, result, kept);
    add_to_page(book, page->arena, kept);
}

enum err row_book_flush(struct row_book *book, struct scope *page)
{
    size_t n = book->page_n;

    book->page_n = book->page_room = 0;
    if (n == 0)
        return ERR_OK;
    return VIA(book->ports->records, save_many, page, &batch_row_record, (void *const *)book->page,
               n, NULL);
}
