/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * style.c - color only where it is seen and wanted
 */
#include "style.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

bool style_terminal(FILE *stream)
{
	const char *kind = getenv("TERM");

	return isatty(fileno(stream)) && kind && *kind &&
	       strcmp(kind, "dumb") != 0;
}

bool style_color(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	return style_terminal(stream) && !(no_color && *no_color);
}

bool style_unicode(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *value = getenv(variables[i]);
		const char *coding = value ? strchr(value, '.') : NULL;

		if (value && *value)
			return coding && (!strncasecmp(coding, ".utf-8", 6) ||
					  !strncasecmp(coding, ".utf8", 5));
	}
	return false;
}

const char *style_code(bool color, enum style style)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "\033[0m",    [STYLE_GOOD] = "\033[32m",
		[STYLE_WARNING] = "\033[33m", [STYLE_BAD] = "\033[31m",
		[STYLE_FAINT] = "\033[2m",
	};

	return color ? codes[style] : "";
}
