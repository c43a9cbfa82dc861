/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report-html.h - a report as one page that shows every stage of every input
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report.h"

#include "call.h"

/* The page around the data: made from the files in report/. */
extern const unsigned char report_head[], report_tail[];

/* So large that all views of so many inputs stay within the page's room. */
uint32_t gallery_side(const struct prepared *prepared);

/* Before the run: the pipeline's graph, planned for the first input there is.
 */
void gallery_start(struct gallery *gallery, struct prepared *prepared);

/*
 * A result's views; one entry for each result, whether it has any or not.
 * False without memory for that.
 */
bool gallery_add(struct gallery *gallery, const struct result *result);

void gallery_finish(struct gallery *gallery);

/* Write the page; false without memory. */
bool report_write_html(const struct report *report, FILE *stream);

#endif
