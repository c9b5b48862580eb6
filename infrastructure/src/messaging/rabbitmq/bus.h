/* messaging/rabbitmq/bus.h - the slots of the bus. */
#ifndef RABBITMQ_BUS_H
#define RABBITMQ_BUS_H

#include "messaging/rabbitmq/link.h"

/* By the publishing connection; once more on a fresh one if it had died unnoticed. */
enum err bus_send(struct rabbitmq *r, struct scope *scope, const struct message *messages,
                  size_t n) MUST_USE;

enum err bus_take(void *self, struct scope *scope, const char *consumer, int64_t most,
                  struct delivery_list *ret) MUST_USE;
enum err bus_done(void *self, struct scope *scope, const char *consumer,
                  const struct delivery *deliveries, size_t n) MUST_USE;
enum err bus_again(void *self, struct scope *scope, const char *consumer, const struct delivery *d,
                   struct str reason) MUST_USE;
enum err bus_bury(void *self, struct scope *scope, const char *consumer, const struct delivery *d,
                  struct str reason) MUST_USE;
enum err bus_dead(void *self, struct scope *scope, const char *consumer, int64_t most,
                  struct dead_event_list *ret) MUST_USE;
enum err bus_exhume(void *self, struct scope *scope, const char *consumer, struct str id) MUST_USE;
enum err bus_depth(void *self, struct scope *scope, const char *consumer, int64_t *waiting,
                   int64_t *dead) MUST_USE;

#endif
