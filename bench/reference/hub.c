/* The limit to measure against: the smallest event-stream hub that still behaves, one thread of C and epoll.
 *
 * GET (any path) opens a stream; POST (any path) sends its body as one event to every stream. A reader whose socket is
 * full is let go, as the product does. It keeps nothing, knows no pages, and is no server for anything but measuring.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 65536
#define ROOM 65536

static const char opening[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\nevent: hello\ndata: {}\n\n";
static const char thanks[] = "HTTP/1.1 204 No Content\r\n\r\n";

static struct { char *held; int length, reader; } line[MOST];
static int reader[MOST], readers, poller;
static long number;

static void leave(int fd) {
    if (line[fd].reader >= 0) {
        int last = reader[--readers];
        reader[line[fd].reader] = last;
        line[last].reader = line[fd].reader;
        line[fd].reader = -1;
    }
    free(line[fd].held);
    line[fd].held = NULL;
    close(fd);
}

static void fan_out(const char *body, int length) {
    static char frame[ROOM + 128];
    int size = snprintf(frame, 128, "id: bench000-%ld\nevent: change\ndata: ", ++number);
    memcpy(frame + size, body, (size_t)length);
    memcpy(frame + size + length, "\n\n", 2);
    size += length + 2;
    for (int at = readers - 1; at >= 0; at--)
        if (send(reader[at], frame, (size_t)size, MSG_NOSIGNAL) != size) leave(reader[at]);
}

static void welcome(int fd) {
    send(fd, opening, sizeof opening - 1, MSG_NOSIGNAL);
    line[fd].reader = readers;
    reader[readers++] = fd;
    free(line[fd].held);
    line[fd].held = NULL;
}

/* A publisher's request may come in pieces: keep them until the body is whole. */
static void publish(int fd) {
    char *end = strstr(line[fd].held, "\r\n\r\n"), *length = strcasestr(line[fd].held, "\r\ncontent-length:");
    if (!end || !length) return;
    int body = atoi(length + 17), head = (int)(end + 4 - line[fd].held);
    if (line[fd].length < head + body) return;
    send(fd, thanks, sizeof thanks - 1, MSG_NOSIGNAL);
    line[fd].length = 0;
    fan_out(end + 4, body);
}

static void hear(int fd) {
    static char room[ROOM];
    ssize_t got = recv(fd, room, sizeof room, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        leave(fd);
        return;
    }
    if (line[fd].reader >= 0) return;
    if (!line[fd].held) line[fd].held = calloc(1, ROOM);
    if (line[fd].length + got >= ROOM) {
        leave(fd);
        return;
    }
    memcpy(line[fd].held + line[fd].length, room, (size_t)got);
    line[fd].length += (int)got;
    line[fd].held[line[fd].length] = 0;
    if (!memcmp(line[fd].held, "POST", 4)) publish(fd);
    else if (strstr(line[fd].held, "\r\n\r\n")) welcome(fd);
}

static void let_in(int listener) {
    int fd, yes = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= MOST) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        line[fd].length = 0;
        line[fd].reader = -1;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

int main(int argc, char **argv) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((unsigned short)(argc > 1 ? atoi(argv[1]) : 0))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (void *)&here, sizeof here) || listen(listener, 4096)) {
        perror("hub");
        return 1;
    }
    poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(poller, ready, 512, -1);
        for (int at = 0; at < count; at++) {
            if (ready[at].data.fd == listener) let_in(listener);
            else hear(ready[at].data.fd);
        }
    }
}
