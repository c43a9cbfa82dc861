# SPDX-License-Identifier: GPL-3.0-or-later
# debian/local.mk - what the Debian package is built from

EXTRA_DIST += \
	debian/changelog \
	debian/control \
	debian/copyright \
	debian/fftpipe-dev.install \
	debian/fftpipe.install \
	debian/fftpipe.lintian-overrides \
	debian/rules \
	debian/source/format
