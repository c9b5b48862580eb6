/* domain/src/models/outcome.c - the one table from the provider's end reasons to ours. */
#include "domain/models/outcome.h"

static const char *const outcome_texts[] = {
    [OUTCOME_PROMISE] = "promise",
    [OUTCOME_PAID] = "paid",
    [OUTCOME_REFUSED] = "refused",
    [OUTCOME_CALLBACK] = "callback",
    [OUTCOME_WRONG_PERSON] = "wrong_person",
    [OUTCOME_OPTED_OUT] = "opted_out",
    [OUTCOME_TALKED] = "talked",
    [OUTCOME_VOICEMAIL] = "voicemail",
    [OUTCOME_NO_ANSWER] = "no_answer",
    [OUTCOME_BUSY] = "busy",
    [OUTCOME_DECLINED] = "declined",
    [OUTCOME_INVALID_NUMBER] = "invalid_number",
    [OUTCOME_BLOCKED] = "blocked",
    [OUTCOME_CANCELLED] = "cancelled",
    [OUTCOME_FAILED] = "failed",
    [OUTCOME_UNDETERMINED] = "undetermined",
};
_Static_assert(ARRAY_LEN(outcome_texts) == OUTCOME_COUNT, "every outcome has a name");
ENUM_NAMES_DEFINE(outcome)

static const char *const retry_class_texts[] = {
    [RETRY_NEVER] = "never", [RETRY_NO_ANSWER] = "no_answer",
    [RETRY_BUSY] = "busy",   [RETRY_VOICEMAIL] = "voicemail",
    [RETRY_FAULT] = "fault", [RETRY_OTHER_PHONE] = "other_phone",
};
_Static_assert(ARRAY_LEN(retry_class_texts) == RETRY_OTHER_PHONE + 1, "every class has a name");
ENUM_NAMES_DEFINE(retry_class)

#define YES true
#define NO false
/* Where it is not known whether the phone rang, it did: the person is spared. A machine that
 * answered is a contact, as the strict reading of the laws has it. An error in the middle of a call
 * costs the account nothing, whatever was said before. */
/* clang-format off */
static const struct end_reason reasons[] = {
    /* reason                     outcome                 retry               rang contact billable */
    { "user_hangup",              OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "agent_hangup",             OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "call_transfer",            OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "voicemail_reached",        OUTCOME_VOICEMAIL,      RETRY_VOICEMAIL,    YES, YES, YES },
    { "ivr_reached",              OUTCOME_VOICEMAIL,      RETRY_VOICEMAIL,    YES, YES, YES },
    /* Somebody picked up and was silent, or put the phone down after talking: the analysis tells. */
    { "inactivity",               OUTCOME_NO_ANSWER,      RETRY_NO_ANSWER,    YES, YES, YES },
    { "max_duration_reached",     OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "no_concurrency_fallback",  OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "transfer_bridged",         OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "transfer_cancelled",       OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },
    { "manual_stopped",           OUTCOME_CANCELLED,      RETRY_NEVER,        YES, YES, YES },
    { "call_take_over",           OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES },

    { "dial_busy",                OUTCOME_BUSY,           RETRY_BUSY,         YES, NO,  NO  },
    { "dial_failed",              OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "dial_no_answer",           OUTCOME_NO_ANSWER,      RETRY_NO_ANSWER,    YES, NO,  NO  },
    { "invalid_destination",      OUTCOME_INVALID_NUMBER, RETRY_OTHER_PHONE,  NO,  NO,  NO  },
    { "telephony_provider_permission_denied",
                                  OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "telephony_provider_unavailable",
                                  OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "sip_routing_error",        OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    /* Calling again would make the caller number's name worse. */
    { "marked_as_spam",           OUTCOME_BLOCKED,        RETRY_NEVER,        YES, NO,  NO  },
    { "user_declined",            OUTCOME_DECLINED,       RETRY_NO_ANSWER,    YES, NO,  NO  },

    { "concurrency_limit_reached", OUTCOME_FAILED,        RETRY_FAULT,        NO,  NO,  NO  },
    { "no_valid_payment",         OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "scam_detected",            OUTCOME_BLOCKED,        RETRY_NEVER,        YES, YES, NO  },
    { "error_llm_websocket_open", OUTCOME_FAILED,         RETRY_FAULT,        YES, NO,  NO  },
    { "error_llm_websocket_lost_connection",
                                  OUTCOME_FAILED,         RETRY_FAULT,        YES, YES, NO  },
    { "error_llm_websocket_runtime",
                                  OUTCOME_FAILED,         RETRY_FAULT,        YES, YES, NO  },
    { "error_llm_websocket_corrupt_payload",
                                  OUTCOME_FAILED,         RETRY_FAULT,        YES, YES, NO  },
    { "error_no_audio_received",  OUTCOME_FAILED,         RETRY_FAULT,        YES, NO,  NO  },
    { "error_asr",                OUTCOME_FAILED,         RETRY_FAULT,        YES, YES, NO  },
    { "error_retell",             OUTCOME_FAILED,         RETRY_FAULT,        YES, NO,  NO  },
    { "error_unknown",            OUTCOME_FAILED,         RETRY_FAULT,        YES, NO,  NO  },
    { "error_user_not_joined",    OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
    { "registered_call_timeout",  OUTCOME_FAILED,         RETRY_FAULT,        NO,  NO,  NO  },
};
/* New reasons appear several times a year. */
static const struct end_reason unknown_ended =
    { "ended",                    OUTCOME_TALKED,         RETRY_NEVER,        YES, YES, YES };
static const struct end_reason unknown_not_connected =
    { "not_connected",            OUTCOME_NO_ANSWER,      RETRY_NO_ANSWER,    YES, NO,  NO  };
static const struct end_reason unknown_error =
    { "error",                    OUTCOME_FAILED,         RETRY_FAULT,        YES, NO,  NO  };
/* clang-format on */
#undef YES
#undef NO

const struct end_reason *end_reason_find(struct str reason, struct str call_status)
{
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
        if (str_eq_c(reason, reasons[i].reason))
            return &reasons[i];
    if (str_eq_c(call_status, "ended"))
        return &unknown_ended;
    if (str_eq_c(call_status, "not_connected"))
        return &unknown_not_connected;
    return &unknown_error;
}

const struct end_reason *end_reasons(size_t *n)
{
    *n = ARRAY_LEN(reasons);
    return reasons;
}

bool outcome_is_said(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_PROMISE:
    case OUTCOME_PAID:
    case OUTCOME_REFUSED:
    case OUTCOME_CALLBACK:
    case OUTCOME_WRONG_PERSON:
    case OUTCOME_OPTED_OUT:
        return true;
    case OUTCOME_TALKED:
    case OUTCOME_VOICEMAIL:
    case OUTCOME_NO_ANSWER:
    case OUTCOME_BUSY:
    case OUTCOME_DECLINED:
    case OUTCOME_INVALID_NUMBER:
    case OUTCOME_BLOCKED:
    case OUTCOME_CANCELLED:
    case OUTCOME_FAILED:
    case OUTCOME_UNDETERMINED:
        break;
    }
    return false;
}

static struct duration delay_or(struct opt_duration own, struct duration otherwise)
{
    return own.has ? own.v : otherwise;
}

struct opt_instant retry_at(const struct retry_rules *rules, enum retry_class retry,
                            int64_t attempts, struct instant ended_at)
{
    const struct opt_instant never = { .has = false };
    struct duration delay = { 0 };

    if (rules->max_attempts == 0) /* not even another phone */
        return never;
    switch (retry) {
    case RETRY_NEVER:
        return never;
    case RETRY_OTHER_PHONE: /* nobody was tried yet: bounded by the job's phones */
        return SOME_INSTANT(ended_at);
    case RETRY_NO_ANSWER:
        delay = delay_or(rules->no_answer_ms, HOURS(2));
        break;
    case RETRY_BUSY:
        delay = delay_or(rules->busy_ms, MINUTES(15));
        break;
    case RETRY_VOICEMAIL:
        delay = delay_or(rules->voicemail_ms, HOURS(24));
        break;
    case RETRY_FAULT:
        delay = delay_or(rules->fault_ms, MINUTES(5));
        break;
    }
    if (attempts >= rules->max_attempts)
        return never;
    return SOME_INSTANT(instant_add(ended_at, delay));
}
