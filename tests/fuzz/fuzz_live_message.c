/* tests/fuzz/fuzz_live_message.c - what a client of the live hub may send: what is understood is
 * one of the messages that there are, whole. */
#include "fuzz/fuzz.h"

#include <assert.h>

#include "base/arena.h"
#include "live/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_init();
    struct error error = { .arena = &arena };
    struct live_message message;

    if (size <= LIVE_MESSAGE_MOST &&
        live_message_read(&arena, (struct str){ (const char *)data, size }, &message, &error) ==
            ERR_OK) {
        assert(message.type >= LIVE_ENTER && message.type <= LIVE_UNSUBSCRIBE);
        if (message.type == LIVE_ENTER)
            assert(message.ticket.n > 0 && message.topic == 0);
        else
            assert(message.topic >= LIVE_ACCOUNT && message.topic <= LIVE_CALLS &&
                   message.ticket.n == 0);
        if (message.topic == LIVE_CAMPAIGN || message.topic == LIVE_BATCH)
            assert(!id128_is_zero(message.of));
    }
    arena_release(&arena);
    return 0;
}
