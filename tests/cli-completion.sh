#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What bash and zsh complete is what the program takes.

. "${top_srcdir:-.}/tests/lib.sh"

completion=$top_srcdir/docs/completion

for file in fftpipe _fftpipe fftpipe-s3 _fftpipe-s3; do
	case $file in
	_*) shell=zsh ;;
	*) shell=bash ;;
	esac
	program=$top_builddir/${file#_}
	test_case "$shell completes what ${file#_} --help says; make man does it" "
		[ -x '$program' ] || skip 'it is not built here'
		sh '$completion/make-completion.sh' '$program' $shell >$file
		diff -u '$completion/$file' $file
	"
	test_case "$shell can read its completion of ${file#_}" "
		have $shell || skip 'there is no $shell'
		$shell -n '$completion/$file'
	"
done

# complete WORD... - what bash proposes for the last word
complete() {
	have bash || skip "there is no bash"
	# shellcheck disable=SC2016 # bash expands it
	bash -c '
		. "$0"
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		previous=${COMP_WORDS[COMP_CWORD - 1]}
		_fftpipe fftpipe "${COMP_WORDS[COMP_CWORD]}" "$previous" 2>/dev/null
		printf "%s\n" "${COMPREPLY[@]}"
	' "$completion/fftpipe" "$@" | sort
}

test_case 'commands are completed' '
	[ "$(complete fftpipe gr)" = graph ]
	complete fftpipe "" | grep -x verify
'

test_case 'options are completed, those of the command alone' '
	[ "$(complete fftpipe run --rep)" = --report ]
	[ "$(complete fftpipe graph --d)" = --dot ]
	[ -z "$(complete fftpipe graph --rep)" ]
'

test_case 'pipelines that ship and pipeline files are completed' '
	touch mine.ini spectacle.ini
	[ "$(complete fftpipe run spect | tr "\n" " ")" = "spectacle.ini spectra " ]
	[ "$(complete fftpipe check mi)" = mine.ini ]
'

test_case 'plugins are completed' '
	complete fftpipe inspect fft2d- >found
	diff -u - found <<-\END
		fft2d-magnitude
		fft2d-phase
	END
'

test_case 'stages and keys of the pipeline are completed' '
	[ "$(complete fftpipe run spectra --set mag)" = magnitude. ]
	[ "$(complete fftpipe run spectra a.png --set magnitude.sc)" = \
		magnitude.scale= ]
	[ "$(complete fftpipe run --quiet spectra --set limits.pi)" = \
		limits.pixels= ]
	printf "[soft]\nuse = lowpass\nsave = a.png\n" >own.ini
	[ "$(complete fftpipe run ./own.ini --set soft.cut)" = soft.cutoff= ]
'

test_case 'nothing that a pipeline file holds is run' '
	cat >evil.ini <<-\END
		[$(touch${IFS}one)]
		use = lowpass
		save = {stem}.png
		[b`touch${IFS}two`]
		use = lowpass
		[c/e;s/.*/touch three/e;]
		use = lowpass
		[d]
		use = $(touch${IFS}four)
	END
	complete fftpipe run evil.ini --set ""
	complete fftpipe run evil.ini --set "c/e;s/.*/touch three/e;."
	complete fftpipe run evil.ini --set d.
	complete fftpipe run evil.ini --set "" | grep -x "d\."
	for made in one two three four; do
		[ ! -e "$made" ]
	done
'

test_case 'inputs are completed behind the pipeline' '
	touch picture.png
	[ "$(complete fftpipe run spectra pict)" = picture.png ]
'

test_case 'zsh completes the same' '
	have zsh || skip "there is no zsh"
	cat >session <<-\END
		zmodload zsh/zpty
		zpty -b shell zsh -f -i
		zpty -w shell "PS1=; fpath=($completion \$fpath)
		autoload -U compinit; compinit -u -D
		bindkey \"^I\" complete-word; zstyle \":completion:*\" list-colors no
		echo rea\"\"dy"
		zpty -r shell output "*ready*" || exit 1
		zpty -n -w shell $'"'"'fftpipe grap\tspect\t--do\t'"'"'
		for turn in {1..50}; do
			zpty -r -t shell part && output+=$part
			[[ $output == *graph*spectra*--dot* ]] && break
			sleep 0.1
		done
		zpty -d shell
		[[ $output == *graph*spectra*--dot* ]] || {
			print -r -- ${(V)output}
			exit 1
		}
	END
	mkdir empty
	cd empty
	completion=$completion zsh -f ../session
'

finish
