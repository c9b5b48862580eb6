/* coding.c - whole bodies are coded at once; produced ones piece by piece as they come. */
#include "http/coding.h"

#include <zlib.h>

#include "base/strbuf.h"

enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, PIECE = 32 * 1024, MILLI = 1000 };

static const struct str suffix = STR_INIT("-gzip");

int header_weight(struct str params)
{
    int weight = 0, digits = 0;

    while (params.p != NULL) {
        struct str value = str_trim(str_cut(&params, ';'));
        struct str name = str_trim(str_cut(&value, '='));

        if (!str_eq_nocase(name, STR("q")))
            continue;
        value = str_trim(value);
        if (value.n == 0 || (value.p[0] != '0' && value.p[0] != '1') ||
            (value.n > 1 && value.p[1] != '.'))
            return 0;
        weight = value.p[0] == '1' ? MILLI : 0;
        for (size_t i = 2; i < value.n && digits < 3; i++, digits++) {
            static const int places[] = { 100, 10, 1 };

            if (value.p[i] < '0' || value.p[i] > '9')
                return 0;
            weight += (value.p[i] - '0') * places[digits];
        }
        return weight > MILLI ? MILLI : weight;
    }
    return MILLI;
}

bool coding_asked(struct str header, bool *must)
{
    int gzip = -1, plain = -1, any = -1;

    while (header.p != NULL) {
        struct str params = str_cut(&header, ',');
        struct str name = str_trim(str_cut(&params, ';'));
        int weight = header_weight(params);

        if (str_eq_nocase(name, STR("gzip")) || str_eq_nocase(name, STR("x-gzip")))
            gzip = weight;
        else if (str_eq_nocase(name, STR("identity")))
            plain = weight;
        else if (str_eq(name, STR("*")))
            any = weight;
    }
    if (gzip < 0)
        gzip = any;
    *must = gzip > 0 && (plain == 0 || (plain < 0 && any == 0));
    return gzip > 0 && gzip >= plain;
}

static bool is_text(struct str type)
{
    return str_starts(type, STR("text/")) || str_starts(type, STR("application/json")) ||
           str_starts(type, STR("application/problem+json"));
}

/* -- whole bodies -- */

static void end(z_stream *z)
{
    deflateEnd(z);
}

/* False: it is left as it is. */
static bool code_body(struct response *res)
{
    struct str plain = strbuf_str(&res->body);
    CLEANUP(end) z_stream z = { 0 };
    struct strbuf coded;
    char *room;
    size_t most;

    if (plain.n > UINT32_MAX / 2 || deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW,
                                                 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    most = deflateBound(&z, plain.n);
    coded = strbuf_init(res->arena, most);
    room = strbuf_reserve(&coded, most);
    z.next_in = (Bytef *)(uintptr_t)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = (Bytef *)room;
    z.avail_out = (uInt)most;
    if (room == NULL || deflate(&z, Z_FINISH) != Z_STREAM_END)
        return false;
    strbuf_added(&coded, most - z.avail_out);
    res->body = coded;
    return true;
}

/* -- produced bodies -- */

struct stream {
    z_stream z;
    body_producer *produce;
    void *self;
    bool ended, done;
    char piece[PIECE];
};

static voidpf take_memory(voidpf arena, uInt n, uInt size)
{
    return arena_array(arena, n, size);
}

static void leave_memory(voidpf arena, voidpf memory)
{
    (void)arena;
    (void)memory;
}

static enum err refill(struct stream *s)
{
    size_t got;

    if (s->z.avail_in > 0 || s->ended)
        return ERR_OK;
    TRY(s->produce(s->self, s->piece, sizeof s->piece, &got));
    s->ended = got == 0;
    s->z.next_in = (Bytef *)s->piece;
    s->z.avail_in = (uInt)got;
    return ERR_OK;
}

static enum err produce_coded(void *self, void *buffer, size_t n, size_t *got)
{
    struct stream *s = self;
    uInt room = n > PIECE ? PIECE : (uInt)n;

    *got = 0;
    while (!s->done && *got == 0) {
        int said;

        TRY(refill(s));
        s->z.next_out = buffer;
        s->z.avail_out = room;
        said = deflate(&s->z, s->ended ? Z_FINISH : Z_NO_FLUSH);
        if (said != Z_OK && said != Z_STREAM_END && said != Z_BUF_ERROR)
            return ERR_INTERNAL;
        s->done = said == Z_STREAM_END;
        *got = room - s->z.avail_out;
    }
    return ERR_OK;
}

static bool code_stream(struct response *res)
{
    struct stream *s = ARENA_NEW(res->arena, struct stream);

    s->z = (z_stream){ .zalloc = take_memory, .zfree = leave_memory, .opaque = res->arena };
    s->produce = res->produce;
    s->self = res->produce_self;
    if (deflateInit2(&s->z, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    res->produce = produce_coded;
    res->produce_self = s;
    res->length = -1;
    return true;
}

/* -- both -- */

static void mark_etag(struct response *res)
{
    for (size_t i = 0; i < res->headers_n; i++) {
        struct str_pair *h = &res->headers[i];

        if (str_eq(h->name, STR("ETag")) && str_ends(h->value, STR("\"")))
            h->value = str_format(res->arena, "%.*s%.*s\"",
                                  STR_ARG(str_slice(h->value, 0, h->value.n - 1)), STR_ARG(suffix));
    }
}

struct str coding_plain_etag(struct str tag)
{
    return str_ends(tag, suffix) ? str_slice(tag, 0, tag.n - suffix.n) : tag;
}

void coding_apply(const struct request *req, struct response *res)
{
    bool must, coded;

    if (res->status == 204 || res->status == 304 || res->whole_coding || !is_text(res->type))
        return;
    res->varies |= VARIES_BY_CODING;
    if (res->coded || !coding_asked(request_header(req, "Accept-Encoding"), &must))
        return;
    if (res->produce == NULL && res->body.n < CODING_LEAST && !must)
        return;
    if (res->produce != NULL && req->is_old)
        return;
    coded = res->produce == NULL ? code_body(res) : code_stream(res);
    if (!coded)
        return;
    response_header(res, "Content-Encoding", STR("gzip"));
    mark_etag(res);
}
