/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * library.c - a library that is loaded when it is needed
 */
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

void library_open(struct library *library)
{
	library->handle = dlopen(library->name, RTLD_NOW | RTLD_LOCAL);
	if (!library->handle)
		snprintf(library->failure, sizeof library->failure, "%s",
			 dlerror());
}

void library_find(struct library *library, const char *name, void *to)
{
	void *symbol = dlsym(library->handle, name);

	if (!symbol && !*library->failure)
		snprintf(library->failure, sizeof library->failure,
			 "%s has no %s", library->name, name);
	/* POSIX lets a pointer to data hold a function. */
	memcpy(to, &symbol, sizeof symbol);
}
