/* application/commands/rehearse_script.h - what would be said, and what would be recorded of it,
 * if this script met somebody like that. Nobody is called, nothing is kept, nothing is charged. */
#ifndef APPLICATION_COMMANDS_REHEARSE_SCRIPT_H
#define APPLICATION_COMMANDS_REHEARSE_SCRIPT_H

#include "application/queries/read_scripts.h"
#include "domain/gateways/rehearsal_stage.h"
#include "domain/models/job.h"
#include "domain/services/transcript.h"

enum { REHEARSALS_PER_MINUTE = 30, REHEARSALS_AT_ONCE = 20 };

/* Which texts, and whose values: as a preview asks for them. */
struct rehearse_script {
    struct script_id script;
    struct opt_str opening, instructions;
    struct str_map variables;
    struct batch_id batch;
    int64_t row;
    enum persona persona; /* whom the script meets; 0: one who promises */
    int64_t take;         /* the same one goes the same way; the next another */
};
extern const struct record rehearse_script_record;

struct rehearsal {
    enum persona persona;
    LIST_OF(struct transcript_turn) turns;
    struct opt_duration talk_ms;
    /* as a call's record would have them */
    enum outcome outcome;
    struct str end_reason, summary, sentiment;
    struct str promise_date, promise_amount;
    struct opt_instant callback_at;
    bool suppressed;         /* the person's phones would go to the do-not-call list */
    int64_t row;             /* whose values they were; 0: none */
    struct str_list missing; /* variables without a value: such a person would not be called */
};
extern const struct record rehearsal_record;

/* PERMISSION_EDIT_CAMPAIGNS; with a batch PERMISSION_READ_PEOPLE too. Fails as preview_script and
 * rehearsal_stage.play do; field error "field.required": instructions that say nothing;
 * ERR_EXHAUSTED "rehearsal.too_many" {seconds}. */
enum err rehearse_script(const struct ports *ports, struct scope *scope,
                         const struct rehearse_script *cmd, struct rehearsal *ret) MUST_USE;

#endif
