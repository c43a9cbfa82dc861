/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kernel.h - compile a function again for CPUs with wider vectors
 *
 * All give the same bits: see fftpipe/math.h.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdint.h> /* defines __GLIBC__ where that is the C library */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KERNELS_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define KERNELS_SANITIZED
#endif
#endif

/*
 * The choice is made by the dynamic linker (glibc's can), which runs before
 * the sanitizers are ready for it.  clang 14 exports what chooses, and a plugin
 * exports one symbol.  FFTPIPE_BASELINE forces the plain one, for measuring and
 * testing (make baseline).
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__has_attribute) && \
	!defined(KERNELS_SANITIZED) && !defined(__clang__) &&                \
	!defined(FFTPIPE_BASELINE)
#if __has_attribute(target_clones) && __GNUC__ >= 12 /* knows the levels */
#define KERNEL \
	__attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#elif __has_attribute(target_clones)
#define KERNEL __attribute__((target_clones("avx2", "default")))
#endif
#endif

#ifndef KERNEL
#define KERNEL
#endif

#endif /* KERNEL_H */
