/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.h - the commands that only fftpipe has, a file each
 *
 * Each gets its name as argv[0] and returns the exit status.
 */
#ifndef COMMANDS_H
#define COMMANDS_H

int command_graph(int argc, char **argv);
int command_list(int argc, char **argv);
int command_inspect(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_new(int argc, char **argv);

#endif
