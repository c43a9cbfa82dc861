/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fail.c - a library to preload that lets the n-th call of one kind fail
 *
 *	FAULT=KIND:N	fail the N-th (from 1) of the process that started and
 *			all that it forks; N+: that one and all after it
 *	FAULT_COUNT=F	write to F how many there were, and how many blocks of
 *			memory the first process left behind
 *
 * Kinds: memory read write open rename fork map thread channel.  Calls that the
 * C library makes of itself do not come by here.
 *
 * Calls for memory of some libraries are let through: FFTW ends its process
 * without, which is documented; OpenSSL's libcrypto crashes in its first use
 * when its own tables could not be made (a lock that is NULL is taken), and
 * libcurl 7.88 crashes when a digest of OpenSSL's could not be begun, which it
 * does not look at.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The real ones of glibc. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

enum kind {
	NONE,
	MEMORY,
	READ,
	WRITE,
	OPEN,
	RENAME,
	FORK,
	MAP,
	THREAD,
	CHANNEL,
	KINDS
};

static const char *const words[KINDS] = {
	"",       "memory", "read", "write",  "open",
	"rename", "fork",   "map",  "thread", "channel",
};

/* Seen by all processes. */
static struct shared {
	atomic_long calls;
} * shared;

static enum kind kind;
static long which;
static bool onward;
static pid_t first;
static atomic_long blocks; /* of this process */

static void *map_pages(size_t size)
{
	long memory = syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0L);

	return (void *)memory;
}

__attribute__((constructor)) static void begin(void)
{
	const char *wanted = getenv("FAULT"), *colon;

	first = getpid();
	shared = map_pages(4096);
	colon = wanted ? strchr(wanted, ':') : NULL;
	if (!colon)
		return;
	which = strtol(colon + 1, NULL, 10);
	onward = strchr(colon, '+') != NULL;
	for (int i = 1; i < KINDS; i++)
		if (strlen(words[i]) == (size_t)(colon - wanted) &&
		    !memcmp(words[i], wanted, strlen(words[i])))
			kind = (enum kind)i;
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("FAULT_COUNT");
	char text[64];
	int fd, length;

	if (!path || getpid() != first)
		return;
	length = snprintf(text, sizeof text, "%ld %ld\n",
			  atomic_load(&shared->calls), atomic_load(&blocks));
	fd = (int)syscall(SYS_openat, AT_FDCWD, path,
			  O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return;
	syscall(SYS_write, fd, text, (size_t)length);
	close(fd);
}

/* The short way out, which no destructor sees. */
void _exit(int status)
{
	end();
	syscall(SYS_exit_group, status);
	__builtin_unreachable();
}

/* Is this the one? */
static bool fails(enum kind of, int error)
{
	long n;

	if (of != kind || !shared)
		return false;
	n = atomic_fetch_add(&shared->calls, 1) + 1;
	if (n != which && !(onward && n > which))
		return false;
	errno = error;
	return true;
}

/* ---- memory ------------------------------------------------------------- */

static const char *const frail[] = { "libfftw3", "libcrypto", "libssl" };

/* Memory for who returns to `caller`. */
static bool no_memory(void *caller)
{
	struct dl_find_object object;
	bool known;

	if (kind != MEMORY)
		return false;
	known = !_dl_find_object(caller, &object);
	for (size_t i = 0; known && i < sizeof frail / sizeof *frail; i++)
		if (strstr(object.dlfo_link_map->l_name, frail[i]))
			return false;
	return fails(MEMORY, ENOMEM);
}

#define NO_MEMORY no_memory(__builtin_return_address(0))

static void *counted(void *memory)
{
	if (memory)
		atomic_fetch_add(&blocks, 1);
	return memory;
}

void *malloc(size_t size)
{
	return NO_MEMORY ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
	return NO_MEMORY ? NULL : counted(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
	if (NO_MEMORY)
		return NULL;
	return memory ? __libc_realloc(memory, size)
		      : counted(__libc_realloc(memory, size));
}

void *memalign(size_t alignment, size_t size)
{
	return NO_MEMORY ? NULL : counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return NO_MEMORY ? NULL : counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *got =
		NO_MEMORY ? NULL : counted(__libc_memalign(alignment, size));

	if (!got)
		return ENOMEM;
	*memory = got;
	return 0;
}

void free(void *memory)
{
	int error = errno;

	if (memory)
		atomic_fetch_sub(&blocks, 1);
	__libc_free(memory);
	errno = error;
}

/* ---- files -------------------------------------------------------------- */

ssize_t read(int fd, void *bytes, size_t size)
{
	return fails(READ, EIO) ? -1 : syscall(SYS_read, fd, bytes, size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
	return fails(READ, EIO) ? -1
				: syscall(SYS_pread64, fd, bytes, size, at);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at)
{
	return pread(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	/* What is said must be heard, to be looked at. */
	if (fd > STDERR_FILENO && fails(WRITE, ENOSPC))
		return -1;
	return syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return fails(WRITE, ENOSPC)
		       ? -1
		       : syscall(SYS_pwrite64, fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
	return pwrite(fd, bytes, size, at);
}

int open(const char *path, int flags, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = va_arg(rest, mode_t);
	va_end(rest);
	if (fails(OPEN, EMFILE))
		return -1;
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = va_arg(rest, mode_t);
	va_end(rest);
	return open(path, flags, mode);
}

int dup(int fd)
{
	return fails(OPEN, EMFILE) ? -1 : (int)syscall(SYS_dup, fd);
}

int memfd_create(const char *name, unsigned flags)
{
	return fails(OPEN, EMFILE)
		       ? -1
		       : (int)syscall(SYS_memfd_create, name, flags);
}

int rename(const char *from, const char *to)
{
	return fails(RENAME, EIO) ? -1
				  : (int)syscall(SYS_renameat, AT_FDCWD, from,
						 AT_FDCWD, to);
}

int link(const char *from, const char *to)
{
	return fails(RENAME, EIO) ? -1
				  : (int)syscall(SYS_linkat, AT_FDCWD, from,
						 AT_FDCWD, to, 0);
}

int linkat(int folder, const char *from, int other, const char *to, int flags)
{
	return fails(RENAME, EIO) ? -1
				  : (int)syscall(SYS_linkat, folder, from,
						 other, to, flags);
}

int mkdir(const char *path, mode_t mode)
{
	return fails(RENAME, EIO) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

void *mmap(void *where, size_t size, int access, int flags, int fd, off_t at)
{
	if (fails(MAP, ENOMEM))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, where, size, access, flags, fd, at);
}

void *mmap64(void *where, size_t size, int access, int flags, int fd,
	     off64_t at)
{
	return mmap(where, size, access, flags, fd, at);
}

/* ---- processes, threads, channels --------------------------------------- */

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

pid_t fork(void)
{
	pid_t (*real)(void) = (pid_t(*)(void))next("fork");

	return fails(FORK, EAGAIN) ? -1 : real();
}

int posix_spawn(pid_t *pid, const char *path,
		const posix_spawn_file_actions_t *actions,
		const posix_spawnattr_t *attributes, char *const words[],
		char *const variables[])
{
	int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *,
		    const posix_spawnattr_t *, char *const[], char *const[]) =
		(int (*)(pid_t *, const char *,
			 const posix_spawn_file_actions_t *,
			 const posix_spawnattr_t *, char *const[],
			 char *const[]))next("posix_spawn");

	if (fails(FORK, EAGAIN))
		return EAGAIN;
	return real(pid, path, actions, attributes, words, variables);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
		   void *(*body)(void *), void *argument)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
		    void *) =
		(int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *),
			 void *))next("pthread_create");

	if (fails(THREAD, EAGAIN))
		return EAGAIN;
	return real(thread, attributes, body, argument);
}

int socketpair(int family, int type, int protocol, int ends[2])
{
	return fails(CHANNEL, EMFILE) ? -1
				      : (int)syscall(SYS_socketpair, family,
						     type, protocol, ends);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags)
{
	return fails(CHANNEL, ENOBUFS)
		       ? -1
		       : syscall(SYS_sendmsg, socket, message, flags);
}

ssize_t recvmsg(int socket, struct msghdr *message, int flags)
{
	return fails(CHANNEL, ENOMEM)
		       ? -1
		       : syscall(SYS_recvmsg, socket, message, flags);
}

ssize_t send(int socket, const void *bytes, size_t size, int flags)
{
	return fails(CHANNEL, ENOBUFS) ? -1
				       : syscall(SYS_sendto, socket, bytes,
						 size, flags, NULL, 0);
}

ssize_t recv(int socket, void *bytes, size_t size, int flags)
{
	return fails(CHANNEL, ENOMEM) ? -1
				      : syscall(SYS_recvfrom, socket, bytes,
						size, flags, NULL, NULL);
}
