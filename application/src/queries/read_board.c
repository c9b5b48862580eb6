/* application/src/queries/read_board.c - what a screen on a wall shows. */
#include "application/queries/live.h"
#include "domain/models/account.h"

RECORD_REPOSITORY(campaign)

static const struct field board_campaign_fields[] = {
    FIELD_STR(struct board_campaign, name, 0, 0, 120),
    FIELD_SUB(struct board_campaign, progress, 0, watched_progress_record),
};
const struct record board_campaign_record =
    RECORD("board_campaign", struct board_campaign, board_campaign_fields);

static const struct field board_fields[] = {
    FIELD_STR(struct board, account, 0, 0, 200),
    FIELD_STR(struct board, color, 0, 0, 7),
    FIELD_BOOL(struct board, logo, 0),
    FIELD_INSTANT(struct board, at, 0),
    FIELD_LIST(struct board, campaigns, 0, board_campaign_record, BOARD_CAMPAIGNS),
};
const struct record board_record = RECORD("board", struct board, board_fields);

static enum err add_campaigns(const struct ports *ports, struct scope *scope,
                              enum campaign_status status, struct board *board)
{
    struct page_query query = { .n = 1,
                                .descending = true,
                                .limit = BOARD_CAMPAIGNS - (int64_t)board->campaigns.n };
    struct page page;

    query.filters[0] = (struct filter){ STR("status"), FILTER_EQ, campaign_status_name(status) };
    if (query.limit == 0)
        return ERR_OK;
    TRY(VIA(ports->records, page, scope, &campaign_record, &query, &page));
    for (size_t i = 0; i < page.n; i++) {
        const struct campaign *c = &((struct campaign *)page.items)[i];
        struct board_campaign *shown = &board->campaigns.items[board->campaigns.n];

        TRY(campaign_progress(ports, scope, c->id, &shown->progress));
        shown->name = c->name;
        board->campaigns.n++;
    }
    return ERR_OK;
}

enum err read_board(const struct ports *ports, struct scope *scope, struct board *ret)
{
    struct account *account;
    void *found;

    TRY(scope_require(scope, PERMISSION_WATCH));
    TRY(VIA(ports->records, find, scope, &account_record, scope->account.v, &found));
    account = found;
    *ret = (struct board){
        .account = account->brand_name.n > 0 ? account->brand_name : account->name,
        .color = account->brand_color,
        .logo = account->logo_object.n > 0,
        .at = scope->now,
        .campaigns = { ARENA_ARRAY(scope->arena, struct board_campaign, BOARD_CAMPAIGNS), 0 },
    };
    TRY(add_campaigns(ports, scope, CAMPAIGN_RUNNING, ret));
    return add_campaigns(ports, scope, CAMPAIGN_PAUSED, ret);
}

enum err read_board_campaign(const struct ports *ports, struct scope *scope, struct campaign_id id,
                             struct board_campaign *ret)
{
    struct campaign *campaign;

    TRY(scope_require(scope, PERMISSION_WATCH));
    TRY(campaign_find(ports->records, scope, id, &campaign));
    TRY(campaign_progress(ports, scope, id, &ret->progress));
    ret->name = campaign->name;
    return ERR_OK;
}
