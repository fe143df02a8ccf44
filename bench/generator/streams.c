/* Opens many event streams, publishes marked changes at given rates, and times every delivery of each of them.
 *
 * One thread reads all streams with epoll; a thread of its own publishes, another may ask for a plain page meanwhile.
 * A change carries a mark with its sequence number and the moment it was *scheduled* for, so that a server which holds
 * up its publisher is charged for it. Speaks to loopback only; every loop is bounded in count and in time.
 *
 * It talks in JSON lines: {"event":"open"} once all streams are open, then one {"event":"phase"} after each phase.
 * Before each phase it waits for a line on standard input, so that the caller can read the server's memory and time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

/* zqm, 19 digits of monotonic nanoseconds, x, 7 digits of sequence, qz: letters and digits only, so that it comes
 * unchanged through HTML cleaning, escaping and JSON. */
#define MARK_LENGTH 32
#define MARK_BLANK "zqm0000000000000000000x0000000qz"
#define CARRY (MARK_LENGTH - 1)

#define MOST_READERS 60000
#define MOST_CHANGES 10000 /* in one phase */
#define PUBLISHER_CONNECTIONS 16
#define ANSWER_ROOM (1 << 20)
#define OPENING_SECONDS 90
#define GO_SECONDS 60       /* how long to wait for the caller's line */
#define GO_TAG UINT32_MAX

static const char *stream_path = "/", *accept_header = "", *epoch = "";
/* How long a change may still arrive after the last was published. */
static double grace_seconds = 6;

static int port, readers = 100, sources = 64, opening_at_once = 256, missed;
static long head;

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
    fprintf(stderr, "streams: %s: %s\n", what, strerror(errno));
    exit(2);
}

static struct sockaddr_in loopback(uint32_t host_part, int at_port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)at_port)};
    address.sin_addr.s_addr = htonl(0x7f000000u | (host_part & 0x00ffffffu));
    return address;
}

static int by_value(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Nearest rank: the smallest value that at least this share of all values does not exceed. */
static double ranked_ms(const uint32_t *sorted, size_t count, double share) {
    if (!count) return -1;
    size_t rank = (size_t)(share * (double)count);
    if ((double)rank < share * (double)count) rank++;
    return sorted[rank ? rank - 1 : 0] / 1e3;
}

/* ------------------------------------------------------------------ paced requests: the publisher and the plain request */

struct answer {
    char *bytes;
    size_t held;
};

/* 0: not yet whole; else the status. */
static int whole_answer(const struct answer *answer) {
    const char *end = memmem(answer->bytes, answer->held, "\r\n\r\n", 4);
    if (!end) return 0;
    int status = atoi(answer->bytes + 9);
    size_t body = answer->held - (size_t)(end + 4 - answer->bytes);
    if (status == 204 || status == 304) return status;
    char saved = *end;
    *(char *)end = 0;
    const char *length = strcasestr(answer->bytes, "\r\ncontent-length:");
    int chunked = strcasestr(answer->bytes, "\r\ntransfer-encoding: chunked") != NULL;
    size_t wanted = length ? strtoul(length + 17, NULL, 10) : 0;
    *(char *)end = saved;
    if (chunked) return body >= 5 && !memcmp(answer->bytes + answer->held - 5, "0\r\n\r\n", 5) ? status : 0;
    return body >= wanted ? status : 0;
}

struct pacer {
    char *request;
    size_t length;
    double rate;
    int count, first_sequence;
    uint64_t first_at;
    uint32_t *took;
    int answered, refused, failed;
    char first_refusal[201];
    int realtime;
    atomic_int finished;
    atomic_int sent;
    pthread_t thread;
    struct { int fd, busy; uint64_t scheduled; struct answer answer; } line[PUBLISHER_CONNECTIONS];
};

static uint64_t due(const struct pacer *pacer, int index) {
    return pacer->first_at + (uint64_t)((double)index * 1e9 / pacer->rate);
}

static void mark_request(struct pacer *pacer, int index) {
    char mark[MARK_LENGTH + 1];
    snprintf(mark, sizeof mark, "zqm%019llux%07dqz", (unsigned long long)due(pacer, index), pacer->first_sequence + index);
    char *from = pacer->request, *end = pacer->request + pacer->length, *found;
    while ((found = memmem(from, (size_t)(end - from), "zqm", 3)) && end - found >= MARK_LENGTH) {
        if (found[22] == 'x' && found[30] == 'q') memcpy(found, mark, MARK_LENGTH);
        from = found + 3;
    }
}

static int dial(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct timeval limit = {5, 0};
    struct sockaddr_in server = loopback(1, port);
    if (fd < 0) return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, (void *)&server, sizeof server)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void hang_up(struct pacer *pacer, int at) {
    close(pacer->line[at].fd);
    pacer->line[at].fd = -1;
    pacer->line[at].busy = 0;
}

static int free_line(struct pacer *pacer) {
    for (int at = 0; at < PUBLISHER_CONNECTIONS; at++)
        if (!pacer->line[at].busy) return at;
    return -1;
}

static void ask(struct pacer *pacer, int at, int index) {
    mark_request(pacer, index);
    if (pacer->line[at].fd < 0) pacer->line[at].fd = dial();
    atomic_fetch_add(&pacer->sent, 1);
    if (pacer->line[at].fd < 0) {
        pacer->failed++;
        return;
    }
    if (send(pacer->line[at].fd, pacer->request, pacer->length, MSG_NOSIGNAL) != (ssize_t)pacer->length) {
        hang_up(pacer, at);
        pacer->failed++;
        return;
    }
    pacer->line[at].busy = 1;
    pacer->line[at].scheduled = due(pacer, index);
    pacer->line[at].answer.held = 0;
}

static void hear(struct pacer *pacer, int at) {
    struct answer *answer = &pacer->line[at].answer;
    ssize_t got = recv(pacer->line[at].fd, answer->bytes + answer->held, ANSWER_ROOM - 1 - answer->held, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        if (pacer->line[at].busy) pacer->failed++;
        hang_up(pacer, at);
        return;
    }
    answer->held += (size_t)got;
    answer->bytes[answer->held] = 0;
    int status = whole_answer(answer);
    if (!status) return;
    pacer->line[at].busy = 0;
    if (status / 100 != 2 && status != 304) {
        if (!pacer->refused++) snprintf(pacer->first_refusal, sizeof pacer->first_refusal, "%.200s", answer->bytes);
        return;
    }
    pacer->took[pacer->answered++] = (uint32_t)((now() - pacer->line[at].scheduled) / 1000);
}

static int busy_lines(const struct pacer *pacer) {
    int busy = 0;
    for (int at = 0; at < PUBLISHER_CONNECTIONS; at++) busy += pacer->line[at].busy;
    return busy;
}

static void wait_for_answers(struct pacer *pacer, uint64_t until) {
    struct pollfd watched[PUBLISHER_CONNECTIONS];
    for (int at = 0; at < PUBLISHER_CONNECTIONS; at++)
        watched[at] = (struct pollfd){.fd = pacer->line[at].fd, .events = POLLIN};
    uint64_t at_now = now(), rest = until > at_now ? until - at_now : 0;
    struct timespec patience = {(time_t)(rest / 1000000000u), (long)(rest % 1000000000u)};
    if (ppoll(watched, PUBLISHER_CONNECTIONS, &patience, NULL) <= 0) return;
    for (int at = 0; at < PUBLISHER_CONNECTIONS; at++)
        if (watched[at].revents) hear(pacer, at);
}

static void *run_pacer(void *given) {
    struct pacer *pacer = given;
    struct sched_param first = {.sched_priority = 1};
    /* It must not queue behind the thread that reads ten thousand streams. */
    pacer->realtime = pthread_setschedparam(pthread_self(), SCHED_FIFO, &first) == 0;
    uint64_t deadline = due(pacer, pacer->count) + (uint64_t)(grace_seconds * 1e9);
    int next = 0;
    while ((next < pacer->count || busy_lines(pacer)) && now() < deadline) {
        int at = free_line(pacer);
        if (next < pacer->count && at >= 0 && now() >= due(pacer, next)) {
            ask(pacer, at, next++);
            continue;
        }
        wait_for_answers(pacer, next < pacer->count && at >= 0 ? due(pacer, next) : deadline);
    }
    pacer->failed += busy_lines(pacer) + pacer->count - next;
    for (int line = 0; line < PUBLISHER_CONNECTIONS; line++)
        if (pacer->line[line].fd >= 0) hang_up(pacer, line);
    atomic_store(&pacer->finished, 1);
    return NULL;
}

static void read_request(struct pacer *pacer, const char *file) {
    FILE *in = fopen(file, "rb");
    if (!in) die(file);
    pacer->request = calloc(1, 1 << 18);
    pacer->length = fread(pacer->request, 1, (1 << 18) - 1, in);
    fclose(in);
    for (int at = 0; at < PUBLISHER_CONNECTIONS; at++) {
        pacer->line[at].fd = -1;
        pacer->line[at].answer.bytes = malloc(ANSWER_ROOM);
    }
}

static void start_pacer(struct pacer *pacer, double rate, int count, int first_sequence, uint64_t first_at) {
    pacer->rate = rate;
    pacer->count = count;
    pacer->first_sequence = first_sequence;
    pacer->first_at = first_at;
    pacer->answered = pacer->refused = pacer->failed = 0;
    pacer->first_refusal[0] = 0;
    free(pacer->took);
    pacer->took = malloc((size_t)count * sizeof *pacer->took);
    atomic_store(&pacer->finished, 0);
    atomic_store(&pacer->sent, 0);
    if (pthread_create(&pacer->thread, NULL, run_pacer, pacer)) die("pthread_create");
}

static void tell_pacer(const char *name, struct pacer *pacer) {
    qsort(pacer->took, (size_t)pacer->answered, sizeof *pacer->took, by_value);
    size_t count = (size_t)pacer->answered;
    printf(",\"%s\":{\"asked\":%d,\"answered\":%d,\"refused\":%d,\"failed\":%d,\"realtime\":%s,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f}",
           name, pacer->count, pacer->answered, pacer->refused, pacer->failed, pacer->realtime ? "true" : "false",
           ranked_ms(pacer->took, count, .5), ranked_ms(pacer->took, count, .99), ranked_ms(pacer->took, count, 1));
    if (pacer->refused) fprintf(stderr, "streams: the first refusal of the %s: %s\n", name, pacer->first_refusal);
}

/* ------------------------------------------------------------------ the readers */

enum state { CONNECTING, ASKED, OPEN, GONE };

struct reader {
    int fd;
    uint8_t state, carried;
    char carry[CARRY];
};

static struct reader *all;
static int poller, open_now, not_opened, closed_later, started;
static char room[CARRY + (1 << 18)];

static struct {
    int first, count;
    uint8_t *seen;          /* a bit for each reader and change */
    uint32_t *took;         /* microseconds of each delivery */
    size_t deliveries;
    uint32_t last[MOST_CHANGES], heard_by[MOST_CHANGES];
    long repeats, strays;
} phase;

static void start_reader(int index) {
    struct reader *reader = &all[index];
    int yes = 1;
    reader->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    reader->state = GONE;
    if (reader->fd < 0) {
        not_opened++;
        return;
    }
    /* One address has 28,000 ports to go out from; a server may also bound the streams of one address. */
    setsockopt(reader->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    struct sockaddr_in from = loopback(2 + (uint32_t)(index % sources), 0), to = loopback(1, port);
    if (bind(reader->fd, (void *)&from, sizeof from) || (connect(reader->fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) {
        close(reader->fd);
        not_opened++;
        return;
    }
    reader->state = CONNECTING;
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = (uint32_t)index};
    epoll_ctl(poller, EPOLL_CTL_ADD, reader->fd, &event);
}

static void lose(struct reader *reader) {
    if (reader->state == OPEN) {
        open_now--;
        closed_later++;
    } else {
        not_opened++;
    }
    close(reader->fd);
    reader->state = GONE;
}

static long behind(int index) { return missed ? index % (missed + 1) : 0; }

static void ask_for_stream(int index) {
    struct reader *reader = &all[index];
    char request[2048], resume[96] = "";
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(reader->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (*epoch) snprintf(resume, sizeof resume, "Last-Event-ID: %s-%ld\r\n", epoch, head - behind(index));
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n%s%s\r\n",
                          stream_path, port, accept_header, resume);
    if (error || send(reader->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
        lose(reader);
        return;
    }
    reader->state = ASKED;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    epoll_ctl(poller, EPOLL_CTL_MOD, reader->fd, &event);
}

/* A stream is open when it was answered 200 and, if it resumes, once the last change that it missed is there. */
static int stands_open(int index, const char *bytes, size_t length) {
    char awaited[64];
    if (!*epoch) return 1;
    if (behind(index)) snprintf(awaited, sizeof awaited, "id: %s-%ld\n", epoch, head);
    else snprintf(awaited, sizeof awaited, "event: hello");
    return memmem(bytes, length, awaited, strlen(awaited)) != NULL;
}

static void note(int index, const char *mark, uint64_t at) {
    uint64_t scheduled = strtoull(mark + 3, NULL, 10);
    int which = atoi(mark + 23) - phase.first;
    if (which < 0 || which >= phase.count) {
        phase.strays++;
        return;
    }
    size_t bit = (size_t)index * (size_t)phase.count + (size_t)which;
    if (phase.seen[bit / 8] & (1u << (bit % 8))) {
        phase.repeats++;
        return;
    }
    phase.seen[bit / 8] |= (uint8_t)(1u << (bit % 8));
    uint32_t took = at > scheduled ? (uint32_t)((at - scheduled) / 1000) : 0;
    phase.took[phase.deliveries++] = took;
    phase.heard_by[which]++;
    if (took > phase.last[which]) phase.last[which] = took;
}

static void scan(int index, size_t fresh) {
    struct reader *reader = &all[index];
    char *from = room + CARRY - reader->carried, *end = room + CARRY + fresh, *found;
    if (reader->state == ASKED && stands_open(index, from, (size_t)(end - from))) {
        reader->state = OPEN;
        open_now++;
    }
    uint64_t at = now();
    while ((found = memmem(from, (size_t)(end - from), "zqm", 3)) && end - found >= MARK_LENGTH) {
        int whole = found[22] == 'x' && found[30] == 'q';
        if (whole) note(index, found, at);
        from = found + (whole ? MARK_LENGTH : 3);
    }
    if (end - from > CARRY) from = end - CARRY;
    reader->carried = (uint8_t)(end - from);
    memcpy(reader->carry, from, reader->carried);
}

static int first_answer_is_bad(const struct reader *reader, const char *bytes, ssize_t got) {
    static int shown;
    if (reader->state != ASKED || reader->carried || (got >= 12 && !memcmp(bytes + 8, " 200", 4))) return 0;
    if (!shown++) fprintf(stderr, "streams: a stream was answered with: %.*s\n", (int)(got < 120 ? got : 120), bytes);
    return 1;
}

static void read_stream(int index) {
    struct reader *reader = &all[index];
    for (;;) {
        memcpy(room + CARRY - reader->carried, reader->carry, reader->carried);
        ssize_t got = recv(reader->fd, room + CARRY, sizeof room - CARRY, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0 || first_answer_is_bad(reader, room + CARRY, got)) {
            lose(reader);
            return;
        }
        scan(index, (size_t)got);
        if (got < (ssize_t)(sizeof room - CARRY)) return;
    }
}

/* Serve what is ready; true when the caller's line has come. */
static int turn(int patience_ms) {
    struct epoll_event ready[1024];
    int count = epoll_wait(poller, ready, 1024, patience_ms), go = 0;
    for (int at = 0; at < count; at++) {
        uint32_t index = ready[at].data.u32;
        if (index == GO_TAG) {
            char line[64];
            if (read(0, line, sizeof line) <= 0) exit(3);
            go = 1;
        } else if (all[index].state == CONNECTING) {
            ask_for_stream((int)index);
        } else if (all[index].state != GONE) {
            read_stream((int)index);
        }
    }
    return go;
}

static void open_all(void) {
    double cpu = own_cpu_seconds();
    uint64_t began = now(), deadline = began + OPENING_SECONDS * 1000000000ull;
    while (open_now + not_opened + closed_later < readers && now() < deadline) {
        while (started < readers && started - open_now - not_opened - closed_later < opening_at_once) start_reader(started++);
        turn(10);
    }
    double seconds = (double)(now() - began) / 1e9;
    printf("{\"event\":\"open\",\"asked\":%d,\"open\":%d,\"not_opened\":%d,\"closed\":%d,\"seconds\":%.4f,\"per_second\":%.1f,\"generator_cpu_seconds\":%.3f}\n",
           readers, open_now, not_opened + readers - started, closed_later, seconds, open_now / seconds, own_cpu_seconds() - cpu);
    fflush(stdout);
}

static void wait_for_go(void) {
    uint64_t deadline = now() + GO_SECONDS * 1000000000ull;
    while (now() < deadline)
        if (turn(20)) return;
    errno = ETIMEDOUT;
    die("nobody said go");
}

static void prepare_phase(int first, int count) {
    phase.first = first;
    phase.count = count;
    phase.seen = calloc(((size_t)readers * (size_t)count + 7) / 8, 1);
    phase.took = malloc(((size_t)readers * (size_t)count + 1) * sizeof *phase.took);
    phase.deliveries = 0;
    phase.repeats = phase.strays = 0;
    memset(phase.last, 0, sizeof phase.last);
    memset(phase.heard_by, 0, sizeof phase.heard_by);
}

static void tell_phase(double rate, long expected, int gone, double seconds, double cpu) {
    uint32_t last[MOST_CHANGES];
    size_t whole = 0;
    for (int which = 0; which < phase.count; which++)
        if (phase.heard_by[which]) last[whole++] = phase.last[which];
    qsort(last, whole, sizeof *last, by_value);
    qsort(phase.took, phase.deliveries, sizeof *phase.took, by_value);
    printf("{\"event\":\"phase\",\"rate\":%.2f,\"changes\":%d,\"expected\":%ld,\"received\":%zu,\"lost\":%ld,\"repeats\":%ld,\"strays\":%ld,\"closed\":%d",
           rate, phase.count, expected, phase.deliveries, expected - (long)phase.deliveries, phase.repeats, phase.strays, gone);
    printf(",\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f", ranked_ms(phase.took, phase.deliveries, .5),
           ranked_ms(phase.took, phase.deliveries, .99), ranked_ms(phase.took, phase.deliveries, 1));
    printf(",\"last_p50_ms\":%.3f,\"last_p99_ms\":%.3f,\"last_max_ms\":%.3f", ranked_ms(last, whole, .5), ranked_ms(last, whole, .99),
           ranked_ms(last, whole, 1));
    printf(",\"seconds\":%.3f,\"generator_cpu_seconds\":%.3f", seconds, cpu);
}

static void run_phase(double rate, double seconds, int first, struct pacer *publisher, struct pacer *plain, double plain_rate) {
    int count = (int)(rate * seconds + .5), gone = closed_later, streams = open_now;
    if (count < 1 || count > MOST_CHANGES) die("a phase has 1 to 10,000 changes");
    prepare_phase(first, count);
    double cpu = own_cpu_seconds();
    uint64_t began = now(), start = began + 50000000u, ended = 0;
    uint64_t deadline = start + (uint64_t)((seconds + 2 * grace_seconds) * 1e9);
    start_pacer(publisher, rate, count, first, start);
    if (plain) start_pacer(plain, plain_rate, (int)(plain_rate * seconds), 0, start + 3000000u);
    long expected = (long)count * streams;
    while (now() < deadline) {
        turn(5);
        if (!atomic_load(&publisher->finished) || (plain && !atomic_load(&plain->finished))) continue;
        if (!ended) ended = now();
        if ((long)phase.deliveries >= expected || now() > ended + (uint64_t)(grace_seconds * 1e9)) break;
    }
    double took = (double)(now() - began) / 1e9;
    pthread_join(publisher->thread, NULL);
    if (plain) pthread_join(plain->thread, NULL);
    tell_phase(rate, expected, closed_later - gone, took, own_cpu_seconds() - cpu);
    tell_pacer("publisher", publisher);
    if (plain) tell_pacer("plain", plain);
    printf("}\n");
    fflush(stdout);
    free(phase.seen);
    free(phase.took);
}

static char *with_line_end(const char *header) {
    char *line = NULL;
    if (asprintf(&line, "%s\r\n", header) < 0) die("asprintf");
    return line;
}

int main(int argc, char **argv) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'},    {"path", 1, 0, 'u'},   {"readers", 1, 0, 'n'}, {"sources", 1, 0, 's'}, {"opening", 1, 0, 'o'},
        {"header", 1, 0, 'H'},  {"epoch", 1, 0, 'e'},  {"head", 1, 0, 'd'},    {"missed", 1, 0, 'm'},  {"phases", 1, 0, 'r'},
        {"publish", 1, 0, 'P'}, {"plain", 1, 0, 'l'},  {"plain-rate", 1, 0, 'L'}, {"grace", 1, 0, 'g'}, {0, 0, 0, 0}};
    char *phases = NULL;
    const char *publish_file = NULL, *plain_file = NULL;
    double plain_rate = 100;
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'u': stream_path = optarg; break;
        case 'n': readers = atoi(optarg); break;
        case 's': sources = atoi(optarg); break;
        case 'o': opening_at_once = atoi(optarg); break;
        case 'H': accept_header = with_line_end(optarg); break;
        case 'e': epoch = optarg; break;
        case 'd': head = atol(optarg); break;
        case 'm': missed = atoi(optarg); break;
        case 'r': phases = optarg; break;
        case 'P': publish_file = optarg; break;
        case 'l': plain_file = optarg; break;
        case 'L': plain_rate = atof(optarg); break;
        case 'g': grace_seconds = atof(optarg); break;
        default: return 2;
        }
    }
    if (port < 1 || readers < 1 || readers > MOST_READERS || sources < 1 || (phases && !publish_file)) {
        fprintf(stderr, "streams: --port, --readers (1 to %d) and, for --phases, --publish are needed\n", MOST_READERS);
        return 2;
    }
    struct pacer *publisher = calloc(1, sizeof *publisher), *plain = plain_file ? calloc(1, sizeof *plain) : NULL;
    if (publish_file) read_request(publisher, publish_file);
    if (plain) read_request(plain, plain_file);
    poller = epoll_create1(0);
    all = calloc((size_t)readers, sizeof *all);
    struct epoll_event go = {.events = EPOLLIN, .data.u32 = GO_TAG};
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &go);
    open_all();
    wait_for_go();
    int first = 1;
    char *left = NULL;
    for (char *one = phases ? strtok_r(phases, ",", &left) : NULL; one; one = strtok_r(NULL, ",", &left)) {
        double rate, seconds;
        if (sscanf(one, "%lf:%lf", &rate, &seconds) != 2 || rate <= 0 || seconds <= 0 || seconds > 120) die("a phase is rate:seconds");
        run_phase(rate, seconds, first, publisher, plain, plain_rate);
        first += (int)(rate * seconds + .5);
        wait_for_go();
    }
    return 0;
}
