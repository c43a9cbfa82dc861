/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - fftpipe: pictures through pipelines of transform plugins
 */
#include "commands.h"
#include "runner.h"

static const struct command commands[] = {
	{ "run", command_run, "run a pipeline over pictures" },
	{ "check", command_check, "say what a pipeline would do; run nothing" },
	{ "graph", command_graph, "draw what a pipeline would do" },
	{ "list", command_list, "list plugins and shipped pipelines" },
	{ "inspect", command_inspect, "describe one plugin, ready to paste" },
	{ "verify", command_verify, "check that a plugin keeps the rules" },
	{ "new", command_new, "make a working plugin, for you to change" },
	{ 0 },
};

const struct runner runner = {
	.program = "fftpipe",
	.purpose =
		"Looks at pictures in the frequency domain, and cleans and "
		"measures them there:\n"
		"runs pipelines of transform plugins over pictures.\n\n"
		"  fftpipe run spectra my.png     makes my_magnitude.png and "
		"my_phase.png\n",
	.store = &file_store,
	.place = &local_place,
	.commands = commands,
};
