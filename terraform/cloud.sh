#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# cloud.sh - from an empty account to spectra of a picture, and back to an
# empty account

usage() {
	cat <<'END'
usage: terraform/cloud.sh [--yes] COMMAND

  up [PICTURE]            everything from bootstrap to fetch
  bootstrap               terraform init, and the repository for the image
  build [OPTION...]       the image, with docker/build and its options
  push                    the image, to the repository, under a tag of its own
  apply                   everything else, or what has changed since
  upload [PICTURE [KEY]]  a picture to the bucket; KEY: below the input prefix
  wait [KEY]              until its results are there
  fetch [KEY [FOLDER]]    the results, to FOLDER, and what they say of themselves
  logs [MINUTES]          what the functions said in the last MINUTES (10), and
                          from then on, until Ctrl-C; 0: only from now on
  status                  what there is, and how much failed
  destroy [--with-pictures]
                          everything; a bucket that holds pictures only when
                          asked to

  --yes       ask nothing (else a question comes before anything costs money
              or is deleted)
  --help      this text

PICTURE is docs/sample.png when not given, KEY the picture's name, FOLDER the
current one.  Settings are Terraform's: terraform/terraform.tfvars or TF_VAR_*
(terraform/variables.tf has them); credentials are the AWS CLI's.

  PLUGIN_DIR  a folder that mirrors Terraform's providers, for machines that
              do not reach the registry
  IMAGE       the local image to push (what docker/build made)
  SECONDS_TO_WAIT  for results (120)
END
}

here=$(cd "$(dirname "$0")" && pwd) || exit 1
top=$(dirname "$here")
yes=no

say() {
	printf 'cloud: %s\n' "$*"
}

fail() {
	printf 'cloud: %s\n' "$*" >&2
	exit 1
}

wrong() {
	printf 'cloud: %s\n' "$*" >&2
	exit 2
}

# ask QUESTION - goes on only after a yes
ask() {
	[ "$yes" = no ] || return 0
	[ -t 0 ] || wrong "$* There is no terminal to ask at: call with --yes"
	printf 'cloud: %s [y/N] ' "$*"
	read -r answer
	case $answer in
	[yY] | [yY][eE][sS]) ;;
	*) fail "stopped; nothing was done about this" ;;
	esac
}

need() {
	for program; do
		command -v "$program" >/dev/null ||
			fail "$program is not installed"
	done
}

tf() {
	terraform -chdir="$here" "$@"
}

# known NAME - an output, if there is one; -raw would print its warning
# instead, and call that success
known() {
	value=$(tf output -json "$1" 2>/dev/null) || return 1
	case $value in
	'"'*'"') value=${value#?} && printf '%s\n' "${value%?}" ;;
	*) return 1 ;;
	esac
}

output() {
	known "$1" || fail "nothing is there yet that says its $1:" \
		"terraform/cloud.sh up, or apply"
}

# The names of the functions' things, one a line: things log_group
things() {
	tf output -json functions |
		grep -o "\"$1\":\"[^\"]*\"" | cut -d '"' -f 4
}

# The CLI's own settings may have no region, which even this needs.
whoami_there() {
	home=$(known region || echo var.region | tf console | tr -d '"')
	aws sts get-caller-identity --region "$home" \
		--query Arn --output text ||
		fail "the AWS CLI has no credentials that work"
}

# ---------------------------------------------------------------------------
# The steps

bootstrap() {
	need terraform aws
	tf init -input=false ${PLUGIN_DIR:+-plugin-dir="$PLUGIN_DIR"} \
		>/dev/null || fail "terraform init failed"
	if known ecr_repo_url >/dev/null; then
		say "the repository is there"
		return
	fi
	who=$(whoami_there) || exit 1
	ask "Make a repository for the image as $who? Images in it cost" \
		"about \$0.10 a month and GB."
	# An image must exist before a function can be made of it.
	tf apply -input=false -auto-approve -compact-warnings \
		-target=aws_ecr_repository.image || fail "no repository was made"
}

# What docker/build calls the variable architecture.
architecture() {
	case $(echo var.architecture | tf console) in
	'"x86_64"') echo amd64 ;;
	'"arm64"') echo arm64 ;;
	*) fail "the architecture is not known: terraform/cloud.sh bootstrap" ;;
	esac
}

# shellcheck disable=SC2120 # its options come from the command line
build() {
	arch=$(architecture) || exit 1
	"$top/docker/build" --arch "$arch" "$@" lambda ||
		fail "the image was not built"
}

# image - the one to push; one for another processor is named after that
image() {
	arch=$(architecture) || exit 1
	case $(uname -m)-$arch in
	x86_64-amd64 | aarch64-arm64) echo fftpipe:lambda ;;
	*) echo "fftpipe:lambda-$arch" ;;
	esac
}

push() {
	repository=$(output ecr_repo_url) || exit 1
	region=${repository#*.dkr.ecr.}
	region=${region%%.*}
	tag=$(date -u +%Y%m%d-%H%M%S)
	image=${IMAGE:-$(image)} || exit 1

	# As docker/build has it: without privileges buildah needs this.
	: "${STORAGE_DRIVER:=vfs}"
	export STORAGE_DRIVER
	if docker image inspect "$image" >/dev/null 2>&1; then
		engine=docker
	elif command -v buildah >/dev/null &&
	    buildah inspect --type image "$image" >/dev/null 2>&1; then
		engine=buildah
	else
		fail "neither docker nor buildah has an image $image:" \
			"terraform/cloud.sh build"
	fi
	ask "Push $image to $repository as $tag?"
	aws ecr get-login-password --region "$region" |
		$engine login --username AWS --password-stdin \
			"${repository%%/*}" || fail "the repository let nobody in"
	case $engine in
	docker)
		docker tag "$image" "$repository:$tag" &&
		docker push "$repository:$tag"
		;;
	buildah)
		buildah push --format v2s2 "$image" "docker://$repository:$tag"
		;;
	esac || fail "the image was not pushed"
}

apply() {
	plan=$(mktemp) || exit 1
	status=0
	tf plan -input=false -detailed-exitcode -out="$plan" || status=$?
	case $status in
	0) say "everything is there, and as it should be" ;;
	2)
		(ask "Make these changes?") &&
		tf apply -input=false "$plan" || status=1
		;;
	esac
	rm -f "$plan"
	[ "$status" -ne 1 ] || fail "not everything was made"
}

# Asked for once: each answer takes Terraform a moment.
find_places() {
	[ -z "${results-}" ] || return 0
	bucket=$(output s3_bucket_name) && prefix=$(output input_prefix) &&
		results=$(output output) && region=$(output region) || exit 1
	results=${results#s3://}
}

upload() {
	picture=${1:-$top/docs/sample.png}
	key=${2:-$(basename "$picture")}
	[ -f "$picture" ] || wrong "there is no picture $picture"
	find_places
	aws s3 cp --region "$region" --no-progress \
		"$picture" "s3://$bucket/$prefix$key" ||
		fail "the picture was not uploaded"
}

# uploaded KEY - when
uploaded() {
	# Of all that begin with it, the key itself comes first.
	line=$(aws s3api list-objects-v2 --region "$region" --output text \
		--bucket "$bucket" --prefix "$prefix$1" --max-keys 1 \
		--no-paginate --query 'Contents[].[LastModified, Key]') || exit 1
	[ "${line#*	}" = "$prefix$1" ] || fail "there is no upload $1"
	printf '%s\n' "${line%%	*}"
}

# since TIME PREFIX - the results below PREFIX that are not older
since() {
	aws s3api list-objects-v2 --region "$region" --output text \
		--bucket "${results%%/*}" --prefix "${results#*/}$2" \
		--query "Contents[?LastModified>='$1'].[Key]" || exit 1
}

# encoded KEY - as results tell their source
encoded() {
	for byte in $(printf '%s' "$1" | od -An -v -t x1); do
		case $byte in
		2[def] | 3[0-9] | [46][1-9a-f] | [57][0-9a] | 5f | 7e)
			# shellcheck disable=SC2059 # it is a character
			printf "\\$(printf %o "0x$byte")"
			;;
		*) printf '%%%s' "$byte" | tr a-f A-F ;;
		esac
	done
}

# stem KEY - without the extension
stem() {
	case ${1##*/} in
	*.*) printf '%s\n' "${1%.*}" ;;
	*) printf '%s\n' "$1" ;;
	esac
}

# is_of KEY RESULT - cats_phase.png begins like results of cat.png, and so does
# cat_2_phase.png: a result says what it was made of, unless that is too long
is_of() {
	rest=${results#*/}$(stem "$1")
	rest=${2#"$rest"}
	source=$(aws s3api head-object --region "$region" --output text \
		--bucket "${results%%/*}" --key "$2" \
		--query 'Metadata."source-key"') || exit 1
	case $source/$rest in
	None/[A-Za-z0-9]* | None/*/*) return 1 ;;
	None/*) ;;
	*) [ "$source" = "$(encoded "$prefix$1")" ] ;;
	esac
}

# results_of KEY - what was made of it since its upload, one key a line
results_of() {
	start=$(uploaded "$1") && found=$(since "$start" "$(stem "$1")") ||
		exit 1
	printf '%s\n' "$found" | while IFS= read -r result; do
		case $result in
		'' | None) ;;
		*) ! is_of "$1" "$result" || printf '%s\n' "$result" ;;
		esac
	done
}

# All results of a picture are put at once, but not in one moment: it is over
# when nothing was added for a second.
wait_for() {
	key=${1:-sample.png}
	patience=${SECONDS_TO_WAIT:-120}
	find_places
	say "waiting for results of $key"
	before=
	until found=$(results_of "$key") || exit 1
	    [ -n "$found" ] && [ "$found" = "$before" ]; do
		[ "$patience" -gt 0 ] || fail "none came in time;" \
			"terraform/cloud.sh logs and status tell more"
		before=$found
		patience=$((patience - 1))
		sleep 1
	done
	printf '%s\n' "$found"
}

fetch() {
	key=${1:-sample.png}
	folder=${2:-.}
	find_places
	found=$(results_of "$key") || exit 1
	[ -n "$found" ] || fail "there are no results of $key"
	mkdir -p "$folder" || exit 1
	printf '%s\n' "$found" | while IFS= read -r result; do
		file=$folder/$(basename "$result")
		facts=$(aws s3api get-object --region "$region" --output json \
			--bucket "${results%%/*}" --key "$result" \
			--query Metadata "$file") || exit 1
		say "$file"
		printf '%s\n' "$facts"
	done || fail "not all results were fetched"
}

# events - since $since, each with its number before it
events() {
	for group in $groups; do
		aws logs filter-log-events --region "$region" \
			--log-group-name "$group" --start-time "$since" \
			--output text --query 'events[].[eventId, message]' ||
			exit 1
	done
}

# fresh OLD NEW - what those events of NEW say whose numbers are not in OLD
fresh() {
	printf '%s\n\n%s\n' "$1" "$2" | awk -F '\t' '
		!begun { begun = $0 == ""; old[$0]; next }
		/^[0-9]+\t/ {
			show = !(($1 "") in old)
			sub(/^[0-9]+\t/, "")
		}
		show && $0 != "" && $0 != "None"'
}

# An event can be read some seconds after its time: a minute is asked for again.
logs() {
	minutes=${1:-10}
	find_places
	groups=$(things log_group)
	since=$((($(date +%s) - 60 * minutes) * 1000))
	old=
	while :; do
		overlap=$((($(date +%s) - 60) * 1000))
		new=$(events) || fail "the log cannot be read"
		fresh "$old" "$new"
		old=$(printf '%s\n' "$new" |
			sed -n 's/^\([0-9][0-9]*\)	.*/\1/p')
		[ "$overlap" -le "$since" ] || since=$overlap
		sleep 5
	done
}

status() {
	find_places
	say "pictures go to s3://$bucket/$prefix, results come to s3://$results"
	for queue in $(things failed_queue_url); do
		failed=$(aws sqs get-queue-attributes --region "$region" \
			--queue-url "$queue" --output text \
			--attribute-names ApproximateNumberOfMessages \
			--query 'Attributes.ApproximateNumberOfMessages') ||
			exit 1
		say "given up: $failed, in $queue"
	done
}

destroy() {
	targets='-target=aws_ecr_repository.image'
	holds='the images'
	if known s3_bucket_name >/dev/null; then
		find_places
		# A count: what a key is called must not tell whether there is one.
		full=$(aws s3api list-object-versions --region "$region" \
			--bucket "$bucket" --max-items 1 --output json \
			--query 'length([Versions, DeleteMarkers][])') || exit 1
		case $1/$full in
		*/0) ;;
		--with-pictures/*)
			targets="$targets -target=aws_s3_bucket.pictures"
			holds="$holds and every picture in $bucket"
			;;
		*)
			fail "$bucket holds pictures: fetch what you need," \
				"then destroy --with-pictures"
			;;
		esac
	fi
	who=$(whoami_there) || exit 1
	ask "As $who, delete everything that was made, with $holds?" \
		"It cannot be undone."
	# Without a refresh: the image's digest could not be read where
	# there is no image, and nobody needs it now.
	# shellcheck disable=SC2086 # words on purpose
	tf apply -input=false -auto-approve -compact-warnings -refresh=false \
		-var force_destroy=true $targets >/dev/null ||
		fail "nothing was deleted"
	tf destroy -input=false -auto-approve -refresh=false ||
		fail "something is left; once more may do"
}

up() {
	picture=${1:-$top/docs/sample.png}
	key=$(basename "$picture")
	[ -f "$picture" ] || wrong "there is no picture $picture"
	cat <<END
cloud: what will be done, with a question before each step that costs:
  1. a repository for the image
  2. the image, built here and pushed to it
  3. a bucket, a function with its role, log, failure queue and alarms
  4. $picture uploaded, its results waited for and fetched
END
	# shellcheck disable=SC2119
	bootstrap && build && push && apply && upload "$picture" "$key" &&
	wait_for "$key" && fetch "$key" &&
	say "terraform/cloud.sh destroy takes all of it away again"
}

# ---------------------------------------------------------------------------

[ -t 1 ] || export TF_CLI_ARGS=-no-color
while :; do
	case ${1-} in
	--yes) yes=yes ;;
	-h | --help)
		usage
		exit
		;;
	*) break ;;
	esac
	shift
done
command=${1-}
[ "$#" -eq 0 ] || shift
case $command in
up | bootstrap | build | push | apply | upload | fetch | logs | status)
	"$command" "$@"
	;;
wait) wait_for "$@" ;;
destroy)
	case $# in
	0) destroy no ;;
	1)
		[ "$1" = --with-pictures ] ||
			wrong "destroy knows --with-pictures, not $1"
		destroy "$1"
		;;
	*) wrong "destroy takes one option at most" ;;
	esac
	;;
*)
	usage >&2
	exit 2
	;;
esac
