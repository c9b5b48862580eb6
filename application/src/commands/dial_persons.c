/* commands/dial_persons.c - notes on persons, by compare and set. */
#include "commands/dial_persons.h"

enum { SAVE_TRIES = 20 };

size_t persons_of_job(const struct ports *ports, const struct job *job,
                      struct phone_hash_id ret[JOB_PHONES])
{
    size_t n = job->phones.n < JOB_PHONES ? job->phones.n : JOB_PHONES;

    for (size_t i = 0; i < n; i++)
        ret[i] = VIA(ports->hasher, account_hash, job->account, job->phones.items[i].phone);
    return n;
}

static const struct touch *touch_of(const struct person *p, struct str tag)
{
    for (size_t i = p->touches.n; i > 0; i--)
        if (str_eq(p->touches.items[i - 1].tag, tag))
            return &p->touches.items[i - 1];
    return NULL;
}

/* Would the note change anything? */
static bool is_news(const struct person *p, const struct person_note *note)
{
    const struct touch *touch = touch_of(p, note->tag);

    if (str_eq(p->guard_tag, note->tag))
        return true;
    if (touch == NULL)
        return false;
    return note->unsent || !note->rang || (note->contact && !touch->contact);
}

static void write_note(struct person *p, const struct person_note *note)
{
    if (note->unsent)
        person_unsent(p, note->tag);
    else
        person_end(p, note->tag, note->rang, note->contact, note->now, note->cool_down);
}

/* Loads the persons of one attempt and writes the note on them. False: it stands there already. */
static enum err prepare(const struct ports *ports, struct scope *scope, const struct persons_of *a,
                        struct person_save *ret, bool *news)
{
    struct person **persons = ARENA_ARRAY(scope->arena, struct person *, JOB_PHONES);

    *news = false;
    *ret = (struct person_save){ .account = a->account, .persons = persons, .n = a->n };
    if (a->n == 0)
        return ERR_OK;
    TRY(VIA(ports->persons, load, scope, a->account, a->hashes, a->n, persons));
    for (size_t i = 0; i < a->n; i++)
        *news = *news || is_news(persons[i], &a->note);
    for (size_t i = 0; i < a->n && *news; i++)
        write_note(persons[i], &a->note);
    return ERR_OK;
}

/* One round: *n of `open` come in, those that must be tried again stay. */
static enum err note_round(const struct ports *ports, struct scope *scope,
                           const struct persons_of **open, size_t *n)
{
    struct person_save *saves = ARENA_ARRAY(scope->arena, struct person_save, *n);
    size_t left = 0, news = 0;
    bool is_new;

    for (size_t i = 0; i < *n; i++) {
        TRY(prepare(ports, scope, open[i], &saves[news], &is_new));
        if (is_new)
            open[news++] = open[i];
    }
    if (news > 0)
        TRY(VIA(ports->persons, save, scope, saves, news));
    for (size_t i = 0; i < news; i++)
        if (saves[i].err != ERR_OK)
            open[left++] = open[i];
    *n = left;
    return ERR_OK;
}

enum err persons_note(const struct ports *ports, struct scope *scope,
                      const struct persons_of *attempts, size_t n)
{
    const struct persons_of **open = ARENA_ARRAY(scope->arena, const struct persons_of *, n);

    for (size_t i = 0; i < n; i++)
        open[i] = &attempts[i];
    for (int tries = 0; tries < SAVE_TRIES && n > 0; tries++)
        TRY(note_round(ports, scope, open, &n));
    return n == 0 ? ERR_OK : FAIL(&scope->error, ERR_CONFLICT, "person.busy");
}
