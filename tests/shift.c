/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shift.c - a worker at work */
#include "shift.h"

#include <stdio.h>
#include <unistd.h>

void shift_start(struct shift *shift, const char *text)
{
	*shift = (struct shift){ 0 };
	crash_plainly();
	shop_parse(&shift->shop, text);
	shift->setup = (struct worker_setup){ .pipeline = &shift->shop.pipeline,
					      .path = &shift->shop.path,
					      .threads = 2 };
	assert_true(outcome_init(&shift->outcome));
	hand_start(&shift->hand, &shift->setup, &shift->shop.arena,
		   &shift->shop.problems);
}

void shift_finish(struct shift *shift)
{
	if (shift->hand.alive)
		worker_end(&shift->hand.worker);
	outcome_finish(&shift->outcome);
	shop_finish(&shift->shop);
}

void shift_ask(struct shift *shift, enum worker_word word, double seconds)
{
	static const enum format formats[] = { FORMAT_PNG, FORMAT_BY_NAME };
	const int outputs[] = { word == ASK_JOB ? common_file() : -1, -1 };
	struct job_file file = { .name = "first",
				 .fd = picture_file(50, 40, 1, 13),
				 .beside = "{}",
				 .beside_length = 2 };
	const struct job job = { .files = &file,
				 .page = 1,
				 .outputs = outputs,
				 .formats = formats,
				 .n_outputs = 2 };
	struct parcel question = { .type = word }, answer = { 0 };
	bool wishes = word == ASK_JOB && !shift->granted;
	const char *text = NULL;

	parcel_put_job(&question, &job, 1);
	/* Only a job asks for memory, the first time that it is planned. */
	shift->answered =
		hand_ask(&shift->hand, &question, wishes ? NEED : DONE, &answer,
			 seconds, &shift->outcome);
	if (shift->answered && wishes) {
		shift->granted = true;
		parcel_finish(&question);
		parcel_finish(&answer);
		question.type = GRANT;
		shift->answered = hand_ask(&shift->hand, &question, DONE,
					   &answer, seconds, &shift->outcome);
	}
	if (shift->answered)
		parcel_get_outcome(&answer, &shift->outcome, &shift->shop.arena,
				   &shift->account, &text, &shift->number);
	snprintf(shift->text, sizeof shift->text, "%s", text ? text : "");
	parcel_finish(&question);
	parcel_finish(&answer);
	close(file.fd);
	if (outputs[0] >= 0)
		close(outputs[0]);
}
