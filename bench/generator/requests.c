/* Asks one request over and over on many keep-alive connections, and prints how many were answered, and how fast, as JSON.
 *
 * One thread, epoll, loopback only; each connection has one request on its way at a time. Bounded in time by --seconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONNECTIONS 1000
#define ROOM (1 << 18)
#define SLOWEST_US 2000000 /* slower answers count as this slow */

static char request[1 << 16];
static size_t request_length;
static int port, poller;

struct line {
    int fd;
    uint64_t asked_at;
    size_t held;   /* bytes of the answer so far, as far as its head is needed */
    long rest;     /* bytes of the body still to come; -1 while the head is not whole */
    int status;
    char head[4096];
};

static struct line *lines;
static uint32_t *tally; /* answers by microseconds */
static long answers, other_status, broken, bytes;
static int counting, first_other;

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double own_cpu_seconds(void) {
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static void die(const char *what) {
    fprintf(stderr, "requests: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void ask(struct line *line) {
    line->held = 0;
    line->rest = -1;
    line->asked_at = now();
    if (send(line->fd, request, request_length, MSG_NOSIGNAL) != (ssize_t)request_length) broken++;
}

static void dial(struct line *line) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int yes = 1;
    line->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (line->fd < 0 || connect(line->fd, (void *)&server, sizeof server)) die("connect");
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
    epoll_ctl(poller, EPOLL_CTL_ADD, line->fd, &event);
    ask(line);
}

static void dial_again(struct line *line) {
    broken++;
    close(line->fd);
    if (broken > 100000) die("the server closes its connections");
    dial(line);
}

static void count_answer(struct line *line) {
    if (counting) {
        uint64_t took = (now() - line->asked_at) / 1000;
        tally[took < SLOWEST_US ? took : SLOWEST_US]++;
        answers++;
        if (line->status != 200 && line->status != 304) {
            other_status++;
            first_other = line->status;
        }
    }
    ask(line);
}

/* Answers mostly have the same head as the one before: knowing it again costs a tenth of reading it. */
static struct {
    char bytes[4096];
    size_t length;
    long body;
    int status;
} known;

static int is_known(struct line *line, const char *bytes, size_t got) {
    if (line->held || !known.length || got < known.length || memcmp(bytes, known.bytes, known.length)) return 0;
    line->status = known.status;
    line->rest = known.body - (long)(got - known.length);
    return 1;
}

static void remember(const struct line *line, size_t length, long body) {
    memcpy(known.bytes, line->head, length);
    known.length = length;
    known.body = body;
    known.status = line->status;
}

/* The head is whole: say how much body follows; -2 for an answer whose length is not told. */
static long body_length(struct line *line, const char *end) {
    line->status = atoi(line->head + 9);
    if (line->status == 304 || line->status == 204) return 0;
    const char *length = strcasestr(line->head, "\r\ncontent-length:");
    return length && length < end ? atol(length + 17) : -2;
}

static void hear(struct line *line) {
    static char room[ROOM];
    ssize_t got = recv(line->fd, room, sizeof room, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        dial_again(line);
        return;
    }
    if (counting) bytes += got;
    if (line->rest >= 0) {
        line->rest -= got;
    } else if (!is_known(line, room, (size_t)got)) {
        size_t before = line->held, wanted = sizeof line->head - 1 - before;
        size_t kept = (size_t)got < wanted ? (size_t)got : wanted;
        memcpy(line->head + before, room, kept);
        line->held += kept;
        line->head[line->held] = 0;
        char *end = strstr(line->head, "\r\n\r\n");
        if (!end) return;
        long length = body_length(line, end);
        if (length == -2) {
            fprintf(stderr, "requests: an answer came without Content-Length: %.200s\n", line->head);
            exit(2);
        }
        size_t head = (size_t)(end + 4 - line->head);
        remember(line, head, length);
        line->rest = length - (long)((size_t)got + before - head);
    }
    if (line->rest <= 0) count_answer(line);
}

static double ranked_ms(double share) {
    long wanted = (long)(share * (double)answers), seen = 0;
    if ((double)wanted < share * (double)answers) wanted++;
    for (int us = 0; us <= SLOWEST_US; us++)
        if ((seen += tally[us]) >= wanted && seen) return us / 1e3;
    return -1;
}

static void run_until(uint64_t end) {
    struct epoll_event ready[256];
    while (now() < end) {
        int count = epoll_wait(poller, ready, 256, 20);
        for (int at = 0; at < count; at++) hear(ready[at].data.ptr);
    }
}

int main(int argc, char **argv) {
    static const struct option known[] = {{"port", 1, 0, 'p'},    {"request", 1, 0, 'f'}, {"connections", 1, 0, 'c'},
                                          {"warm-up", 1, 0, 'w'}, {"seconds", 1, 0, 's'}, {0, 0, 0, 0}};
    const char *file = NULL;
    int connections = 64;
    double warm_up = 1, seconds = 3;
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'f': file = optarg; break;
        case 'c': connections = atoi(optarg); break;
        case 'w': warm_up = atof(optarg); break;
        case 's': seconds = atof(optarg); break;
        default: return 2;
        }
    }
    FILE *in = file ? fopen(file, "rb") : NULL;
    if (!in || port < 1 || connections < 1 || connections > MOST_CONNECTIONS || seconds <= 0 || seconds > 60 || warm_up > 60) {
        fprintf(stderr, "requests: --port, --request FILE, --connections up to %d, --seconds up to 60\n", MOST_CONNECTIONS);
        return 2;
    }
    request_length = fread(request, 1, sizeof request, in);
    fclose(in);
    poller = epoll_create1(0);
    lines = calloc((size_t)connections, sizeof *lines);
    tally = calloc(SLOWEST_US + 1, sizeof *tally);
    for (int at = 0; at < connections; at++) dial(&lines[at]);
    run_until(now() + (uint64_t)(warm_up * 1e9));
    counting = 1;
    double cpu = own_cpu_seconds();
    uint64_t began = now();
    run_until(began + (uint64_t)(seconds * 1e9));
    double took = (double)(now() - began) / 1e9;
    printf("{\"answers\":%ld,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"other_status\":%ld,\"first_other\":%d,\"broken\":%ld,"
           "\"bytes_an_answer\":%.0f,\"seconds\":%.3f,\"generator_cpu_seconds\":%.3f,\"cpu_seconds_in_all\":%.3f}\n",
           answers, (double)answers / took, ranked_ms(.5), ranked_ms(.99), ranked_ms(1), other_status, first_other, broken,
           answers ? (double)bytes / (double)answers : 0.0, took, own_cpu_seconds() - cpu,
           own_cpu_seconds());
    return 0;
}
