/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - compile a function once more for CPUs with wider vectors
 *
 * The two give the same bits: see fftpipe/math.h.
 */
#ifndef PLUGINS_KERNEL_H
#define PLUGINS_KERNEL_H

#include <stdint.h> /* defines __GLIBC__ where that is the C library */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLUGINS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define PLUGINS_SANITIZED
#endif
#endif

/*
 * The choice is made by the dynamic linker (glibc's can), which runs before
 * the sanitizers are ready for it.  clang 14 exports what chooses, and a plugin
 * exports one symbol.  FFTPIPE_BASELINE forces the plain one, for measuring and
 * testing (make baseline).
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute) && \
	!defined(PLUGINS_SANITIZED) && !defined(__clang__) &&                \
	!defined(FFTPIPE_BASELINE)
#if __has_attribute(target_clones)
#define PLUGINS_KERNEL __attribute__((target_clones("avx2", "default")))
#endif
#endif

#ifndef PLUGINS_KERNEL
#define PLUGINS_KERNEL
#endif

#endif /* PLUGINS_KERNEL_H */
