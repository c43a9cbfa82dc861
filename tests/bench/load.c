/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c - what loading libraries costs, one after the other
 *
 *	load LIBRARY...
 *
 * Prints microseconds and the name of each; those that another one needs come
 * before it.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <time.h>

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e6 * (double)time.tv_sec + 1e-3 * (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		double start = now();

		if (!dlopen(argv[i], RTLD_NOW | RTLD_GLOBAL)) {
			fprintf(stderr, "load: %s\n", dlerror());
			return 1;
		}
		printf("%.0f %s\n", now() - start, argv[i]);
	}
	return 0;
}
