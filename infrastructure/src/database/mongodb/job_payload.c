/* database/mongodb/job_payload.c - sealed with the account's key, bound to the attempt's tag. */
#include "database/mongodb/job_payload.h"

#include <assert.h>

#include "base/strbuf.h"
#include "codec/json_record.h"

enum { PAYLOAD_MOST = 8 << 20 };

static const struct field payload_fields[] = {
    FIELD_STR(struct call_payload, transcript, 0, 0, 0),
    FIELD_STR(struct call_payload, word_times, 0, 0, 0),
    FIELD_STR(struct call_payload, recording_url, 0, 0, 0),
    FIELD_STR(struct call_payload, summary, 0, 0, 0),
    FIELD_STR(struct call_payload, sentiment, 0, 0, 0),
};
static const struct record payload_record = RECORD("payload", struct call_payload, payload_fields);

enum err payload_seal(struct session *s, const struct job *job, const struct call_payload *payload,
                      struct str *ret)
{
    struct strbuf text = strbuf_init(s->arena, PAYLOAD_MOST);
    struct json_writer writer = json_writer_init(&text);

    *ret = STR_NONE;
    if (call_payload_is_empty(payload))
        return ERR_OK;
    json_put_record(&writer, &payload_record, payload, 0);
    assert(strbuf_ok(&text));
    return account_seal(s, job->account.v, job->attempt.tag, strbuf_str(&text), ret);
}

enum err payload_unseal(struct session *s, const struct job *job, struct str sealed,
                        struct call_payload *ret)
{
    const struct json *node;
    struct str plain;

    *ret = (struct call_payload){ STR_NONE, STR_NONE, STR_NONE, STR_NONE, STR_NONE };
    if (sealed.p == NULL)
        return ERR_OK;
    TRY(account_unseal(s, job->account.v, job->attempt.tag, sealed, &plain));
    TRY(json_parse(s->arena, plain, NULL, &node, s->error));
    return json_read_record(node, &payload_record, JSON_FROM_STORE, ret, s->arena, s->error);
}
