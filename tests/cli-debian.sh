#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages build, please lintian, install into an empty system, run
# there, and leave nothing behind.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'built with sanitizers'
[ -n "${FFTPIPE_LONG-}" ] || skip_all 'takes long; make check-long runs it'
[ "$(id -u)" -eq 0 ] || skip_all 'an empty system takes root'
for tool in chroot dpkg-buildpackage dh lintian make mmdebstrap; do
	have "$tool" || skip_all "$tool is not here"
done
(cd "$top_srcdir" && dpkg-checkbuilddeps debian/control) 2>lacks ||
	skip_all "$(cat lacks)"

root=$tmp/root
trap 'rm -rf --one-file-system "$tmp"' EXIT

# As whom nobody trusts with anything.
inside() {
	chroot --userspec=65534:65534 "$root" env -i HOME=/tmp LC_ALL=C \
		PATH=/usr/bin:/bin "$@"
}

apt_inside() {
	chroot "$root" env -i DEBIAN_FRONTEND=noninteractive \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin apt-get -q -y \
		--no-install-recommends "$@"
}

test_case 'the source package builds its packages' '
	make -C "$top_builddir" -s distdir distdir="$tmp/fftpipe"
	(cd "$tmp/fftpipe" && DEB_BUILD_OPTIONS="parallel=2 ${DEB_BUILD_OPTIONS-}" \
		dpkg-buildpackage -us -uc) >"$tmp/build.log" 2>&1 || {
		tail -n 40 "$tmp/build.log"
		exit 1
	}
	file_made "$tmp"/fftpipe_*.dsc "$tmp"/fftpipe_*.deb \
		"$tmp"/fftpipe-cloud_*.deb "$tmp"/fftpipe-dev_*.deb
'

test_case 'lintian finds no error' '
	lintian --allow-root --fail-on error "$tmp"/fftpipe_*.changes
'

test_case 'a system without anything of ours can be made' '
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mmdebstrap --quiet --variant=apt "$release" "$root" ||
		skip "mmdebstrap makes no system here: no mirror?"
	(cd "$root" && find . -xdev | sort) >before
'

[ -s before ] || {
	finish
}

test_case 'the packages install into it' '
	cp "$tmp"/fftpipe*_*.deb "$root/tmp/"
	rm -f "$root"/tmp/*dbgsym*
	cp /etc/resolv.conf "$root/etc/"
	apt_inside update
	apt_inside install $(cd "$root" && ls -d tmp/*.deb | sed "s,^,/,")
	rm -f "$root"/tmp/*.deb
'

test_case 'the programs run there as nobody' '
	for program in fftpipe fftpipe-s3 fftpipe-lambda; do
		inside $program --help >help
		file_has help "usage: $program"
	done
	mkdir -m 777 "$root/tmp/pictures"
	cp "$top_srcdir/docs/sample.png" "$root/tmp/pictures/"
	inside fftpipe run spectra /tmp/pictures/sample.png -o /tmp/pictures
	inside fftpipe run reconstruct -o /tmp/pictures \
		/tmp/pictures/sample_magnitude.png
	file_made "$root/tmp/pictures/sample_rebuilt.png"
'

# The library comes in by name, where no dependency is seen.
test_case 'TIFF works, too' '
	inside fftpipe run spectra /tmp/pictures/sample.png -o /tmp/pictures \
		--set "magnitude.save={stem}_magnitude.tif" \
		--set "phase.save={stem}_phase.tif"
	inside fftpipe run reconstruct -o /tmp/pictures \
		/tmp/pictures/sample_magnitude.tif
	file_made "$root/tmp/pictures/sample_rebuilt.tif"
'

test_case 'the installed programs are hardened' '
	have readelf || skip "readelf is not here"
	for program in fftpipe fftpipe-s3 fftpipe-lambda; do
		readelf -hdW "$root/usr/bin/$program" >seen
		file_has seen "Type:                              DYN"
		file_has seen "NOW PIE"
	done
'

test_case 'what is purged is gone' '
	apt_inside purge fftpipe fftpipe-cloud fftpipe-dev
	[ -z "$(find "$root/usr" "$root/etc" -name "*fftpipe*" \
		! -path "*/dpkg/*")" ]
'

finish
