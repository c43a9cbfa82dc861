/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * abidw.c - every type of the interface in one shared object, for abidw
 */
#include <fftpipe/plugin.h>

/* Enumerations hide behind uint32_t in the structs. */
struct words {
	enum fftpipe_status status;
	enum fftpipe_kind kind;
	enum fftpipe_color color;
	enum fftpipe_symmetry symmetry;
	enum fftpipe_type type;
	enum fftpipe_flags flags;
	enum fftpipe_port_flags port_flags;
	enum fftpipe_level level;
};

FFTPIPE_EXPORT uint32_t words(const struct words *words);

uint32_t words(const struct words *words)
{
	return (uint32_t)words->status;
}

const fftpipe_transform *fftpipe_transform_v1(void)
{
	return NULL;
}
