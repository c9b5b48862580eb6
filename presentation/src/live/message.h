/* message.h - what a client may say over the socket: one JSON object at a time. */
#ifndef LIVE_MESSAGE_H
#define LIVE_MESSAGE_H

#include "base/enum_names.h"
#include "base/error.h"
#include "base/id128.h"
#include "base/opt.h"
#include "base/str.h"

enum { LIVE_MESSAGE_MOST = 4096 };

enum live_word { LIVE_ENTER = 1, LIVE_SUBSCRIBE, LIVE_UNSUBSCRIBE };
ENUM_NAMES_DECLARE(live_word)

enum live_topic { LIVE_ACCOUNT = 1, LIVE_CAMPAIGN, LIVE_BATCH, LIVE_CALLS };
ENUM_NAMES_DECLARE(live_topic)

struct live_message {
    enum live_word type;
    struct str ticket;    /* LIVE_ENTER */
    struct opt_i64 after; /* LIVE_ENTER: the last "seq" that was seen before */
    enum live_topic topic;
    struct str id;   /* as text; empty: none */
    struct id128 of; /* the same; zero: all (LIVE_CALLS), or there is none (LIVE_ACCOUNT) */
};

/* ERR_INVALID "json.malformed" … , "request.invalid": no such message. */
enum err live_message_read(struct arena *arena, struct str text, struct live_message *ret,
                           struct error *error) MUST_USE;

#endif
