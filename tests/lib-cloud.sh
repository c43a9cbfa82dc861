# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# lib-cloud.sh - for tests that need Terraform: a copy of the configuration to
# work in, and its provider from wherever it can be had

: "${top_srcdir:=.}" "${tmp:?}"

CHECKPOINT_DISABLE=1
TF_IN_AUTOMATION=1
export CHECKPOINT_DISABLE TF_IN_AUTOMATION
unset TF_DATA_DIR TF_WORKSPACE
[ -f "${TF_CLI_CONFIG_FILE-}" ] || unset TF_CLI_CONFIG_FILE

# A folder that mirrors providers: PLUGIN_DIR, else one near the root that
# holds the wanted version.  Without one Terraform's own ways are left.
find_mirror() {
	[ -z "${PLUGIN_DIR-}" ] || return 0
	[ -z "${TF_CLI_CONFIG_FILE-}" ] || return 0
	version=$(sed -n 's/^ *version *= "\(.*\)"$/\1/p' \
		"$top_srcdir/terraform/versions.tf")
	PLUGIN_DIR=$(find / -maxdepth 3 \
		\( -path /proc -o -path /sys -o -path /dev \) -prune -o \
		-type d -path '*/registry.*' -print 2>/dev/null |
		while read -r registry; do
			if [ -d "$registry/hashicorp/aws/$version" ]; then
				dirname "$registry"
				break
			fi
		done)
	[ -n "$PLUGIN_DIR" ] || unset PLUGIN_DIR
}

# copy_terraform FOLDER - ready for plan and test, or the script is skipped
copy_terraform() {
	have terraform || skip_all 'terraform is not installed'
	mkdir -p "$1" &&
	cp -R "$top_srcdir/terraform/." "$1" &&
	chmod -R u+w "$1" &&
	rm -rf "$1"/.terraform* "$1"/*.tfstate* "$1"/*.tfvars || exit 1
	find_mirror
	export PLUGIN_DIR
	timeout 120 terraform -chdir="$1" init -input=false -no-color \
		${PLUGIN_DIR:+-plugin-dir="$PLUGIN_DIR"} >"$tmp/init" 2>&1 ||
		skip_all "the AWS provider for Terraform is not to be had" \
			"(PLUGIN_DIR can name a mirror)"
}
