/* database/mongodb/askers.h - a few threads that do what nobody waits for. */
#ifndef MONGODB_ASKERS_H
#define MONGODB_ASKERS_H

struct askers;

/* One thing to be done; lives with whoever asks until it is done. */
struct asking {
    void (*work)(struct asking *asking);
    struct asking *next;
};

struct askers *askers_new(void);
/* Does what was asked, then ends. NULL is fine. */
void askers_free(struct askers *askers);
void askers_ask(struct askers *askers, struct asking *asking);

#endif
