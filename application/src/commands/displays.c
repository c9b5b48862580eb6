/* application/src/commands/displays.c - links for screens on walls. */
#include "application/commands/displays.h"

#include "audit_event.h"
#include "base/strbuf.h"

RECORD_REPOSITORY(display)

static const struct field create_display_fields[] = {
    FIELD_STR(struct create_display, name, FIELD_REQUIRED, 1, 80),
};
const struct record create_display_record =
    RECORD("create_display", struct create_display, create_display_fields);

static const struct field created_display_fields[] = {
    FIELD_SUB(struct created_display, display, 0, display_record),
    FIELD_STR(struct created_display, secret, 0, 0, 100),
    FIELD_STR(struct created_display, url, 0, 0, 700),
};
const struct record created_display_record =
    RECORD("created_display", struct created_display, created_display_fields);

enum { PAGE = 200 };

static enum err count_good(const struct ports *ports, struct scope *scope, int64_t *ret)
{
    struct page_query query = { .limit = PAGE };
    struct page page;

    *ret = 0;
    do {
        TRY(VIA(ports->records, page, scope, &display_record, &query, &page));
        for (size_t i = 0; i < page.n; i++)
            *ret += display_is_good(&((struct display *)page.items)[i], scope->now);
        query.after = page.next;
    } while (page.next.p != NULL);
    return ERR_OK;
}

static enum err save_told(const struct ports *ports, struct scope *scope, enum event_type type,
                          const struct display *before, struct display *display)
{
    struct event_list events = audit_events(scope, type, ID_TEXT(scope->arena, display->id),
                                            &display_record, before, display);

    events.items[0].detail = display->name;
    return display_save(ports->records, scope, display, &events);
}

enum err create_display(const struct ports *ports, struct scope *scope,
                        const struct create_display *cmd, struct created_display *ret)
{
    struct str secret;
    int64_t good;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(count_good(ports, scope, &good));
    if (good >= DISPLAYS_MOST)
        return FAIL_WITH(&scope->error, ERR_PRECONDITION, "display.too_many",
                         P_I64("most", DISPLAYS_MOST));
    secret =
        str_format(scope->arena, "wall_%.*s", STR_ARG(VIA(ports->secrets, token, scope->arena)));
    ret->display = (struct display){
        .id = { random_id(ports->random, scope->now) },
        .account = scope->account,
        .name = cmd->name,
        .hash = VIA(ports->secrets, hash, scope->arena, secret),
        .made_by = scope->actor.user,
        .expires_at =
            instant_add(scope->now, (struct duration){ (int64_t)DISPLAY_LIFE_DAYS * MS_PER_DAY }),
        .created_at = scope->now,
    };
    TRY(save_told(ports, scope, EVENT_DISPLAY_CREATED, NULL, &ret->display));
    ret->secret = secret;
    ret->url = str_format(scope->arena, "%.*s/wall#%.*s", STR_ARG(ports->choices.public_url),
                          STR_ARG(secret));
    return ERR_OK;
}

enum err revoke_display(const struct ports *ports, struct scope *scope, struct display_id id)
{
    const struct display *before;
    struct display *display;

    TRY(scope_require(scope, PERMISSION_MANAGE_ACCOUNT));
    TRY(display_find(ports->records, scope, id, &display));
    if (display->revoked_at.has)
        return ERR_OK;
    before = record_copy(&display_record, display, scope->arena);
    display->revoked_at = SOME_INSTANT(scope->now);
    return save_told(ports, scope, EVENT_DISPLAY_REVOKED, before, display);
}
