/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocations.c - stands between a plugin and malloc()
 */
#define _GNU_SOURCE /* dlinfo, RTLD_DEFAULT */
#include "allocations.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TABLE = 1 << 16 }; /* blocks that can be told apart, twice over */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uintptr_t blocks[TABLE]; /* hashed; 0: free, 1: was taken once */
static size_t n_blocks;
static unsigned count, fail_at;
static bool fail_onward;

/* ---- counting ------------------------------------------------------------ */

static size_t place_of(uintptr_t block)
{
	return (block >> 4) * 2654435761u % TABLE;
}

static void *block_add(void *pointer)
{
	uintptr_t block = (uintptr_t)pointer;
	size_t at = place_of(block);

	pthread_mutex_lock(&lock);
	if (pointer && n_blocks < TABLE / 2) {
		while (blocks[at] > 1)
			at = (at + 1) % TABLE;
		blocks[at] = block;
		n_blocks++;
	}
	pthread_mutex_unlock(&lock);
	return pointer;
}

/* Blocks that others made, like getline(), are not found. */
static void block_remove(const void *pointer)
{
	uintptr_t block = (uintptr_t)pointer;
	size_t at = place_of(block), left = TABLE;

	pthread_mutex_lock(&lock);
	while (pointer && blocks[at] && blocks[at] != block && --left)
		at = (at + 1) % TABLE;
	if (pointer && blocks[at] == block) {
		blocks[at] = 1;
		n_blocks--;
	}
	pthread_mutex_unlock(&lock);
}

bool allocations_exhausted(void)
{
	bool fails;

	pthread_mutex_lock(&lock);
	count++;
	fails = fail_at &&
		(count == fail_at || (fail_onward && count > fail_at));
	pthread_mutex_unlock(&lock);
	if (fails)
		errno = ENOMEM;
	return fails;
}

void allocations_fail(unsigned n, bool onward)
{
	pthread_mutex_lock(&lock);
	count = 0;
	fail_at = n;
	fail_onward = onward;
	pthread_mutex_unlock(&lock);
}

unsigned allocations_count(void)
{
	return count;
}

size_t allocations_live(void)
{
	return n_blocks;
}

/* ---- the functions ------------------------------------------------------- */

static void our_free(void *pointer)
{
	block_remove(pointer);
	free(pointer);
}

static void *our_malloc(size_t size)
{
	return allocations_exhausted() ? NULL : block_add(malloc(size));
}

static void *our_calloc(size_t n, size_t size)
{
	return allocations_exhausted() ? NULL : block_add(calloc(n, size));
}

static void *our_realloc(void *old, size_t size)
{
	void *moved;

	if (old && !size) {
		our_free(old);
		return NULL;
	}
	if (allocations_exhausted())
		return NULL;
	block_remove(old);
	moved = realloc(old, size ? size : 1);
	if (!moved)
		block_add(old);
	return block_add(moved);
}

static void *our_reallocarray(void *old, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return our_realloc(old, n * size);
}

static void *our_aligned_alloc(size_t alignment, size_t size)
{
	return allocations_exhausted()
		       ? NULL
		       : block_add(aligned_alloc(alignment, size));
}

static int our_posix_memalign(void **to, size_t alignment, size_t size)
{
	int error;

	if (allocations_exhausted())
		return ENOMEM;
	error = posix_memalign(to, alignment, size);
	if (!error)
		block_add(*to);
	return error;
}

static char *our_strdup(const char *text)
{
	return allocations_exhausted() ? NULL : block_add(strdup(text));
}

static char *our_strndup(const char *text, size_t length)
{
	return allocations_exhausted() ? NULL
				       : block_add(strndup(text, length));
}

typedef void function(void);

static const struct {
	const char *name;
	function *ours;
} functions[] = {
	{ "malloc", (function *)our_malloc },
	{ "calloc", (function *)our_calloc },
	{ "realloc", (function *)our_realloc },
	{ "reallocarray", (function *)our_reallocarray },
	{ "aligned_alloc", (function *)our_aligned_alloc },
	{ "memalign", (function *)our_aligned_alloc },
	{ "posix_memalign", (function *)our_posix_memalign },
	{ "strdup", (function *)our_strdup },
	{ "strndup", (function *)our_strndup },
	{ "free", (function *)our_free },
};

/* ---- slots --------------------------------------------------------------- */

#if UINTPTR_MAX > UINT32_MAX

struct tables {
	const char *strings;
	const Elf64_Sym *symbols;
	const Elf64_Rela *relocations[2];
	size_t nbytes[2];
};

/* glibc has added the base to addresses, on most machines. */
static const void *table_at(const struct link_map *map, Elf64_Addr address)
{
	return (const void *)(address < map->l_addr ? address + map->l_addr
						    : address);
}

static struct tables tables_of(const struct link_map *map)
{
	struct tables tables = { 0 };

	for (const Elf64_Dyn *d = map->l_ld; d->d_tag != DT_NULL; d++) {
		const void *table = table_at(map, d->d_un.d_ptr);

		if (d->d_tag == DT_STRTAB)
			tables.strings = table;
		else if (d->d_tag == DT_SYMTAB)
			tables.symbols = table;
		else if (d->d_tag == DT_RELA)
			tables.relocations[0] = table;
		else if (d->d_tag == DT_RELASZ)
			tables.nbytes[0] = d->d_un.d_val;
		else if (d->d_tag == DT_JMPREL)
			tables.relocations[1] = table;
		else if (d->d_tag == DT_PLTRELSZ)
			tables.nbytes[1] = d->d_un.d_val;
	}
	return tables;
}

/* Point the slot at ours if it holds a function of that name. */
static bool replace(void *slot, const char *name)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = (uintptr_t)slot / page * page;
	uintptr_t end = (uintptr_t)slot + sizeof(void *);
	void *theirs;

	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		if (strcmp(name, functions[i].name) != 0)
			continue;
		memcpy(&theirs, slot, sizeof theirs);
		if (!theirs || theirs != dlsym(RTLD_DEFAULT, name))
			return false;
		/* Read-only since it was linked, as a rule. */
		if (mprotect((void *)start, end - start,
			     PROT_READ | PROT_WRITE))
			return false;
		memcpy(slot, &functions[i].ours, sizeof(function *));
		return true;
	}
	return false;
}

static size_t replace_all(const struct link_map *map,
			  const struct tables *tables, int which)
{
	const Elf64_Rela *list = tables->relocations[which];
	size_t n = list ? tables->nbytes[which] / sizeof *list : 0, found = 0;

	for (size_t i = 0; i < n; i++) {
		size_t symbol = ELF64_R_SYM(list[i].r_info);

		if (symbol &&
		    replace((void *)(map->l_addr + list[i].r_offset),
			    tables->strings + tables->symbols[symbol].st_name))
			found++;
	}
	return found;
}

size_t allocations_watch(void *handle)
{
	struct link_map *map = NULL;
	struct tables tables;

	if (dlinfo(handle, RTLD_DI_LINKMAP, &map) || !map)
		return 0;
	tables = tables_of(map);
	if (!tables.strings || !tables.symbols)
		return 0;
	return replace_all(map, &tables, 0) + replace_all(map, &tables, 1);
}

#else

/* Other machines have other tables. */
size_t allocations_watch(void *handle)
{
	(void)handle;
	return 0;
}

#endif
