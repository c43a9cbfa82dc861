/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox-calls.c - seccomp: refused calls fail with EPERM, so that code that
 * can do without goes on
 */
#define _GNU_SOURCE
#include "sandbox-calls.h"

#ifdef FFTPIPE_SECCOMP
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Never: what reaches out of the process, also into memory that others share,
 * what makes another or favors one, what landlock lets through, of all kernels
 * or of older ones, and files in memory, which no limit counts.
 */
static const char *const refused[] = {
	"accept",
	"accept4",
	"add_key",
	"bind",
	"bpf",
	"chmod",
	"chown",
	"connect",
	"execve",
	"execveat",
	"fchmod",
	"fchmodat",
	"fchmodat2",
	"fchown",
	"fchownat",
	"file_setattr",
	"fork",
	"fremovexattr",
	"fsetxattr",
	"futimesat",
	"io_uring_enter",
	"io_uring_setup",
	"ioprio_set",
	"kcmp",
	"keyctl",
	"lchown",
	"listen",
	"lremovexattr",
	"lsetxattr",
	"memfd_create",
	"memfd_secret",
	"mount",
	"mq_open",
	"mq_unlink",
	"msgctl",
	"msgget",
	"msgrcv",
	"msgsnd",
	"name_to_handle_at",
	"open_by_handle_at",
	"perf_event_open",
	"pidfd_getfd",
	"pidfd_open",
	"pidfd_send_signal",
	"process_madvise",
	"process_vm_readv",
	"process_vm_writev",
	"ptrace",
	"removexattr",
	"removexattrat",
	"request_key",
	"rt_sigqueueinfo",
	"rt_tgsigqueueinfo",
	"sched_setattr",
	"sched_setparam",
	"sched_setscheduler",
	"semctl",
	"semget",
	"semop",
	"semtimedop",
	"setns",
	"setpriority",
	"setxattr",
	"setxattrat",
	"shmat",
	"shmctl",
	"shmdt",
	"shmget",
	"socket",
	"socketpair",
	"tkill",
	"truncate",
	"truncate64",
	"umount2",
	"unshare",
	"userfaultfd",
	"utime",
	"utimensat",
	"utimes",
	"vfork",
};

/* While working: what computing needs, on what is open already. */
static const char *const allowed[] = {
	/* memory */
	"brk",
	"madvise",
	"membarrier",
	"mincore",
	"mlock",
	"mmap",
	"mmap2",
	"mprotect",
	"mremap",
	"munlock",
	"munmap",
	"get_mempolicy",
	/* threads */
	"arch_prctl",
	"exit",
	"exit_group",
	"futex",
	"futex_time64",
	"futex_waitv",
	"get_robust_list",
	"gettid",
	"rseq",
	"sched_getaffinity",
	"sched_get_priority_max",
	"sched_get_priority_min",
	"sched_getparam",
	"sched_getscheduler",
	"sched_yield",
	"set_robust_list",
	"set_tid_address",
	"set_thread_area",
	"getcpu",
	/* signals */
	"alarm",
	"pause",
	"restart_syscall",
	"rt_sigaction",
	"rt_sigpending",
	"rt_sigprocmask",
	"rt_sigreturn",
	"rt_sigsuspend",
	"rt_sigtimedwait",
	"setitimer",
	"getitimer",
	"sigaltstack",
	"sigreturn",
	/* what is open */
	"_llseek",
	"close",
	"close_range",
	"copy_file_range",
	"dup",
	"dup2",
	"dup3",
	"eventfd2",
	"fadvise64",
	"fallocate",
	"fcntl",
	"fcntl64",
	"fdatasync",
	"fstat",
	"fstat64",
	"fsync",
	"ftruncate",
	"ftruncate64",
	"lseek",
	"pipe",
	"pipe2",
	"poll",
	"ppoll",
	"pread64",
	"preadv",
	"preadv2",
	"pselect6",
	"pwrite64",
	"pwritev",
	"pwritev2",
	"read",
	"readv",
	"recvfrom",
	"recvmsg",
	"select",
	"sendfile",
	"sendmsg",
	"sendto",
	"write",
	"writev",
	/* time */
	"clock_getres",
	"clock_gettime",
	"clock_gettime64",
	"clock_nanosleep",
	"clock_nanosleep_time64",
	"getrusage",
	"gettimeofday",
	"nanosleep",
	"time",
	"times",
	/* the rest */
	"getcwd",
	"getegid",
	"geteuid",
	"getgid",
	"getpid",
	"getppid",
	"getrandom",
	"getrlimit",
	"getuid",
	"sysinfo",
	"ugetrlimit",
	"umask",
	"uname",
};

enum { N_REFUSED = sizeof refused / sizeof *refused };
enum { N_ALLOWED = sizeof allowed / sizeof *allowed };

/* The same for all these calls; a name that this machine lacks is skipped. */
static bool rule_for(scmp_filter_ctx filter, uint32_t action,
		     const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int number = seccomp_syscall_resolve_name(names[i]);

		if (number != __NR_SCMP_ERROR &&
		    seccomp_rule_add(filter, action, number, 0))
			return false;
	}
	return true;
}

/* A call is let through when this holds for one of its arguments. */
static bool allow_if(scmp_filter_ctx filter, const char *name,
		     struct scmp_arg_cmp condition)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ||
	       !seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1,
				       &condition);
}

/* Threads, signals to oneself, and looks at what is one's own. */
static bool allow_own(scmp_filter_ctx filter)
{
	scmp_datum_t self = (scmp_datum_t)getpid();

	return allow_if(filter, "clone",
			SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD,
				   CLONE_THREAD)) &&
	       allow_if(filter, "tgkill", SCMP_A0_64(SCMP_CMP_EQ, self, 0)) &&
	       allow_if(filter, "kill", SCMP_A0_64(SCMP_CMP_EQ, self, 0)) &&
	       allow_if(filter, "sched_setaffinity",
			SCMP_A0_64(SCMP_CMP_EQ, 0, 0)) &&
	       allow_if(filter, "prlimit64", SCMP_A2_64(SCMP_CMP_EQ, 0, 0)) &&
	       allow_if(filter, "prctl",
			SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME, 0)) &&
	       allow_if(filter, "prctl",
			SCMP_A0_64(SCMP_CMP_EQ, PR_GET_NAME, 0)) &&
	       /* fstat is newfstatat on a descriptor. */
	       allow_if(filter, "newfstatat",
			SCMP_A3_64(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH,
				   AT_EMPTY_PATH)) &&
	       /* Is it a terminal?  No more: some calls type into it. */
	       allow_if(filter, "ioctl", SCMP_A1_64(SCMP_CMP_EQ, TCGETS, 0)) &&
	       allow_if(filter, "ioctl", SCMP_A1_64(SCMP_CMP_EQ, FIONREAD, 0));
}

/* A call is refused when this holds for one of its arguments. */
static bool refuse_if(scmp_filter_ctx filter, const char *name,
		      struct scmp_arg_cmp condition)
{
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ||
	       !seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), number, 1,
				       &condition);
}

/* Or when these hold for two of them. */
static bool refuse_both(scmp_filter_ctx filter, const char *name,
			struct scmp_arg_cmp one, struct scmp_arg_cmp other)
{
	const struct scmp_arg_cmp conditions[] = { one, other };
	int number = seccomp_syscall_resolve_name(name);

	return number == __NR_SCMP_ERROR ||
	       !seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), number, 2,
				       conditions);
}

/*
 * Signals to others, sent or made to be sent by what is open, and limits and
 * processors of others.  Commands count in their lower half alone.
 */
static bool refuse_others(scmp_filter_ctx filter)
{
	static const unsigned owners[] = { F_SETOWN, F_SETOWN_EX, F_SETSIG };
	scmp_datum_t self = (scmp_datum_t)getpid();
	bool fine =
		refuse_if(filter, "kill", SCMP_A0_64(SCMP_CMP_NE, self, 0)) &&
		refuse_if(filter, "tgkill", SCMP_A0_64(SCMP_CMP_NE, self, 0)) &&
		refuse_if(filter, "prlimit64", SCMP_A0_64(SCMP_CMP_NE, 0, 0)) &&
		refuse_if(filter, "sched_setaffinity",
			  SCMP_A0_64(SCMP_CMP_NE, 0, 0)) &&
		refuse_if(filter, "ioctl",
			  SCMP_A1_64(SCMP_CMP_MASKED_EQ, UINT32_MAX,
				     FIOSETOWN)) &&
		refuse_if(filter, "ioctl",
			  SCMP_A1_64(SCMP_CMP_MASKED_EQ, UINT32_MAX,
				     SIOCSPGRP));

	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
		fine = fine && refuse_if(filter, "fcntl",
					 SCMP_A1_64(SCMP_CMP_MASKED_EQ,
						    UINT32_MAX, owners[i]));
	return fine;
}

/* On descriptor `fd`, which is argument `at`. */
static bool refuse_on(scmp_filter_ctx filter, const char *name, unsigned at,
		      int fd)
{
	return refuse_if(filter, name,
			 SCMP_CMP64(at, SCMP_CMP_MASKED_EQ, UINT32_MAX,
				    (scmp_datum_t)fd));
}

static bool keep_commands(scmp_filter_ctx filter, int fd)
{
	static const int commands[] = { F_DUPFD, F_DUPFD_CLOEXEC, F_SETFL };
	static const char *const names[] = { "fcntl", "fcntl64" };
	const struct scmp_arg_cmp on =
		SCMP_A0_64(SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)fd);
	bool fine = refuse_both(filter, "ioctl", on,
				SCMP_A1_64(SCMP_CMP_NE, TCGETS, 0));

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			fine = fine &&
			       refuse_both(
				       filter, names[k], on,
				       SCMP_A1_64(SCMP_CMP_MASKED_EQ,
						  UINT32_MAX,
						  (scmp_datum_t)commands[i]));
	return fine;
}

/*
 * Standard error is an open file of the owner's, a log maybe: words may be
 * added, but not what stands there changed, nor how the owner writes.  Another
 * number for it would get around that.
 */
static bool keep_standard(scmp_filter_ctx filter)
{
	static const char *const names[] = {
		"_llseek",   "dup",       "dup2",        "dup3",
		"fallocate", "ftruncate", "ftruncate64", "lseek",
		"pwrite64",  "pwritev",   "pwritev2",
	};
	bool fine = true;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			fine = fine && refuse_on(filter, names[i], 0, fd);
		fine = fine && refuse_on(filter, "copy_file_range", 2, fd) &&
		       refuse_on(filter, "splice", 2, fd) &&
		       keep_commands(filter, fd);
	}
	return fine;
}

/* Without it clone3's arguments, which no filter sees, hide a new process. */
static bool hide_clone3(scmp_filter_ctx filter)
{
	int number = seccomp_syscall_resolve_name("clone3");

	return number == __NR_SCMP_ERROR ||
	       !seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0);
}

/* For all threads, those of plugins too; takes `filter`. */
static bool enforce(scmp_filter_ctx filter, bool fine)
{
	fine = fine && !seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) &&
	       !seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) &&
	       !seccomp_load(filter);
	seccomp_release(filter);
	return fine;
}

bool sandbox_calls_for_loading(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	const struct scmp_arg_cmp no_thread =
		SCMP_A0_64(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0);

	return filter &&
	       enforce(filter, hide_clone3(filter) && refuse_others(filter) &&
				       keep_standard(filter) &&
				       rule_for(filter, SCMP_ACT_ERRNO(EPERM),
						refused, N_REFUSED) &&
				       !seccomp_rule_add_array(
					       filter, SCMP_ACT_ERRNO(EPERM),
					       SCMP_SYS(clone), 1, &no_thread));
}

bool sandbox_calls_for_work(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	return filter &&
	       enforce(filter, hide_clone3(filter) &&
				       rule_for(filter, SCMP_ACT_ALLOW, allowed,
						N_ALLOWED) &&
				       allow_own(filter));
}
#else
bool sandbox_calls_for_loading(void)
{
	return false;
}

bool sandbox_calls_for_work(void)
{
	return false;
}
#endif
