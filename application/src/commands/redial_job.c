/* application/src/commands/redial_job.c - an undetermined job is called again: by a person's word,
 * or by the rule of its campaign. */
#include "application/commands/redial_job.h"

#include "application/queries/read_records.h"
#include "each_global.h"

/* What a step says is a slug alone: its sentence names the job and its state. */
static enum err refused(const struct ports *ports, struct scope *scope, const struct step *step)
{
    struct scope asking = scope_page(scope, scope->arena, scope->now);
    struct str state = STR("-");
    struct job *job;

    if (VIA(ports->jobs, find, &asking, step->account, step->job, &job) == ERR_OK)
        state = job_state_name(job->state);
    return FAIL_WITH(&scope->error, step->err, step->slug, P_STR("state", state),
                     P_STR("id", ID_TEXT(scope->arena, step->job)));
}

enum err redial_job(const struct ports *ports, struct scope *scope, struct job_id id,
                    struct job **ret)
{
    struct step step = { .account = scope->account, .job = id, .tag = STR("") };

    TRY(scope_require(scope, PERMISSION_RUN_CAMPAIGNS));
    TRY(VIA(ports->jobs, redial, scope, &step, 1));
    if (step.err != ERR_OK)
        return refused(ports, scope, &step);
    TRY(VIA(ports->jobs, find, scope, scope->account, id, ret));
    hide_unpermitted(scope, &job_record, *ret);
    return ERR_OK;
}

/* -- by the campaign's own rule -- */

enum { REDIAL_PAGE = 200 };

static bool is_awaited(const struct campaign *c, const struct job *job)
{
    return c->redial_undetermined_after_h.has && job->attempts < c->retry.max_attempts;
}

static enum err redial_page(const struct ports *ports, struct scope *scope,
                            const struct campaign *c, const struct page *page)
{
    struct duration after = HOURS(c->redial_undetermined_after_h.v);
    struct step *steps = ARENA_ARRAY(scope->arena, struct step, page->n);
    size_t n = 0;

    for (size_t i = 0; i < page->n; i++) {
        const struct job *job = &((const struct job *)page->items)[i];

        if (is_awaited(c, job) && job->finished_at.has &&
            !instant_before(scope->now, instant_add(job->finished_at.v, after)))
            steps[n++] = (struct step){ .account = job->account, .job = job->id, .tag = STR("") };
    }
    return n == 0 ? ERR_OK : VIA(ports->jobs, redial, scope, steps, n);
}

static struct page_query undetermined_of(struct arena *arena, const struct campaign *c)
{
    return (struct page_query){
        .filters = { { STR("campaign"), FILTER_EQ, ID_TEXT(arena, c->id) },
                     { STR("state"), FILTER_EQ, job_state_name(JOB_UNDETERMINED) } },
        .n = 2,
        .limit = REDIAL_PAGE,
    };
}

enum err redial_is_awaited(const struct ports *ports, struct scope *scope,
                           const struct campaign *campaign, bool *ret)
{
    struct page_query query = undetermined_of(scope->arena, campaign);
    struct page page = { 0 };

    *ret = false;
    do {
        TRY(VIA(ports->records, page, scope, &job_record, &query, &page));
        for (size_t i = 0; i < page.n && !*ret; i++)
            *ret = is_awaited(campaign, &((const struct job *)page.items)[i]);
        query.after = page.next;
    } while (page.next.p != NULL && !*ret);
    return ERR_OK;
}

/* A job that somebody redialed meanwhile refuses the second time: nothing is lost by trying. */
static enum err redial_of(const struct ports *ports, struct scope *scope, void *object)
{
    const struct campaign *c = object;
    struct page_query query = undetermined_of(scope->arena, c);
    struct state_counts counts;
    struct page page = { 0 };

    if (!c->redial_undetermined_after_h.has)
        return ERR_OK;
    TRY(VIA(ports->jobs, counts_in_course, scope, scope->account, c->id, &counts));
    if (counts.n[JOB_UNDETERMINED] == 0)
        return ERR_OK;
    do {
        TRY(VIA(ports->records, page, scope, &job_record, &query, &page));
        TRY(redial_page(ports, scope, c, &page));
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

enum err redial_undetermined(const struct ports *ports, struct scope *scope)
{
    return each_with_status(ports, scope, &campaign_record, campaign_status_name(CAMPAIGN_RUNNING),
                            redial_of);
}
