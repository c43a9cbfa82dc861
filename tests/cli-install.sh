#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What make install puts where, what strangers find there, and that make
# uninstall takes all of it away again.

. "${top_srcdir:-.}/tests/lib.sh"

have make || skip_all 'make is not here'
have "${PKG_CONFIG:=pkg-config}" || skip_all "$PKG_CONFIG is not here"

dest=$tmp/dest

# Where a file of this name was installed.
installed() {
	find "$dest" -type f -name "$1" -print | head -n 1
}

# The program; its completion has the same name.
program() {
	find "$dest" -type f -path "*/bin/fftpipe" -print
}

# What a stranger is told by pkg-config, with the staging folder in front.
ask() {
	PKG_CONFIG_PATH=$(dirname "$(installed fftpipe.pc)") \
	PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_SYSROOT_DIR=$dest \
		"$PKG_CONFIG" "$@" fftpipe
}

# A variable of fftpipe.pc; pkg-config itself may add the staging folder.
variable() {
	value=$(ask --variable="$1")
	echo "$dest${value#"$dest"}"
}

test_case 'make install works into a staging folder' '
	make -C "$top_builddir" -s install DESTDIR="$dest"
	[ -x "$(program)" ]
'

test_case 'the installed program starts' '
	"$(program)" --version
'

test_case 'manual pages and completions are where they are looked for' '
	for page in fftpipe.1 fftpipe-run.1 fftpipe.ini.5 fftpipe-plugin.7; do
		case $(installed $page) in
		*/man/man${page##*.}/$page) ;;
		*) exit 1 ;;
		esac
	done
	[ -n "$(find "$dest" -path "*/bash-completion/completions/fftpipe")" ]
	[ -n "$(find "$dest" -path "*/zsh/site-functions/_fftpipe")" ]
'

test_case 'every plugin is where pkg-config says' '
	for la in $FFTPIPE_TEST_PLUGINS; do
		file_made "$(variable plugindir)/${la%.la}.so"
	done
'

test_case 'no libtool archive and no static plugin is installed' '
	[ -z "$(find "$dest" -name "*.la" -o -name "*.a")" ]
'

test_case 'no plugin is writable by everybody' '
	[ -z "$(find "$(variable plugindir)" -perm -002)" ]
'

test_case 'the shipped pipelines are where pkg-config says' '
	for name in spectra reconstruct reference; do
		cmp "$top_srcdir/pipelines/$name.ini" \
			"$(variable pkgdatadir)/pipelines/$name.ini"
	done
'

test_case 'the headers are installed and nothing else of the core' '
	for file in "$top_srcdir"/core/fftpipe/*.h; do
		cmp "$file" "$(variable includedir)/fftpipe/$(basename "$file")"
	done
	[ "$(find "$dest" -name "*.h" | wc -l)" -eq \
		"$(find "$top_srcdir/core/fftpipe" -name "*.h" | wc -l)" ]
'

test_case 'there is nothing to link' '
	[ -z "$(ask --libs | tr -d " ")" ]
'

# The plugin of the README, as a stranger would build it: what stands there
# between the lines ```c and ```.
test_case 'the plugin of the README builds with the flags of pkg-config' '
	sed -n "/^\`\`\`c\$/,/^\`\`\`\$/p" "$top_srcdir/README.md" |
		grep -v "^\`\`\`" >scale.c
	grep -q fftpipe_transform_v1 scale.c
	${CC:-cc} -Wall -Wextra -Werror -shared -fPIC $(ask --cflags) \
		-o scale.so scale.c
	file_made scale.so
'

test_case 'make uninstall leaves nothing of ours' '
	make -C "$top_builddir" -s uninstall DESTDIR="$dest"
	[ -z "$(find "$dest" ! -type d)" ]
	[ -z "$(find "$dest" -name fftpipe -o -name fftpipe-1)" ]
'

finish
