dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl m4/fftpipe.m4 - what configure.ac asks of compilers and libraries

dnl FFTPIPE_CFLAGS(VARIABLE, FLAGS)
dnl Put those of FLAGS that the compiler takes without a murmur in VARIABLE.
AC_DEFUN([FFTPIPE_CFLAGS], [
$1=
m4_foreach_w([fftpipe_flag], [$2],
	[FFTPIPE_CFLAG([$1], m4_defn([fftpipe_flag]))])])

AC_DEFUN([FFTPIPE_CFLAG], [
AS_VAR_PUSHDEF([accepted], [fftpipe_cv_cflag_$2])dnl
AC_CACHE_CHECK([whether $CC accepts $2], [accepted], [
	fftpipe_save=$CFLAGS
	CFLAGS="$CFLAGS -Werror $2"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
		[AS_VAR_SET([accepted], [yes])],
		[AS_VAR_SET([accepted], [no])])
	CFLAGS=$fftpipe_save])
AS_VAR_IF([accepted], [yes], [AS_VAR_APPEND([$1], [" $2"])])
AS_VAR_POPDEF([accepted])])

dnl FFTPIPE_FORTIFY(VARIABLE)
dnl Add the highest level of glibc's checked functions that compiler and library
dnl offer.  They need an optimizing compiler, and say so when it isn't one.
AC_DEFUN([FFTPIPE_FORTIFY], [
AC_MSG_CHECKING([for the level of _FORTIFY_SOURCE])
fftpipe_save=$CFLAGS
fftpipe_fortify=none
for fftpipe_level in 3 2
do
	CFLAGS="$OPT_CFLAGS $fftpipe_save -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$fftpipe_level"
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[@%:@include <stdio.h>]],
		[[#if defined __GLIBC__ && __USE_FORTIFY_LEVEL != _FORTIFY_SOURCE
#error less
#endif]])],
		[fftpipe_fortify=$fftpipe_level
		AS_VAR_APPEND([$1],
			[" -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$fftpipe_level"])
		break])
done
CFLAGS=$fftpipe_save
AC_MSG_RESULT([$fftpipe_fortify])])

dnl FFTPIPE_LINKS(FLAGS, [IF-YES], [IF-NO])
dnl Can a program be built with FLAGS?
AC_DEFUN([FFTPIPE_LINKS], [
AC_MSG_CHECKING([whether $CC links with $1])
fftpipe_save=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [fftpipe_links=yes],
	[fftpipe_links=no])
CFLAGS=$fftpipe_save
AC_MSG_RESULT([$fftpipe_links])
AS_IF([test "x$fftpipe_links" = xyes], [$2], [$3])])

dnl FFTPIPE_SONAME(DEFINE, STEM, LIBS, FUNCTION, DEFAULT)
dnl DEFINE is the name that a library is loaded by, which begins with STEM: as
dnl the linker notes it, or DEFAULT where nobody tells.
AC_DEFUN([FFTPIPE_SONAME], [
AC_MSG_CHECKING([how the linker calls $2])
fftpipe_libs=$LIBS fftpipe_soname=
LIBS="$3 $LIBS"
AC_LINK_IFELSE([AC_LANG_PROGRAM([[char $4(void);]], [[$4();]])],
	[fftpipe_soname=`${OBJDUMP:-objdump} -p conftest$EXEEXT 2>/dev/null |
		sed -n 's/.*NEEDED *\($2[[^ ]]*\).*/\1/p'`])
LIBS=$fftpipe_libs
: "${fftpipe_soname:=$5}"
AC_MSG_RESULT([$fftpipe_soname])
AC_DEFINE_UNQUOTED([$1], ["$fftpipe_soname"],
	[the name that $2 is loaded by])])

dnl FFTPIPE_LIBRARY(PREFIX, MODULE, DEBIAN-PACKAGE)
dnl PREFIX_CFLAGS and PREFIX_LIBS of a library that must be there; what is
dnl missing is collected, to be said in one message.
AC_DEFUN([FFTPIPE_LIBRARY],
	[PKG_CHECK_MODULES([$1], [$2], [], [
		AC_MSG_RESULT([no])
		fftpipe_missing="$fftpipe_missing m4_bpatsubst([$2], [ .*])"
		fftpipe_packages="$fftpipe_packages $3"])])
