/* application/ports.h - everything a use case may touch of the world, in one struct that apps/
 * fills with adapters and tests with fakes. A use case is a function (ports, scope, request,
 * result); it holds no handle of the operating system between two port calls. What a test leaves
 * empty must not be touched. */
#ifndef APPLICATION_PORTS_H
#define APPLICATION_PORTS_H

#include "domain/gateways/cache.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/event_bus.h"
#include "domain/gateways/fan_out.h"
#include "domain/gateways/mailer.h"
#include "domain/gateways/object_store.h"
#include "domain/gateways/one_time_codes.h"
#include "domain/gateways/password_hasher.h"
#include "domain/gateways/payment_gateway.h"
#include "domain/gateways/phone_hasher.h"
#include "domain/gateways/phone_numbering.h"
#include "domain/gateways/random.h"
#include "domain/gateways/rate_limiter.h"
#include "domain/gateways/recording_source.h"
#include "domain/gateways/rehearsal_stage.h"
#include "domain/gateways/secrets.h"
#include "domain/gateways/sheet_reader.h"
#include "domain/gateways/sheet_writer.h"
#include "domain/gateways/tickets.h"
#include "domain/gateways/time_zones.h"
#include "domain/gateways/voice_gateway.h"
#include "domain/gateways/wording.h"
#include "domain/models/plan.h"
#include "domain/repositories/analytics_reader.h"
#include "domain/repositories/answer_store.h"
#include "domain/repositories/audit_log.h"
#include "domain/repositories/event_inbox.h"
#include "domain/repositories/event_log.h"
#include "domain/repositories/import_store.h"
#include "domain/repositories/job_steps.h"
#include "domain/repositories/ledger.h"
#include "domain/repositories/person_repository.h"
#include "domain/repositories/record_store.h"
#include "domain/repositories/store_trim.h"
#include "domain/services/password_policy.h"
#include "domain/services/rule_pack.h"

/* The installation's choices that use cases ask for. */
struct choices {
    struct str public_url;       /* where we are reached: "https://calls.example.com" */
    struct str base_domain;      /* below which accounts have doors of their own; empty: none do */
    struct str live_url;         /* where browsers reach the hub; empty: none runs here */
    bool voice_is_simulator;     /* the voice address is loopback and the clock may be the demo's */
    struct duration export_life; /* how long a finished export can be fetched */
    struct duration
        cool_down;        /* after a connected call nobody rings that person again for so long */
    struct duration ring; /* how long a phone may ring */
    /* below it a new wallet's owner is told; money in micro-units of its currency. 0: never */
    struct duration low_talk;
    int64_t low_money;
    bool copies_recordings;    /* when a call ended; else when somebody asks for one */
    bool registration_is_open; /* to everyone; false: people come by invitation only */
    struct str registration_plan;
    int64_t invitations_per_day; /* mails of one account to whomever; 0: no limit */
    bool operator_gives_numbers; /* what calls show; false: an account adds its own */
};

struct ports {
    struct record_store records;
    struct job_steps jobs;
    struct ledger ledger;
    struct person_repository persons;
    struct import_store imports;
    struct event_inbox inbox;
    struct event_log events;
    struct event_bus bus;
    struct audit_log audit;
    struct answer_store answers;
    struct analytics_reader analytics;
    struct store_trim trim;
    struct clock clock;
    struct random random;
    struct secrets secrets;
    struct password_hasher passwords;
    struct one_time_codes codes;
    struct pictures pictures;
    struct phone_hasher hasher;
    struct time_zones zones;
    struct phone_numbering phones;
    struct sheet_reader sheets;
    struct sheet_writer sheet_writer;
    struct object_store objects;
    struct voice_gateway voice;
    struct recording_source recordings;
    struct rehearsal_stage rehearsals;
    struct mailer mailer;
    struct fan_out fan_out; /* beside the events: who is looking hears of them at once */
    struct tickets tickets;
    struct cache cache; /* records tell it of changes: marked_records.h */
    struct rate_limiter limiter;
    struct payment_gateway payments;
    struct wording wording;
    const struct plan_list *plans;
    const struct word_list *common_passwords; /* NULL: none are known */
    const struct rule_packs *rules;
    struct choices choices;
    struct log log;
};

#endif
