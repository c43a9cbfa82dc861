/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-graph.c - graphs read from what a worker says, which may be anything,
 * and drawn
 */
#include "graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = { "a.png", "b \"q\".png" };

#define INPUT                                                              \
	"{\"name\":\"input\",\"plugin\":null,\"reads\":[],\"makes\":["     \
	"{\"port\":\"\",\"shape\":\"picture\",\"held\":true,\"saves\":[]}" \
	"]}"
#define MAKES(port, saves)                                         \
	"{\"port\":\"" port "\",\"shape\":\"data\",\"held\":true," \
	"\"saves\":[" saves "]}"
#define NODE(name, reads, makes)                                         \
	"{\"name\":\"" name "\",\"plugin\":\"p\",\"reads\":[" reads "]," \
	"\"makes\":[" makes "]}"
#define READ(node, output) \
	"{\"port\":\"in\",\"node\":" #node ",\"output\":" #output "}"
#define SAVE(index)                                          \
	"{\"stage\":\"s\",\"format\":\"PNG\",\"depth\":\"8 " \
	"bit\",\"index\":" #index "}"
#define GRAPH(nodes) "{\"nodes\":[" nodes "],\"peak\":1}"

static char *drawn(const char *json, bool dot)
{
	struct graph graph = { 0 };
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	assert_non_null(stream);
	assert_true(graph_parse(&graph, json, 2));
	if (dot)
		assert_true(graph_print_dot(&graph, names, "t", stream));
	else
		assert_true(graph_print_text(&graph, names, false, stream));
	fclose(stream);
	graph_finish(&graph);
	return text;
}

static void what_is_no_graph_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{}",
		"{\"nodes\":[]}",
		"{\"nodes\":[1]}",
		GRAPH(NODE("a", READ(0, 0), MAKES("", ""))), /* reads itself */
		GRAPH(INPUT "," NODE("a", READ(5, 0), MAKES("", ""))),
		GRAPH(INPUT "," NODE("a", READ(0, 1), MAKES("", ""))),
		GRAPH(INPUT "," NODE("a", READ(-1, 0), MAKES("", ""))),
		GRAPH(INPUT "," NODE("a", READ(0.5, 0), MAKES("", ""))),
		GRAPH(INPUT "," NODE("a", READ(0, 0), MAKES("", SAVE(2)))),
		GRAPH(INPUT "," NODE("a", READ(0, 0), MAKES("", SAVE(-1)))),
		"{\"nodes\":[{\"name\":\"x\",\"inserted\":true}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct graph graph = { 0 };

		assert_false(graph_parse(&graph, bad[i], 2));
		graph_finish(&graph);
	}
}

static void several_outputs_run_in_lanes_of_their_own(void **state)
{
	char *text = drawn(
		GRAPH(INPUT "," NODE(
			"split", READ(0, 0),
			MAKES("low", "") "," MAKES(
				"high",
				"")) "," NODE("x", READ(0, 0),
					      MAKES("o",
						    "")) "," NODE("join",
								  READ(1, 0) "," READ(
									  1,
									  1) "," READ(2,
										      0),
								  MAKES("o",
									SAVE(0)))),
		false);

	(void)state;
	assert_string_equal(text,
			    "o      input     picture\n"
			    "+-+\n"
			    "| *    [split] p\n"
			    "| +-+\n"
			    "| | |    low: data\n"
			    "| | |    high: data\n"
			    "| | |\n"
			    "* | |  [x] p     data\n"
			    "+-+-+\n"
			    "*      [join] p  data\n"
			    "         in from [split], in from [split], in "
			    "from [x]\n"
			    "         -> a.png (PNG, 8 bit, by [s])\n");
	free(text);
}

static void names_are_quoted_in_dot(void **state)
{
	char *text = drawn(GRAPH(INPUT
				 "," NODE("a", READ(0, 0), MAKES("", SAVE(1)))),
			   true);

	(void)state;
	assert_non_null(strstr(text, "label=\"b \\\"q\\\".png\\nPNG, 8 bit\""));
	free(text);
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
	char *text = drawn("{\"nodes\":[{\"name\":\"\\u001b[2J\",\"plugin\":"
			   "null,\"reads\":[],\"makes\":[]}]}",
			   false);

	(void)state;
	assert_null(strchr(text, 033));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_graph_is_refused),
		cmocka_unit_test(several_outputs_run_in_lanes_of_their_own),
		cmocka_unit_test(names_are_quoted_in_dot),
		cmocka_unit_test(control_characters_do_not_reach_the_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
