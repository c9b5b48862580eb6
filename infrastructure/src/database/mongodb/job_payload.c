/* database/mongodb/job_payload.c - sealed with the account's key, bound to the attempt's tag. */
#include "database/mongodb/job_payload.h"

#include <assert.h>

#include "base/strbuf.h"
#include "codec/json_record.h"

enum { PAYLOAD_MOST = 8 << 20 };

static const struct field payload_fields[] = {
    FIELD_STR(struct payload, transcript, 0, 0, 0),
    FIELD_STR(struct payload, word_times, 0, 0, 0),
    FIELD_STR(struct payload, recording_url, 0, 0, 0),
    FIELD_STR(struct payload, summary, 0, 0, 0),
    FIELD_STR(struct payload, sentiment, 0, 0, 0),
};
static const struct record payload_record = RECORD("payload", struct payload, payload_fields);

static bool is_empty(const struct payload *p)
{
    return p->transcript.n == 0 && p->recording_url.n == 0 && p->summary.n == 0 &&
           p->sentiment.n == 0;
}

enum err payload_seal(struct session *s, const struct job *job, const struct payload *payload,
                      struct str *ret)
{
    struct strbuf text = strbuf_init(s->arena, PAYLOAD_MOST);
    struct json_writer writer = json_writer_init(&text);

    *ret = STR_NONE;
    if (is_empty(payload))
        return ERR_OK;
    json_put_record(&writer, &payload_record, payload, 0);
    assert(strbuf_ok(&text));
    return account_seal(s, job->account.v, job->attempt.tag, strbuf_str(&text), ret);
}

enum err payload_unseal(struct session *s, const struct job *job, struct str sealed,
                        struct payload *ret)
{
    const struct json *node;
    struct str plain;

    *ret = (struct payload){ STR_NONE, STR_NONE, STR_NONE, STR_NONE, STR_NONE };
    if (sealed.p == NULL)
        return ERR_OK;
    TRY(account_unseal(s, job->account.v, job->attempt.tag, sealed, &plain));
    TRY(json_parse(s->arena, plain, NULL, &node, s->error));
    return json_read_record(node, &payload_record, JSON_FROM_STORE, ret, s->arena, s->error);
}

void payload_add(const struct payload *p, struct call *call)
{
    if (p->transcript.n > 0)
        call->transcript = p->transcript;
    if (p->word_times.n > 0)
        call->word_times = p->word_times;
    if (p->recording_url.n > 0)
        call->recording_url = p->recording_url;
    if (p->summary.n > 0)
        call->summary = p->summary;
    if (p->sentiment.n > 0)
        call->sentiment = p->sentiment;
}
