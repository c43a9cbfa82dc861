/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * symbols.c - the table .dynsym of an ELF file
 *
 * The file may be anything: every offset is checked before it is followed.
 */
#include "symbols.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	const unsigned char *bytes;
	size_t nbytes;
};

/* Copy out, since nothing in a file need be aligned. */
static bool get(const struct file *file, uint64_t offset, void *to, size_t n)
{
	if (offset > file->nbytes || n > file->nbytes - offset)
		return false;
	memcpy(to, file->bytes + offset, n);
	return true;
}

static bool get_section(const struct file *file, const Elf64_Ehdr *header,
			uint64_t number, Elf64_Shdr *section)
{
	return header->e_shentsize == sizeof *section &&
	       number < header->e_shnum && header->e_shoff <= file->nbytes &&
	       get(file, header->e_shoff + number * sizeof *section, section,
		   sizeof *section);
}

/* The name at an offset of the string table, if it ends inside. */
static const char *name_at(const struct file *file, const Elf64_Shdr *strings,
			   uint32_t offset)
{
	const char *name;

	if (strings->sh_offset > file->nbytes ||
	    strings->sh_size > file->nbytes - strings->sh_offset ||
	    offset >= strings->sh_size)
		return NULL;
	name = (const char *)file->bytes + strings->sh_offset + offset;
	return memchr(name, '\0', strings->sh_size - offset) ? name : NULL;
}

static bool exported(const Elf64_Sym *symbol)
{
	unsigned bind = ELF64_ST_BIND(symbol->st_info);
	unsigned seen = ELF64_ST_VISIBILITY(symbol->st_other);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS &&
	       bind != STB_LOCAL && seen != STV_HIDDEN && seen != STV_INTERNAL;
}

static const char *read_table(const struct file *file, const Elf64_Shdr *table,
			      const Elf64_Shdr *strings,
			      void (*tell)(void *arg, const char *name),
			      void *arg)
{
	for (uint64_t at = 0; at < table->sh_size; at += sizeof(Elf64_Sym)) {
		Elf64_Sym symbol;
		const char *name;

		if (table->sh_offset > file->nbytes ||
		    !get(file, table->sh_offset + at, &symbol, sizeof symbol))
			return "its table of symbols is cut off";
		if (!exported(&symbol))
			continue;
		name = name_at(file, strings, symbol.st_name);
		if (!name)
			return "its table of symbols is damaged";
		tell(arg, name);
	}
	return NULL;
}

static const char *read_file(const struct file *file,
			     void (*tell)(void *arg, const char *name),
			     void *arg)
{
	Elf64_Ehdr header;
	Elf64_Shdr section, strings;

	if (!get(file, 0, &header, sizeof header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
		return "it is no ELF file";
	if (header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return "it is not for 64-bit little-endian machines";
	if (header.e_type != ET_DYN)
		return "it is no shared object";
	for (uint64_t i = 0; i < header.e_shnum; i++) {
		if (!get_section(file, &header, i, &section))
			return "its table of sections is damaged";
		if (section.sh_type != SHT_DYNSYM)
			continue;
		if (!get_section(file, &header, section.sh_link, &strings))
			return "its table of names is missing";
		return read_table(file, &section, &strings, tell, arg);
	}
	return "it has no table of dynamic symbols";
}

const char *symbols_each(const char *path,
			 void (*tell)(void *arg, const char *name), void *arg)
{
	const char *complaint = NULL;
	struct stat status;
	struct file file;
	void *bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &status) || status.st_size <= 0) {
		close(fd);
		return "it is empty";
	}
	file.nbytes = (size_t)status.st_size;
	bytes = mmap(NULL, file.nbytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		complaint = strerror(errno);
	close(fd);
	if (complaint)
		return complaint;
	file.bytes = bytes;
	complaint = read_file(&file, tell, arg);
	munmap(bytes, file.nbytes);
	return complaint;
}
