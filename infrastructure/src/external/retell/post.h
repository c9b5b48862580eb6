/* external/retell/post.h - one POST of create-phone-call, from its order to its outcome. All of it
 * belongs to the outbound thread, but for what says otherwise. */
#ifndef RETELL_POST_H
#define RETELL_POST_H

#include <curl/curl.h>

#include "base/strbuf.h"
#include "domain/gateways/clock.h"
#include "external/retell/post_outcome.h"
#include "infrastructure/retell.h"

struct post;
struct outbound;

struct voice_question {
    struct post *post;
    struct voice_question *next; /* in the queue of answers; guarded by outbound's mutex */
    bool yes;                    /* set by the answer, before it is queued */
};

enum { KEPT_BACK = 16 }; /* bytes at the end of the body that wait for the last look */

enum post_stage {
    POST_WAITING = 1,   /* not connected yet */
    POST_ASKED_SEND,    /* connected; the head may go out, the body waits */
    POST_SENDING,       /* the body goes out, but for its end */
    POST_ASKED_ALLOWED, /* the end waits */
    POST_RELEASED       /* the end may go out */
};

struct post {
    struct post *next; /* in the queue of new ones, or of free ones */
    struct outbound *outbound;
    struct arena arena;
    CURL *easy; /* re-used by later posts; its connections are not */
    struct curl_slist *headers;
    const char *url;
    struct str body;
    size_t sent; /* handed to the connection */
    struct voice_asker asker;
    void *context;
    struct clock clock;
    struct duration permit_ms;

    enum post_stage stage;
    struct voice_question question;
    bool asked;               /* the question is with the asker */
    bool paused;              /* curl waits for us to go on */
    struct instant asked_at;  /* boot clock, before the permit was asked for */
    enum post_end taken_back; /* 0: not */
    bool oversized;
    bool over; /* the transfer is done; the outcome waits for a question that is still open */
    struct strbuf answer;
    struct placing_result result;
};

/* Everything about the order that the transfer needs, copied. On the caller's thread. */
void post_fill(struct post *post, const struct voice_order *order);
/* Options of the transfer. False: out of resources. */
bool post_prepare(struct post *post, const struct retell_settings *settings);
/* The asker has answered. True: the transfer must be told to go on. */
bool post_answered(struct post *post, bool yes);
/* The transfer is over: its outcome goes to post->result. */
void post_conclude(struct post *post, CURLcode code);
/* Forgets the order, wipes what was secret; the handle stays. */
void post_clear(struct post *post);

#endif
