# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# lib-rehearsal.sh - AWS as moto plays it, and the parts that moto does not play:
# a registry that takes images, and a Lambda that runs functions

: "${top_srcdir:=.}" "${top_builddir:=.}" "${tmp:?}" "${PLUGIN_DIR-}"

AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
AWS_DEFAULT_REGION=us-west-2
AWS_EC2_METADATA_DISABLED=true
AWS_CONFIG_FILE=/dev/null
AWS_PAGER=
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_DEFAULT_REGION \
	AWS_EC2_METADATA_DISABLED AWS_CONFIG_FILE AWS_PAGER
unset AWS_PROFILE AWS_REGION AWS_SESSION_TOKEN AWS_CA_BUNDLE AWS_ENDPOINT_URL_S3
NO_PROXY=127.0.0.1
export NO_PROXY

moto=
stop_moto() {
	[ -z "$moto" ] || kill "$moto" 2>/dev/null
	[ -z "$moto" ] || wait "$moto" 2>/dev/null
	moto=
}

# An empty account, at a port that was free.
start_moto() {
	: >"$tmp/moto"
	MOTO_LAMBDA_STUB_ECR=FALSE moto_server -H 127.0.0.1 -p 0 \
		>"$tmp/moto" 2>&1 &
	moto=$!
	tries=100
	until AWS_ENDPOINT_URL=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' \
	    "$tmp/moto") && [ -n "$AWS_ENDPOINT_URL" ]; do
		tries=$((tries - 1))
		if [ "$tries" -eq 0 ] || ! kill -0 "$moto" 2>/dev/null; then
			sed 's/^/# /' "$tmp/moto"
			return 1
		fi
		sleep 0.2
	done
	export AWS_ENDPOINT_URL
}

# enforce 0|inf - hold requests to their signatures and to policies: at once,
# or never
enforce() {
	python3 -c 'import sys, urllib.request as u
u.urlopen(u.Request(sys.argv[1] + "/moto-api/reset-auth", sys.argv[2].encode(),
	{"Content-Type": "text/plain"}))' "$AWS_ENDPOINT_URL" "$1"
}

# Programs that cloud.sh finds before the real ones.  The AWS CLI's version 1
# takes no endpoint for SQS from the environment; moto has a registry's books,
# but no registry: what docker pushes is entered there.
make_stand_ins() {
	mkdir -p "$1" || return 1
	real_aws=$(command -v aws)
	cat >"$1/aws" <<-END
		#!/bin/sh
		exec "$real_aws" --endpoint-url "\$AWS_ENDPOINT_URL" "\$@"
	END
	cat >"$1/docker" <<-'END'
		#!/bin/sh
		case $1 in
		image | tag) ;;
		login) [ -n "$(cat)" ] ;;
		push)
			name=${2#*/}
			aws ecr put-image --repository-name "${name%:*}" \
				--image-tag "${2##*:}" \
				--image-manifest "$(cat "$MANIFEST")"
			;;
		*) exit 1 ;;
		esac
	END
	chmod +x "$1/aws" "$1/docker"
	PATH=$1:$PATH
}

# write_manifest PROGRAM - of an image that would hold it
write_manifest() {
	digest=$(sha256sum "$1") && size=$(wc -c <"$1") || return 1
	docker=application/vnd.docker
	cat <<-END
		{"schemaVersion": 2,
		"mediaType": "$docker.distribution.manifest.v2+json",
		"config": {"mediaType": "$docker.container.image.v1+json",
			"size": $size, "digest": "sha256:${digest%% *}"},
		"layers": [{"mediaType": "$docker.image.rootfs.diff.tar.gzip",
			"size": $size, "digest": "sha256:${digest%% *}"}]}
	END
}

# ---------------------------------------------------------------------------
# Lambda

# make_function FILE - what Lambda runs: the program just built, or the one in an
# image that buildah has
make_function() {
	if [ -z "${FFTPIPE_REHEARSE_IMAGE-}" ]; then
		printf '#!/bin/sh\nexec "%s"\n' "$top_builddir/fftpipe-lambda" >"$1"
	else
		: "${STORAGE_DRIVER:=vfs}"
		export STORAGE_DRIVER
		container=$(buildah from --pull-never "$FFTPIPE_REHEARSE_IMAGE") ||
			return 1
		cat >"$1" <<-END
			#!/bin/sh
			unset FFTPIPE_DATADIR FFTPIPE_PLUGIN_PATH
			for name in \$(env |
			    sed -n 's/^\(\(AWS\|FFTPIPE\)_[A-Z_]*\)=.*/\1/p'); do
				set -- "\$@" --env "\$name=\$(printenv "\$name")"
			done
			exec buildah run --isolation chroot "\$@" $container -- \
				/usr/bin/fftpipe-lambda
		END
	fi
	chmod +x "$1"
}

remove_function() {
	[ -z "${container-}" ] || buildah rm "$container" >/dev/null
}

# Python's -c with JSON on standard input as "it".
with_json() {
	program=$1
	shift
	python3 -c "import json, shlex, sys; it = json.load(sys.stdin); $program" "$@"
}

# take_on FUNCTION - learn what it is given, and take its role
take_on() {
	aws lambda get-function-configuration --function-name "$1" \
		--output json >function.json
	aws sts assume-role --role-session-name rehearsal --output text \
		--role-arn "$(with_json 'print(it["Role"])' <function.json)" \
		--query 'Credentials.[join(`\n`,
			[AccessKeyId, SecretAccessKey, SessionToken])]' >keys
	with_json 'print(*(shlex.quote(name + "=" + value) for name, value
		in it["Environment"]["Variables"].items()),
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=%d" % it["MemorySize"],
		"AWS_LAMBDA_FUNCTION_NAME=" + it["FunctionName"])' \
		<function.json >environment
}

# as_role COMMAND... - with the rights of the function that was taken on
as_role() {
	AWS_ACCESS_KEY_ID=$(sed -n 1p keys) \
	AWS_SECRET_ACCESS_KEY=$(sed -n 2p keys) \
	AWS_SESSION_TOKEN=$(sed -n 3p keys) \
		"$@"
}

# invoke EVENT - as Lambda would, the function that was taken on
invoke() {
	event=$1
	eval "set -- $(cat environment)"
	as_role env AWS_ENDPOINT_URL_S3="$AWS_ENDPOINT_URL" \
		AWS_REGION="$AWS_DEFAULT_REGION" AWS_LAMBDA_LOG_FORMAT=JSON "$@" \
		"$top_srcdir/tests/lambda/runtime-mock" "$event" -- \
		"$tmp/bin/function" >invoked 2>log
	cat invoked log
	grep -q '^1 response 202 ' invoked
}
