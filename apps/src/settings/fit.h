/* settings/fit.h - settings that are each right and do not go together. */
#ifndef SETTINGS_FIT_H
#define SETTINGS_FIT_H

#include "apps/settings.h"

/* Every error names both keys. ERR_INVALID "settings.same_port" {key, other, port},
 * "settings.same_file" {key, other, path}, "settings.within" {key, other, path}, "settings.alone"
 * {key, other}, "settings.order" {key, other}, "settings.same_voice" {key, other, url},
 * "settings.live_not_safe" {key, other}, "settings.no_tls" {key, other, safe}. */
enum err settings_fit(struct arena *arena, const struct settings *settings,
                      struct error *error) MUST_USE;

#endif
