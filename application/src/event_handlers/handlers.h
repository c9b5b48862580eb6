/* application/src/event_handlers/handlers.h - the handlers that subscriptions.c names. */
#ifndef APPLICATION_EVENT_HANDLERS_HANDLERS_H
#define APPLICATION_EVENT_HANDLERS_HANDLERS_H

#include "application/event_handlers/subscriptions.h"

event_handler settle_call;
event_handler wake_waiting_jobs;
event_handler wake_one_job;
event_handler mail_owner;
event_handler mail_reset;
event_handler mail_registration;
event_handler mail_invitation;
event_handler mail_access_changed;
event_handler keep_notification;
event_handler log_alarm;
event_handler copy_recording;
event_handler tell_refusal;

#endif
