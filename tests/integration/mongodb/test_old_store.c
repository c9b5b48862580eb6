/* tests/integration/mongodb/test_old_store.c - what was written before a record had all of its
 * fields is read by those that it has. */
#include <mongoc/mongoc.h>
#include <stdio.h>
#include <unistd.h>

#include "contract/given_gadgets.h"
#include "domain/models/notification.h"

/* As an earlier program wrote them: nothing but the sentences. */
static void take_new_fields_away(void)
{
    mongoc_client_t *client = mongoc_client_new(getenv("SPEECHAI_TEST_MONGODB"));
    mongoc_collection_t *notices;
    bson_t *all = bson_new();
    bson_t *change = BCON_NEW("$unset", "{", "campaign_name", "", "count", "", "reason", "", "}");
    char database[32];
    bson_error_t why;

    snprintf(database, sizeof database, "contract_%d", (int)getpid());
    notices = mongoc_client_get_collection(client, database, notification_record.name);
    if (!mongoc_collection_update_many(notices, all, change, NULL, NULL, &why))
        fail_msg("%s", why.message);
    bson_destroy(all);
    bson_destroy(change);
    mongoc_collection_destroy(notices);
    mongoc_client_destroy(client);
}

static void old_notice__is_read_and_saved_with_its_sentences(void **state)
{
    struct given *g = *state;
    struct notification old = { .id = { given_id(g) },
                                .type = EVENT_BATCH_COMMITTED,
                                .title = STR("Lote importado"),
                                .text = STR("El lote quedó importado. Gestiones: 1284."),
                                .campaign_name = STR("Noviembre"),
                                .count = SOME_I64(1284),
                                .reason = STR("x"),
                                .unread = true,
                                .created_at = g->scope.now };
    struct notification *n;
    void *found;

    expect_ok(VIA(g->adapter->records, save, &g->scope, &notification_record, &old, NULL));
    take_new_fields_away();
    adapter_reopen(g->adapter);
    expect_ok(VIA(g->adapter->records, find, &g->scope, &notification_record, old.id.v, &found));
    n = found;
    assert_null(n->campaign_name.p);
    assert_null(n->reason.p);
    assert_false(n->count.has);
    n->unread = false;
    expect_ok(VIA(g->adapter->records, save, &g->scope, &notification_record, n, NULL));

    expect_ok(VIA(g->adapter->records, find, &g->scope, &notification_record, old.id.v, &found));
    n = found;
    assert_false(n->unread);
    expect_str(n->title, "Lote importado");
    expect_str(n->text, "El lote quedó importado. Gestiones: 1284.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(old_notice__is_read_and_saved_with_its_sentences,
                                        given_two_accounts, given_release),
    };

    assert_non_null(getenv("SPEECHAI_TEST_MONGODB"));
    return cmocka_run_group_tests_name("old store", tests, NULL, NULL);
}
