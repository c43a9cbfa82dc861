# SPDX-License-Identifier: GPL-3.0-or-later
# docs/man.mk - manual pages and completions: made from what --help says, kept
# in the tree, since a program that was built for another machine cannot run

man_commands = check graph inspect list new run verify

dist_man_MANS = \
	docs/man/fftpipe-plugin.7 \
	docs/man/fftpipe.1 \
	docs/man/fftpipe.ini.5 \
	$(man_commands:%=docs/man/fftpipe-%.1)
man_cloud = docs/man/fftpipe-lambda.1 docs/man/fftpipe-s3.1
if CLOUD
dist_man_MANS += $(man_cloud)
endif
EXTRA_DIST += $(man_cloud) \
	docs/man/fftpipe-lambda.in \
	docs/man/fftpipe-s3.in \
	docs/man/fftpipe.in \
	docs/man/make-man.sh \
	$(man_commands:%=docs/man/fftpipe-%.in)

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = docs/completion/fftpipe
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = docs/completion/_fftpipe
completion_cloud = docs/completion/fftpipe-s3 docs/completion/_fftpipe-s3
if CLOUD
dist_bashcompletion_DATA += docs/completion/fftpipe-s3
dist_zshcompletion_DATA += docs/completion/_fftpipe-s3
endif
EXTRA_DIST += $(completion_cloud) \
	docs/completion/fftpipe-s3.bash.in \
	docs/completion/fftpipe-s3.zsh.in \
	docs/completion/fftpipe.bash.in \
	docs/completion/fftpipe.zsh.in \
	docs/completion/make-completion.sh

# make man makes them anew; tests/cli-man.sh and tests/cli-completion.sh compare.
make_man = $(SHELL) $(srcdir)/docs/man/make-man.sh
make_completion = $(SHELL) $(srcdir)/docs/completion/make-completion.sh

.PHONY: man
man: $(bin_PROGRAMS)
	$(make_man) ./fftpipe >$(srcdir)/docs/man/fftpipe.1
	for command in $(man_commands); do \
		$(make_man) ./fftpipe $$command \
			>$(srcdir)/docs/man/fftpipe-$$command.1 || exit 1; \
	done
	$(make_completion) ./fftpipe bash >$(srcdir)/docs/completion/fftpipe
	$(make_completion) ./fftpipe zsh >$(srcdir)/docs/completion/_fftpipe
if CLOUD
	$(make_man) ./fftpipe-s3 >$(srcdir)/docs/man/fftpipe-s3.1
	$(make_completion) ./fftpipe-s3 bash \
		>$(srcdir)/docs/completion/fftpipe-s3
	$(make_completion) ./fftpipe-s3 zsh \
		>$(srcdir)/docs/completion/_fftpipe-s3
	$(make_man) ./fftpipe-lambda >$(srcdir)/docs/man/fftpipe-lambda.1
endif
