/* external/retell/outbound.c - the thread that places calls: epoll, a timer and a wake-up beside
 * curl's sockets. Orders and answers come from any thread through two queues. */
#include "external/retell/outbound.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "external/retell/http.h"
#include "external/retell/post.h"

enum { EVENTS = 128 };

struct outbound {
    struct retell_settings settings;
    struct clock clock;
    CURLM *multi;
    int epoll, timer, wake;
    pthread_t thread;

    pthread_mutex_t lock; /* guards everything below */
    struct post *orders, **orders_end;
    struct voice_question *answers, **answers_end;
    struct post *free; /* with their easy handles */
    int64_t posts;     /* taken and not told yet */
    bool stopping;
};

static void wake_up(struct outbound *o)
{
    uint64_t one = 1;

    /* a full counter wakes as well */
    while (write(o->wake, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *self, void *known)
{
    struct outbound *o = self;
    struct epoll_event event = { .data.fd = fd };

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(o->epoll, EPOLL_CTL_DEL, fd, NULL); /* closed already: nothing to remove */
        return 0;
    }
    if ((what & CURL_POLL_IN) != 0)
        event.events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0)
        event.events |= EPOLLOUT;
    if (epoll_ctl(o->epoll, known == NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) != 0 &&
        (errno != EEXIST || epoll_ctl(o->epoll, EPOLL_CTL_MOD, fd, &event) != 0))
        return -1;
    if (known == NULL)
        curl_multi_assign(o->multi, fd, o);
    return 0;
}

static int set_timer(CURLM *multi, long ms, void *self)
{
    struct outbound *o = self;
    struct itimerspec at = { .it_value = { 0, 0 } };

    (void)multi;
    if (ms == 0)
        at.it_value.tv_nsec = 1;
    else if (ms > 0) {
        at.it_value.tv_sec = ms / 1000;
        at.it_value.tv_nsec = ms % 1000 * 1000000;
    }
    return timerfd_settime(o->timer, 0, &at, NULL);
}

static void give_back(struct outbound *o, struct post *post)
{
    post_clear(post);
    pthread_mutex_lock(&o->lock);
    post->next = o->free;
    o->free = post;
    pthread_mutex_unlock(&o->lock);
}

/* Told once, when the transfer is over and no question is open any more. */
static void tell(struct outbound *o, struct post *post)
{
    pthread_mutex_lock(&o->lock);
    o->posts--;
    pthread_mutex_unlock(&o->lock);
    post->asker.ops->placed(post->asker.self, post->context, &post->result);
    give_back(o, post);
}

static void not_sent(struct outbound *o, struct post *post, struct str reason)
{
    post->result = (struct placing_result){ .placing = PLACING_NOT_SENT, .reason = reason };
    tell(o, post);
}

static void begin(struct outbound *o, struct post *post)
{
    if (!post_prepare(post, &o->settings) ||
        curl_multi_add_handle(o->multi, post->easy) != CURLM_OK)
        not_sent(o, post, STR("provider.unreached"));
}

static void go_on(struct outbound *o, struct voice_question *answer)
{
    struct post *post = answer->post;

    if (post_answered(post, answer->yes))
        curl_easy_pause(post->easy, CURLPAUSE_CONT);
    if (post->over)
        tell(o, post);
}

static void take_queues(struct outbound *o)
{
    struct post *orders, *post;
    struct voice_question *answers, *answer;
    uint64_t count;

    DROP(read(o->wake, &count, sizeof count) < 0 ? ERR_INTERNAL : ERR_OK); /* only resets it */
    pthread_mutex_lock(&o->lock);
    orders = o->orders;
    answers = o->answers;
    o->orders = NULL;
    o->orders_end = &o->orders;
    o->answers = NULL;
    o->answers_end = &o->answers;
    pthread_mutex_unlock(&o->lock);
    while ((answer = answers) != NULL) {
        answers = answer->next;
        go_on(o, answer);
    }
    while ((post = orders) != NULL) {
        orders = post->next;
        begin(o, post);
    }
}

static void end_transfers(struct outbound *o)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(o->multi, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        struct post *post;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &post);
        curl_multi_remove_handle(o->multi, easy); /* the message is gone with it */
        post_conclude(post, code);
        if (post->taken_back == 0) /* else the provider had no say in it */
            provider_answered(o->settings.metrics, post->result.http_status);
        if (!post->asked)
            tell(o, post);
    }
}

static void act(struct outbound *o, int fd, uint32_t events)
{
    uint64_t count;
    int running, what = 0;

    if (fd == o->wake) {
        take_queues(o);
        fd = CURL_SOCKET_TIMEOUT; /* what was told to go on, goes on now */
    } else if (fd == o->timer) {
        DROP(read(o->timer, &count, sizeof count) < 0 ? ERR_INTERNAL : ERR_OK); /* only resets */
        fd = CURL_SOCKET_TIMEOUT;
    } else {
        what |= (events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
        what |= (events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
        what |= (events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
    }
    curl_multi_socket_action(o->multi, fd, what, &running);
    end_transfers(o);
}

static bool all_done(struct outbound *o)
{
    bool done;

    pthread_mutex_lock(&o->lock);
    done = o->stopping && o->posts == 0;
    pthread_mutex_unlock(&o->lock);
    return done;
}

static void *run(void *self)
{
    struct outbound *o = self;
    struct epoll_event events[EVENTS];

    while (!all_done(o)) {
        int n = epoll_wait(o->epoll, events, EVENTS, -1);

        for (int i = 0; i < n; i++)
            act(o, events[i].data.fd, events[i].events);
    }
    return NULL;
}

static bool watch(struct outbound *o, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

    return fd >= 0 && epoll_ctl(o->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void outbound_free(struct outbound *o)
{
    struct post *post;

    while ((post = o->free) != NULL) {
        o->free = post->next;
        curl_easy_cleanup(post->easy);
        arena_release(&post->arena);
        free(post);
    }
    if (o->multi != NULL)
        curl_multi_cleanup(o->multi);
    for (int *fd = (int[]){ o->epoll, o->timer, o->wake, -2 }; *fd != -2; fd++)
        if (*fd >= 0)
            close(*fd);
    pthread_mutex_destroy(&o->lock);
    free(o);
}

struct outbound *outbound_start(const struct retell_settings *settings, struct clock clock)
{
    struct outbound *o = calloc(1, sizeof *o);

    if (o == NULL)
        return NULL;
    *o = (struct outbound){ .settings = *settings, .clock = clock };
    pthread_mutex_init(&o->lock, NULL);
    o->orders_end = &o->orders;
    o->answers_end = &o->answers;
    o->multi = curl_multi_init();
    o->epoll = epoll_create1(EPOLL_CLOEXEC);
    o->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    o->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (o->multi != NULL && o->epoll >= 0 && watch(o, o->timer) && watch(o, o->wake)) {
        curl_multi_setopt(o->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
        curl_multi_setopt(o->multi, CURLMOPT_SOCKETDATA, o);
        curl_multi_setopt(o->multi, CURLMOPT_TIMERFUNCTION, set_timer);
        curl_multi_setopt(o->multi, CURLMOPT_TIMERDATA, o);
        curl_multi_setopt(o->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
        if (pthread_create(&o->thread, NULL, run, o) == 0)
            return o;
    }
    outbound_free(o);
    return NULL;
}

/* A post from the free ones, or a new one; NULL: as many as there may be, or we are stopping. */
static struct post *take_post(struct outbound *o)
{
    struct post *post = NULL;
    bool may;

    pthread_mutex_lock(&o->lock);
    may = !o->stopping && o->posts < o->settings.most_posts;
    if (may) {
        o->posts++;
        post = o->free;
        if (post != NULL)
            o->free = post->next;
    }
    pthread_mutex_unlock(&o->lock);
    if (!may || post != NULL)
        return post;
    post = calloc(1, sizeof *post);
    if (post == NULL)
        abort(); /* as everywhere: out of memory ends the process */
    post->arena = arena_init();
    return post;
}

void outbound_place(struct outbound *o, const struct voice_order *order, struct voice_asker asker,
                    void *context)
{
    struct post *post = take_post(o);

    if (post == NULL) {
        const struct placing_result busy = { .placing = PLACING_NOT_SENT,
                                             .reason = STR("provider.too_many") };

        asker.ops->placed(asker.self, context, &busy);
        return;
    }
    post->next = NULL;
    post->outbound = o;
    post->asker = asker;
    post->context = context;
    post->clock = o->clock;
    post->permit_ms = o->settings.permit_ms;
    post->question.post = post;
    post_fill(post, order);
    pthread_mutex_lock(&o->lock);
    *o->orders_end = post;
    o->orders_end = &post->next;
    pthread_mutex_unlock(&o->lock);
    wake_up(o);
}

void outbound_answer(struct voice_question *question, bool yes)
{
    struct outbound *o = question->post->outbound;

    question->yes = yes;
    question->next = NULL;
    pthread_mutex_lock(&o->lock);
    *o->answers_end = question;
    o->answers_end = &question->next;
    pthread_mutex_unlock(&o->lock);
    wake_up(o);
}

int64_t outbound_posts(struct outbound *o)
{
    int64_t posts;

    pthread_mutex_lock(&o->lock);
    posts = o->posts;
    pthread_mutex_unlock(&o->lock);
    return posts;
}

void outbound_stop(struct outbound *o)
{
    pthread_mutex_lock(&o->lock);
    o->stopping = true;
    pthread_mutex_unlock(&o->lock);
    wake_up(o);
    pthread_join(o->thread, NULL);
    outbound_free(o);
}
