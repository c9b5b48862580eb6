/* infrastructure/process.h - what an installation of one process keeps inside it. */
#ifndef INFRASTRUCTURE_PROCESS_H
#define INFRASTRUCTURE_PROCESS_H

#include "domain/gateways/cache.h"
#include "domain/gateways/clock.h"
#include "domain/gateways/fan_out.h"
#include "domain/gateways/rate_limiter.h"
#include "domain/gateways/tickets.h"

struct process_fan_out;

struct process_fan_out *process_fan_out_new(void);
struct fan_out process_fan_out_port(struct process_fan_out *fan_out);
void process_fan_out_free(struct process_fan_out *fan_out); /* NULL is fine */

struct process_tickets;

/* At most `most` at a time. */
struct process_tickets *process_tickets_new(struct clock clock, size_t most);
struct tickets process_tickets_port(struct process_tickets *tickets);
void process_tickets_free(struct process_tickets *tickets); /* NULL is fine */

struct process_cache;

/* Some two thousand answers; the one that needs a place another has takes it. */
struct process_cache *process_cache_new(struct clock clock);
struct cache process_cache_port(struct process_cache *cache);
void process_cache_free(struct process_cache *cache); /* NULL is fine */

struct process_limiter;

struct process_limiter *process_limiter_new(struct clock clock);
struct rate_limiter process_limiter_port(struct process_limiter *limiter);
void process_limiter_free(struct process_limiter *limiter); /* NULL is fine */

#endif
