#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The container images: small, nothing in them but what runs, and running as
# nobody on a root that cannot be written.  Needs no engine: buildah builds, a
# mount namespace and chroot run.
#
# FFTPIPE_IMAGE_STORAGE names a folder that keeps bases and layers for the next
# time.

. "${top_srcdir:-.}/tests/lib.sh"

[ "$SANITIZERS" = no ] || skip_all 'built with sanitizers'
[ -n "${FFTPIPE_LONG-}" ] || skip_all 'takes long; make check-long runs it'
[ "$(id -u)" -eq 0 ] || skip_all 'images without an engine take root'
for tool in buildah chroot mmdebstrap python3 unshare; do
	have "$tool" || skip_all "$tool is not here"
done
unshare -m true 2>/dev/null || skip_all 'no mount namespace may be made here'
# shellcheck disable=SC2034 # bodies use it
case $(uname -m) in
x86_64) other=arm64 emulator=qemu-aarch64-static ;;
aarch64) other=amd64 emulator=qemu-x86_64-static ;;
*) skip_all "no image is made for $(uname -m)" ;;
esac

# shellcheck disable=SC2034 # bodies use it
most=20000000
storage=${FFTPIPE_IMAGE_STORAGE:-$tmp/storage}
mkdir -p "$storage"
cat >"$tmp/storage.conf" <<END
[storage]
driver = "vfs"
graphroot = "$storage/root"
runroot = "$tmp/runroot"
END
CONTAINERS_STORAGE_CONF=$tmp/storage.conf
STORAGE_DRIVER=vfs
BUILDAH_ISOLATION=chroot
BUILDER=buildah
export BUILDAH_ISOLATION BUILDER CONTAINERS_STORAGE_CONF STORAGE_DRIVER

containers=
leave() {
	for container in $containers; do
		buildah rm "$container" >/dev/null 2>&1
	done
	rm -rf --one-file-system "$tmp"
}
trap leave EXIT

# open_image NAME FOLDER - its files, where the link FOLDER says
open_image() {
	container=$(buildah from --pull-never "localhost/fftpipe:$1") || return 1
	echo "$container" >>"$tmp/containers"
	ln -sfn "$(buildah mount "$container")" "$2"
}

# inside ROOT COMMAND... - as an engine would with a read-only root: /tmp alone
# can be written, and what is in $tmp/share is in /tmp/share.
inside() {
	folder=$(readlink -f "$1")
	shift
	env -i PATH="$PATH" unshare -m sh -ec '
		root=$1 share=$2
		shift 2
		mount --bind "$root" "$root"
		mount -o remount,bind,ro "$root"
		mount --rbind /proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount -t tmpfs -o mode=1777 none "$root/tmp"
		mkdir "$root/tmp/share"
		mount --bind "$share" "$root/tmp/share"
		exec chroot --userspec=65532:65532 "$root" "$@"
	' sh "$folder" "$tmp/share" "$@"
}

# entry NAME - what the image runs, as words
entry() {
	buildah inspect --type image "localhost/fftpipe:$1" |
		python3 -c 'import json, sys
print(*json.load(sys.stdin)["OCIv1"]["config"]["Entrypoint"])'
}

mkdir -m 777 "$tmp/share"
cp "$top_srcdir/docs/sample.png" "$tmp/share/"
chmod a+r "$tmp/share/sample.png"

(cd "$top_srcdir" && docker/build --local-base cli lambda worker) \
	>"$tmp/build.log" 2>&1 || {
	grep -q 'no base could be made' "$tmp/build.log" &&
		skip_all 'mmdebstrap makes no base here: no mirror?'
	tail -n 40 "$tmp/build.log" | sed 's/^/# /'
	echo 'not ok 1 - the images are built, and their unit tests pass'
	echo '1..1'
	exit 0
}
for target in cli lambda worker; do
	open_image $target "$tmp/$target" || exit 1
done
containers=$(cat "$tmp/containers")

test_case 'the images are built, and the unit tests pass while they are' '
	file_has "$tmp/build.log" "Testsuite summary"
	no grep -E "^# (FAIL|ERROR): *[1-9]" "$tmp/build.log"
'

test_case 'no image has more than 20 MB, compressed' '
	for target in cli lambda worker; do
		size=$(tar -C "$tmp/$target/." -cf - . | gzip | wc -c)
		echo "$target: $size"
		[ "$size" -le $most ]
	done
'

test_case 'there is nothing in them but programs, plugins and libraries' '
	for target in cli lambda worker; do
		(cd "$tmp/$target/." && find . -type f -o -type l) >files
		strangers=$(
		grep -vE "^\./(usr/bin/fftpipe[a-z0-9-]*|lib(64)?)\$" files |
		grep -vE "^\./usr/lib/fftpipe-1/[a-z0-9-]*\.so\$" |
		grep -vE "^\./usr/lib(64)?/([a-z0-9_-]*/)?(lib|ld-)[^/]*\.so[^/]*\$" |
		grep -vE "^\./usr/libexec/fftpipe/fftpipe-worker\$" |
		grep -vE "^\./usr/share/(fftpipe|doc/[^/]*/copyright)" |
		grep -vE "^\./etc/(passwd|group|nsswitch.conf|ssl/certs/.*)\$" |
		grep -v "^\./var/lib/dpkg/status.d/"
		) || true
		echo "$strangers"
		[ -z "$strangers" ]
	done
'

test_case 'there is no shell, no compiler and no interpreter' '
	for target in cli lambda worker; do
		[ -z "$(find "$tmp/$target/." -name sh -o -name "*bash*" \
			-o -name "*gcc" -o -name cc -o -name "python*" \
			-o -name "perl*" -o -name busybox -o -name apt-get)" ]
	done
'

test_case 'everybody may read all of it, and nobody gains by running it' '
	for target in cli lambda worker; do
		[ -z "$(find "$tmp/$target/." -type f ! -perm -444)" ]
		[ -z "$(find "$tmp/$target/." -type d ! -perm -555)" ]
		[ -z "$(find "$tmp/$target/." -type f -perm /7022)" ]
	done
'

test_case 'labels, the user and the entry point are set' '
	for target in cli lambda worker; do
		buildah inspect --type image localhost/fftpipe:$target >config
		for label in title description licenses version revision \
		    created; do
			file_has config "org.opencontainers.image.$label"
		done
		file_has config "\"User\": \"65532:65532\""
	done
	[ "$(entry cli)" = /usr/bin/fftpipe ]
	[ "$(entry lambda)" = /usr/bin/fftpipe-lambda ]
'

test_case 'a picture goes through as nobody, on a root that is read-only' '
	inside "$tmp/cli" $(entry cli) run spectra /tmp/share/sample.png \
		-o /tmp/share/out
	inside "$tmp/cli" $(entry cli) run reconstruct -o /tmp/share/out \
		/tmp/share/out/sample_magnitude.png
	cmp "$tmp/share/out/sample_magnitude.png" \
		"$top_srcdir/docs/sample_magnitude.png"
	file_made "$tmp/share/out/sample_rebuilt.png"
	expect_fail 1 inside "$tmp/cli" $(entry cli) run spectra \
		/tmp/share/sample.png -o /somewhere
'

test_case 'TIFF works, which comes in by name' '
	inside "$tmp/cli" $(entry cli) run spectra /tmp/share/sample.png \
		-o /tmp/share/out --set "magnitude.save={stem}_magnitude.tif"
	file_made "$tmp/share/out/sample_magnitude.tif"
'

test_case 'an invocation on Lambda is answered' '
	cp "$top_srcdir/tests/lambda/events/test.json" .
	cat >entry <<-END
		#!/bin/sh
		exec unshare -m sh -ec "
			mount --bind $(readlink -f "$tmp/lambda") /mnt
			mount -o remount,bind,ro /mnt
			mount --rbind /proc /mnt/proc
			mount --rbind /dev /mnt/dev
			mount -t tmpfs -o mode=1777 none /mnt/tmp
			exec chroot --userspec=993:990 /mnt $(entry lambda)"
	END
	chmod +x entry
	unset FFTPIPE_DATADIR FFTPIPE_PLUGIN_PATH FFTPIPE
	env AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE \
		AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY \
		AWS_REGION=us-west-2 AWS_ENDPOINT_URL=http://127.0.0.1:1 \
		"$top_srcdir/tests/lambda/runtime-mock" \
		test.json -- ./entry default >out 2>err || { cat out err; exit 1; }
	file_has out "1 response 202"
'

test_case 'a plugin is added by FROM and COPY, and used' '
	mkdir mine
	sed -n "/^\`\`\`c\$/,/^\`\`\`\$/p" "$top_srcdir/README.md" |
		grep -v "^\`\`\`" >scale.c
	${CC:-cc} -O2 -shared -fPIC -I"$top_srcdir/core" -o mine/scale.so scale.c
	chmod 644 mine/scale.so
	# The lines of docker/README.md.
	sed -n "/^\`\`\`dockerfile\$/,/^\`\`\`\$/p" \
		"$top_srcdir/docker/README.md" | grep -v "^\`\`\`" \
		>mine/Dockerfile
	file_has mine/Dockerfile "COPY "
	sed -i "s,^FROM fftpipe:,FROM localhost/fftpipe:," mine/Dockerfile
	buildah build -q --pull-never -t localhost/fftpipe:mine mine
	open_image mine "$tmp/mine"
	cat >"$tmp/share/twice.ini" <<-\END
		[input]
		files = *.png
		[twice]
		use = scale
		factor = 0.5
		save = {stem}_half.png
	END
	inside "$tmp/mine" /usr/bin/fftpipe run /tmp/share/twice.ini \
		/tmp/share/sample.png -o /tmp/share/out
	file_made "$tmp/share/out/sample_half.png"
'

test_case "an image for $other is compiled here, and starts" '
	have $emulator || skip "$emulator is not here"
	(cd "$top_srcdir" && docker/build --local-base --arch $other cli) \
		>other.log 2>&1 || { tail -n 40 other.log; exit 1; }
	open_image cli-$other "$tmp/other"
	root=$(readlink -f "$tmp/other")
	buildah inspect --type image localhost/fftpipe:cli-$other >config
	file_has config "\"architecture\": \"$other\""
	$emulator -L "$root" "$root/usr/bin/fftpipe" --version
	env FFTPIPE_PLUGIN_PATH="$root/usr/lib/fftpipe-1" \
		$emulator -L "$root" "$root/usr/bin/fftpipe" run spectra \
		"$top_srcdir/docs/sample.png" --in-process -o other
	file_made other/sample_magnitude.png
'

containers=$(cat "$tmp/containers")
finish
