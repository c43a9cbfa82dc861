/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.js - a report's page: the sum, the pipeline, what failed, and a row for
 * each input that is filled when it is opened
 */

function element(name, attributes, ...children) {
	const node = document.createElement(name);
	for (const key in attributes || {})
		node.setAttribute(key, attributes[key]);
	node.append(...children);
	return node;
}

/* Short, for people. */
function number(value) {
	if (value === null || value === undefined)
		return "–";
	if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3))
		return value.toExponential(3).replace("+", "").replaceAll("-", "−");
	return String(+value.toPrecision(5)).replace("-", "−");
}

function seconds(value) {
	return value < 1 ? `${(1000 * value).toFixed(1)} ms` : `${value.toFixed(2)} s`;
}

function bytes(value) {
	return value < 1e4 ? `${value} B` : value < 1e7 ? `${(value / 1e3).toFixed(0)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

function viewTitle(view) {
	const name = view.inserted ? `${view.plugin} of ${view.of} (inserted)` : view.plugin ? `[${view.name}] ${view.plugin}` : view.name;
	return view.port ? `${name}, ${view.port}` : name;
}

function describeShape(view) {
	const words = { gray: "gray picture", color: "color picture", data: "data", angle: "angles in radians", spectrum: "spectrum" };
	const many = view.channels > 1 && view.kind !== "color" ? `, first of ${view.channels} channels` : "";
	const half = view.kind === "spectrum" ? ", log(1 + |F|)" : "";
	const small = view.step > 1 ? `, shown 1:${view.step}` : "";
	return `${words[view.kind]} ${view.width} × ${view.height}${many}${half}${small}`;
}

function table(caption, titles, rows, quiet) {
	const head = element("tr"), body = element("tbody");
	for (const title of titles)
		head.append(element("th", { scope: "col", class: title.startsWith("#") ? "number" : "" }, title.replace("#", "")));
	for (const row of rows) {
		const line = element("tr");
		row.forEach((cell, i) => {
			const kind = i === 0 ? "th" : "td";
			line.append(element(kind, i === 0 ? { scope: "row" } : { class: titles[i].startsWith("#") ? "number" : "" }, cell));
		});
		body.append(line);
	}
	return element("div", null, quiet ? "" : element("h3", null, caption),
		element("table", { "aria-label": caption }, element("thead", null, head), body));
}

/* ---- one input, opened ---------------------------------------------------- */

function valuesTable(views) {
	return table("Values and ranges", ["Image", "#Smallest", "#Largest", "#Mean", "#Deviation", "Range", "#Not finite"],
		views.map(view => [viewTitle(view) + (view.kind === "spectrum" ? " |F|" : ""),
			number(view.values.min), number(view.values.max), number(view.values.mean), number(view.values.deviation),
			view.hi > view.lo ? `${number(view.lo)} to ${number(view.hi)}` : "measured", String(view.values.odd)]));
}

function entriesTable(views) {
	const rows = [], seen = new Set();
	for (const view of views)
		for (const key in view.entries) {
			const line = `${key}\n${view.entries[key]}`;
			if (!seen.has(line))
				rows.push([key, view.entries[key], viewTitle(view)]);
			seen.add(line);
		}
	return rows.length ? table("Measurements and entries", ["Entry", "Value", "Image"], rows) : null;
}

function peaksTable(view) {
	const rows = view.peaks.map(([x, y, part], i) => {
		const radius = Math.hypot(x, y);
		let angle = ((Math.atan2(-y, x) * 180 / Math.PI) % 180 + 180) % 180;
		return [String(i + 1), radius.toFixed(4), (angle > 179.95 ? 0 : angle).toFixed(1) + "°", (1 / radius).toFixed(2), part < 1e-4 ? "below 0.01 %" : (100 * part).toFixed(2) + " %"];
	});
	return table(`Strongest frequencies of ${viewTitle(view)}`, ["Peak", "#Cycles per pixel", "#Angle", "#Period in pixels", "#Part of the power"], rows);
}

function timingsTable(job) {
	const most = job.timings.reduce((a, timing) => Math.max(a, timing.seconds), 0);
	const box = table("Time", ["Stage", "What", "#Time", "Share"],
		job.timings.map(timing => {
			const bar = element("span", { class: "bar" });
			bar.style.width = `${most ? 100 * timing.seconds / most : 0}%`;
			return [timing.stage, timing.what, seconds(timing.seconds), bar];
		}));
	for (const row of box.querySelectorAll("tbody tr"))
		row.lastChild.className = "bars";
	return box;
}

function fillBody(body, job, views) {
	if (job.reason)
		body.append(element("p", { class: "failed reason" }, job.reason));
	for (const note of job.notes)
		body.append(element("p", { class: `note-${note.level}` }, `${note.level}: ${note.text}`));
	if (views.some(view => view.png)) {
		const tools = element("div", { class: "tools" }), stages = element("div", { class: "stages" });
		body.append(tools, stages);
		const viewer = new Viewer(stages, views);
		const button = (text, label, act) => {
			const node = element("button", { type: "button", "aria-label": label }, text);
			node.addEventListener("click", act);
			return node;
		};
		tools.append("All stages: ", button("+", "zoom in", () => viewer.setZoom(viewer.zoom * 1.5)),
			button("−", "zoom out", () => viewer.setZoom(viewer.zoom / 1.5)),
			button("all", "show the whole pictures", () => viewer.reset()));
		body.viewer = viewer;
	} else if (job.status === "done")
		body.append(element("p", { class: "keys" }, "No pictures: there was no room for them, in memory or in this report."));
	const columns = element("div", { class: "columns" });
	body.append(columns);
	for (const view of views.filter(view => view.radial)) {
		columns.append(element("div", null, element("h3", null, `Radial power spectrum of ${viewTitle(view)}`), plotRadial(view)));
		if (view.peaks.length)
			columns.append(peaksTable(view));
	}
	for (const view of views.filter(view => view.series))
		columns.append(element("div", null, element("h3", null, viewTitle(view)), plotSeries(view)));
	if (views.length)
		columns.append(valuesTable(views));
	const entries = entriesTable(views);
	if (entries)
		columns.append(entries);
	if (job.timings.length)
		columns.append(timingsTable(job));
	if (job.outputs.length)
		columns.append(table("Written", ["File", "#Size"], job.outputs.map(output => [output.path, bytes(output.bytes)])));
}

/* ---- the list ------------------------------------------------------------- */

const jobs = [];

function parseViews(script) {
	try {
		return JSON.parse(script.textContent);
	} catch {
		return [];
	}
}

function addRow(script, observer) {
	const job = JSON.parse(script.textContent);
	const name = job.page ? `${job.input}, page ${job.page}` : job.input;
	const title = element("span", { class: "name" }, name);
	if (job.reason)
		title.append(element("small", null, job.reason));
	const status = element("span", { class: job.status === "not begun" ? "left" : job.status }, job.status);
	const details = element("details", { class: "input" },
		element("summary", null, status, title, element("span", { class: "thumbs", "aria-hidden": "true" }),
			element("span", { class: "figures" }, job.status === "done" ? `${seconds(job.seconds)}, ${bytes(job.bytes)}` : "")));
	const entry = { job, name, details, script: script.nextElementSibling, views: null };
	details.addEventListener("toggle", () => {
		if (!details.open || details.querySelector(".body"))
			return;
		const body = element("div", { class: "body" });
		details.append(body);
		entry.views = entry.views || parseViews(entry.script);
		/* Views are what a process with plugins in it told. */
		try {
			fillBody(body, job, entry.views);
		} catch (error) {
			body.append(element("p", { class: "failed" }, `The rest of this input's views cannot be read: ${error.message}`));
		}
	});
	entry.details.entry = entry;
	observer.observe(details);
	jobs.push(entry);
}

/* Small pictures beside the name, made when the row comes into sight. */
function showThumbs(entry) {
	const box = entry.details.querySelector(".thumbs");
	if (box.childElementCount)
		return;
	entry.views = entry.views || parseViews(entry.script);
	for (const view of entry.views.filter(view => view.png).slice(0, 5))
		box.append(element("img", { alt: "", decoding: "async", src: "data:image/png;base64," + view.png }));
}

function filterRows() {
	const find = document.getElementById("find").value.toLowerCase();
	const status = document.getElementById("status").value;
	let n = 0;
	for (const { job, name, details } of jobs) {
		details.hidden = Boolean(status && job.status !== status) || !name.toLowerCase().includes(find);
		n += !details.hidden;
	}
	document.getElementById("count").textContent = n === jobs.length ? `${n} input${n === 1 ? "" : "s"}` : `${n} of ${jobs.length} inputs`;
	document.getElementById("nothing").hidden = n > 0;
}

function openRow(entry) {
	entry.details.hidden = false;
	entry.details.open = true;
	entry.details.querySelector("summary").focus();
	entry.details.scrollIntoView({ block: "nearest" });
}

function moveRow(step) {
	const rows = jobs.filter(entry => !entry.details.hidden);
	const at = rows.findIndex(entry => entry.details.contains(document.activeElement));
	const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
	if (next)
		next.details.querySelector("summary").focus();
}

/* ---- the page ------------------------------------------------------------- */

function showFailures() {
	const groups = new Map();
	for (const entry of jobs)
		if (entry.job.status === "failed")
			groups.set(entry.job.reason, [...groups.get(entry.job.reason) || [], entry]);
	if (!groups.size)
		return;
	const section = document.getElementById("failures");
	section.hidden = false;
	const rows = [...groups].map(([reason, entries]) => {
		const names = element("span");
		entries.slice(0, 20).forEach((entry, i) => {
			const link = element("a", { href: "#inputs" }, entry.name);
			link.addEventListener("click", event => {
				event.preventDefault();
				openRow(entry);
			});
			names.append(i ? ", " : "", link);
		});
		if (entries.length > 20)
			names.append(` and ${entries.length - 20} more`);
		return [reason, String(entries.length), names];
	});
	section.append(table("Failures by reason", ["Reason", "#Inputs", "Which"], rows, true));
}

function showSum(run) {
	const sum = document.getElementById("sum");
	const part = (count, word) => element("span", { class: word }, `${count} ${word}`);
	document.getElementById("title").textContent = run.pipeline;
	document.title = `${run.pipeline} - fftpipe report`;
	sum.append(part(run.done, "done"));
	for (const [count, word] of [[run.failed, "failed"], [run.skipped, "skipped"]])
		if (count)
			sum.append(", ", part(count, word));
	if (run.left)
		sum.append(`, ${run.left} not begun`);
	sum.append(` in ${seconds(run.seconds)}; ${run.program} ${run.version}`);
	if (run.description)
		sum.append(element("br"), run.description);
}

function showGraph(run) {
	const box = document.getElementById("graph");
	if (!run.graph) {
		document.getElementById("pipeline").hidden = true;
		return;
	}
	box.append(drawGraph(run.graph));
	if (run.drawing)
		box.append(element("details", null, element("summary", null, "as text"), element("pre", null, run.drawing)));
}

function listenKeys() {
	document.addEventListener("keydown", event => {
		if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|CANVAS)$/.test(event.target.tagName))
			return;
		if (event.key === "/") {
			event.preventDefault();
			document.getElementById("find").focus();
		} else if (event.key === "j" || event.key === "k")
			moveRow(event.key === "j" ? 1 : -1);
	});
	document.getElementById("theme").addEventListener("change", event => {
		if (event.target.value === "auto")
			delete document.documentElement.dataset.theme;
		else
			document.documentElement.dataset.theme = event.target.value;
	});
	document.getElementById("filter").addEventListener("submit", event => event.preventDefault());
	document.getElementById("find").addEventListener("input", filterRows);
	document.getElementById("status").addEventListener("change", filterRows);
}

function start() {
	const run = JSON.parse(document.getElementById("run").textContent);
	const observer = new IntersectionObserver(entries => {
		for (const { isIntersecting, target } of entries)
			if (isIntersecting) {
				observer.unobserve(target);
				showThumbs(target.entry);
			}
	}, { rootMargin: "300px" });
	const list = document.createDocumentFragment();
	showSum(run);
	showGraph(run);
	for (const script of document.querySelectorAll("script.job"))
		addRow(script, observer);
	const order = new Intl.Collator("en", { numeric: true }).compare;
	jobs.sort((a, b) => order(a.name, b.name));
	list.append(...jobs.map(entry => entry.details));
	document.getElementById("list").append(list);
	showFailures();
	filterRows();
	listenKeys();
	if (jobs.length === 1)
		jobs[0].details.open = true;
	document.documentElement.dataset.ready = "yes";
}

start();
