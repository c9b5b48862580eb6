/* domain/src/repositories/answer_store.c - the text that is sealed of an answer. */
#include "domain/repositories/answer_store.h"

#include "base/strbuf.h"

/* "<bytes of the etag>:<etag><body>" */
struct str kept_answer_join(struct arena *arena, const struct kept_answer *answer)
{
    struct strbuf out = strbuf_init(arena, 32 + answer->etag.n + answer->body.n);

    strbuf_addf(&out, "%zu:", answer->etag.n);
    strbuf_add(&out, answer->etag);
    strbuf_add(&out, answer->body);
    return strbuf_str(&out);
}

bool kept_answer_part(struct str joined, struct kept_answer *ret)
{
    struct str rest = joined, length = str_cut(&rest, ':');
    int64_t n;

    if (rest.p == NULL || !str_to_i64(length, 0, (int64_t)rest.n, &n))
        return false;
    ret->etag = str_slice(rest, 0, (size_t)n);
    ret->body = str_slice(rest, (size_t)n, rest.n);
    return true;
}
