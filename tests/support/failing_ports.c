/* tests/support/failing_ports.c - the writing slots of each port, with a count in front. The
 * reading ones stay as they are: a port here is the other's table with some slots changed. */
#include "support/failing_ports.h"
#include "domain/services/step_kind.h"
#include "infrastructure/embedded_bus.h"

static struct {
    struct ports inner;
    int64_t left; /* writes until the one that fails; 0: it has come, or never will */
    enum failing_how how;
    bool failed;
} failing;

static enum err away(struct error *error)
{
    failing.failed = true;
    return FAIL(error, ERR_UNAVAILABLE, "store.unavailable");
}

/* Is this the k-th? */
static bool is_it(void)
{
    return failing.left > 0 && --failing.left == 0;
}

#define WRITE(error, call)                                                                         \
    do {                                                                                           \
        bool it = is_it();                                                                         \
                                                                                                   \
        if (it && failing.how == FAILS_BEFORE)                                                     \
            return away(error);                                                                    \
        enum err err = (call);                                                                     \
        return it ? away(error) : err;                                                             \
    } while (0)

/* -- records -- */

static enum err records_save(void *self, struct scope *scope, const struct record *record,
                             void *object, struct event_list *events)
{
    WRITE(&scope->error, failing.inner.records.ops->save(self, scope, record, object, events));
}

static enum err records_save_many(void *self, struct scope *scope, const struct record *record,
                                  void *const *objects, size_t n, struct event_list *events)
{
    WRITE(&scope->error,
          failing.inner.records.ops->save_many(self, scope, record, objects, n, events));
}

static enum err records_remove(void *self, struct scope *scope, const struct record *record,
                               struct id128 id)
{
    WRITE(&scope->error, failing.inner.records.ops->remove(self, scope, record, id));
}

/* -- jobs -- */

static enum err jobs_claim(void *self, struct scope *scope, const struct claim_request *request,
                           struct job_list *ret)
{
    WRITE(&scope->error, failing.inner.jobs.ops->claim(self, scope, request, ret));
}

#define FAILING_STEP(arg, name, NAME, item)                                                        \
    static enum err jobs_##name(void *self, struct scope *scope, struct item *steps, size_t n)     \
    {                                                                                              \
        WRITE(&scope->error, failing.inner.jobs.ops->name(self, scope, steps, n));                 \
    }
STEP_KINDS(FAILING_STEP, 0)
#define SET_FAILING_STEP(ops, name, NAME, item) ops.name = jobs_##name;

static enum err jobs_begin_dialing(void *self, struct scope *scope, struct intent_step *steps,
                                   size_t n)
{
    WRITE(&scope->error, failing.inner.jobs.ops->begin_dialing(self, scope, steps, n));
}

static enum err jobs_cancel(void *self, struct scope *scope, struct campaign_id campaign,
                            struct batch_id batch, int64_t most, bool *left)
{
    WRITE(&scope->error, failing.inner.jobs.ops->cancel(self, scope, campaign, batch, most, left));
}

static enum err jobs_wake(void *self, struct scope *scope, struct account_id account, int64_t most,
                          bool *left)
{
    WRITE(&scope->error, failing.inner.jobs.ops->wake(self, scope, account, most, left));
}

static enum err jobs_set_gate(void *self, struct scope *scope, struct account_id account,
                              struct campaign_id campaign, enum gate_state state,
                              int64_t max_active)
{
    WRITE(&scope->error,
          failing.inner.jobs.ops->set_gate(self, scope, account, campaign, state, max_active));
}

/* -- ledger -- */

static enum err ledger_fund(void *self, struct scope *scope, struct amount amount, struct str key,
                            struct str note, struct wallet *ret, bool *again)
{
    WRITE(&scope->error,
          failing.inner.ledger.ops->fund(self, scope, amount, key, note, ret, again));
}

static enum err ledger_refund(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    WRITE(&scope->error, failing.inner.ledger.ops->refund(self, scope, amount, key, note, ret));
}

static enum err ledger_adjust(void *self, struct scope *scope, struct amount amount, struct str key,
                              struct str note, struct wallet *ret)
{
    WRITE(&scope->error, failing.inner.ledger.ops->adjust(self, scope, amount, key, note, ret));
}

static enum err ledger_open(void *self, struct scope *scope, enum unit unit, bool unlimited,
                            int64_t low_at)
{
    WRITE(&scope->error, failing.inner.ledger.ops->open(self, scope, unit, unlimited, low_at));
}

/* -- persons -- */

static enum err persons_save(void *self, struct scope *scope, struct person_save *saves, size_t n)
{
    WRITE(&scope->error, failing.inner.persons.ops->save(self, scope, saves, n));
}

static enum err persons_suppress(void *self, struct scope *scope, struct suppression *suppression)
{
    WRITE(&scope->error, failing.inner.persons.ops->suppress(self, scope, suppression));
}

static enum err persons_unsuppress(void *self, struct scope *scope, struct phone_hash_id hash)
{
    WRITE(&scope->error, failing.inner.persons.ops->unsuppress(self, scope, hash));
}

/* -- imports -- */

static enum err imports_stage(void *self, struct scope *scope, struct job *const *jobs, size_t n)
{
    WRITE(&scope->error, failing.inner.imports.ops->stage(self, scope, jobs, n));
}

static enum err imports_stage_phones(void *self, struct scope *scope, struct campaign_id campaign,
                                     struct batch_id batch, const struct job_phone_key *keys,
                                     size_t n)
{
    WRITE(&scope->error,
          failing.inner.imports.ops->stage_phones(self, scope, campaign, batch, keys, n));
}

static enum err imports_commit(void *self, struct scope *scope, struct batch *batch,
                               struct event_list *events)
{
    WRITE(&scope->error, failing.inner.imports.ops->commit(self, scope, batch, events));
}

static enum err imports_discard(void *self, struct scope *scope, struct batch_id batch,
                                int64_t most, bool *left)
{
    WRITE(&scope->error, failing.inner.imports.ops->discard(self, scope, batch, most, left));
}

static enum err imports_hide(void *self, struct scope *scope, struct batch *batch,
                             struct event_list *events)
{
    WRITE(&scope->error, failing.inner.imports.ops->hide(self, scope, batch, events));
}

/* -- answers -- */

static enum err answers_begin(void *self, struct scope *scope, const struct asked *asked,
                              struct duration life, struct duration lease, enum asked_found *found,
                              struct kept_answer *ret)
{
    WRITE(&scope->error,
          failing.inner.answers.ops->begin(self, scope, asked, life, lease, found, ret));
}

static enum err answers_keep(void *self, struct scope *scope, const struct asked *asked,
                             const struct kept_answer *answer)
{
    WRITE(&scope->error, failing.inner.answers.ops->keep(self, scope, asked, answer));
}

static enum err answers_forget(void *self, struct scope *scope, const struct asked *asked)
{
    WRITE(&scope->error, failing.inner.answers.ops->forget(self, scope, asked));
}

/* -- inbox -- */

static enum err inbox_put(void *self, struct scope *scope, const struct inbox_item *item,
                          bool *again)
{
    WRITE(&scope->error, failing.inner.inbox.ops->put(self, scope, item, again));
}

static enum err inbox_done(void *self, struct scope *scope, const struct str *keys, size_t n)
{
    WRITE(&scope->error, failing.inner.inbox.ops->done(self, scope, keys, n));
}

static enum err inbox_park(void *self, struct scope *scope, struct str key, struct instant at)
{
    WRITE(&scope->error, failing.inner.inbox.ops->park(self, scope, key, at));
}

/* -- events -- */

static enum err events_advance(void *self, struct scope *scope, const char *consumer, int64_t seq)
{
    WRITE(&scope->error, failing.inner.events.ops->advance(self, scope, consumer, seq));
}

static enum err events_bury(void *self, struct scope *scope, const char *consumer,
                            const struct event *event, struct str reason)
{
    WRITE(&scope->error, failing.inner.events.ops->bury(self, scope, consumer, event, reason));
}

/* -- objects -- */

static enum err objects_put(void *self, struct arena *arena, struct str key, object_source *source,
                            void *from, int64_t most, struct object_info *ret, struct error *error)
{
    WRITE(error, failing.inner.objects.ops->put(self, arena, key, source, from, most, ret, error));
}

static enum err objects_put_file(void *self, struct arena *arena, struct str key, struct str path,
                                 struct object_info *ret, struct error *error)
{
    WRITE(error, failing.inner.objects.ops->put_file(self, arena, key, path, ret, error));
}

static enum err objects_remove(void *self, struct str key, struct error *error)
{
    WRITE(error, failing.inner.objects.ops->remove(self, key, error));
}

/* -- voice -- */

static enum err voice_stop(void *self, const struct connection *connection,
                           struct str provider_call, struct error *error)
{
    WRITE(error, failing.inner.voice.ops->stop(self, connection, provider_call, error));
}

/* -- mailer -- */

static enum err mailer_send(void *self, const struct mail *mail, struct error *error)
{
    WRITE(error, failing.inner.mailer.ops->send(self, mail, error));
}

/* -- payments -- */

static enum err payments_create(void *self, struct arena *arena, struct account_id account,
                                struct amount amount, struct str key, struct payment *ret,
                                struct error *error)
{
    WRITE(error, failing.inner.payments.ops->create(self, arena, account, amount, key, ret, error));
}

/* -- all together -- */

struct ports failing_ports(const struct ports *inner, int64_t k, enum failing_how how)
{
    static struct record_store_ops records;
    static struct job_steps_ops jobs;
    static struct ledger_ops ledger;
    static struct person_repository_ops persons;
    static struct import_store_ops imports;
    static struct event_inbox_ops inbox;
    static struct answer_store_ops answers;
    static struct event_log_ops events;
    static struct event_log log;
    static struct object_store_ops objects;
    static struct voice_gateway_ops voice;
    static struct mailer_ops mailer;
    static struct payment_gateway_ops payments;
    struct ports ports = *inner;

    failing.inner = *inner;
    failing.left = k;
    failing.how = how;
    failing.failed = false;
    records = *inner->records.ops;
    records.save = records_save;
    records.save_many = records_save_many;
    records.remove = records_remove;
    ports.records.ops = &records;
    jobs = *inner->jobs.ops;
    jobs.claim = jobs_claim;
    STEP_KINDS(SET_FAILING_STEP, jobs)
    jobs.begin_dialing = jobs_begin_dialing;
    jobs.cancel = jobs_cancel;
    jobs.wake = jobs_wake;
    jobs.set_gate = jobs_set_gate;
    ports.jobs.ops = &jobs;
    ledger = *inner->ledger.ops;
    ledger.fund = ledger_fund;
    ledger.refund = ledger_refund;
    ledger.adjust = ledger_adjust;
    ledger.open = ledger_open;
    ports.ledger.ops = &ledger;
    persons = *inner->persons.ops;
    persons.save = persons_save;
    persons.suppress = persons_suppress;
    persons.unsuppress = persons_unsuppress;
    ports.persons.ops = &persons;
    imports = *inner->imports.ops;
    imports.stage = imports_stage;
    imports.stage_phones = imports_stage_phones;
    imports.commit = imports_commit;
    imports.discard = imports_discard;
    imports.hide = imports_hide;
    ports.imports.ops = &imports;
    if (inner->answers.ops != NULL) {
        answers = (struct answer_store_ops){ answers_begin, answers_keep, answers_forget };
        ports.answers.ops = &answers;
    }
    inbox = *inner->inbox.ops;
    inbox.put = inbox_put;
    inbox.done = inbox_done;
    inbox.park = inbox_park;
    ports.inbox.ops = &inbox;
    events = *inner->events.ops;
    events.advance = events_advance;
    events.bury = events_bury;
    ports.events.ops = &events;
    log = ports.events;
    ports.bus = embedded_event_bus(&log);
    objects = *inner->objects.ops;
    objects.put = objects_put;
    objects.put_file = objects_put_file;
    objects.remove = objects_remove;
    ports.objects.ops = &objects;
    voice = *inner->voice.ops;
    voice.stop = voice_stop;
    ports.voice.ops = &voice;
    mailer = *inner->mailer.ops;
    mailer.send = mailer_send;
    ports.mailer.ops = &mailer;
    payments = *inner->payments.ops;
    payments.create = payments_create;
    ports.payments.ops = &payments;
    return ports;
}

bool failing_ports_failed(void)
{
    return failing.failed;
}
