/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plot.js - curves and the pipeline's graph as SVG
 */

function svg(name, attributes, ...children) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const key in attributes || {})
		node.setAttribute(key, attributes[key]);
	node.append(...children);
	return node;
}

/* As short as a tick's label must be. */
function brief(value) {
	if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3))
		return value.toExponential(1).replace(".0e", "e").replace("+", "").replaceAll("-", "−");
	return String(+value.toPrecision(4)).replace("-", "−");
}

/* Round numbers that divide lo..hi into about n parts. */
function ticks(lo, hi, n) {
	const rough = (hi - lo) / n;
	const power = Math.pow(10, Math.floor(Math.log10(rough)));
	const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough);
	const list = [];
	for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-9; k++)
		list.push(+(k * step).toPrecision(12));
	return list;
}

/*
 * Curves over common x.  `options`: xTitle, yTitle, log (y is its logarithm),
 * label; a readout follows the mouse and the arrow keys.
 */
function plot(xs, curves, options) {
	const width = 520, height = 250, left = 58, right = 12, top = 10, bottom = 40;
	const shown = value => options.log ? Math.log10(value) : value;
	const usable = value => value !== null && Number.isFinite(value) && (!options.log || value > 0);
	const all = curves.flat().filter(usable).map(shown);
	const box = element("div");
	if (all.length < 2) {
		box.textContent = "Nothing to draw: no values.";
		return box;
	}
	let lo = all.reduce((a, b) => Math.min(a, b)), hi = all.reduce((a, b) => Math.max(a, b));
	if (hi === lo)
		hi = lo + 1;
	const x0 = xs[0], x1 = xs[xs.length - 1] === x0 ? x0 + 1 : xs[xs.length - 1];
	const px = x => left + (x - x0) / (x1 - x0) * (width - left - right);
	const py = y => height - bottom - (y - lo) / (hi - lo) * (height - top - bottom);
	const root = svg("svg", {
		class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img",
		"aria-label": options.label, tabindex: 0,
	});
	for (const x of ticks(x0, x1, 6)) {
		root.append(svg("line", { class: "grid", x1: px(x), x2: px(x), y1: top, y2: height - bottom }),
			svg("text", { class: "faint", x: px(x), y: height - bottom + 15, "text-anchor": "middle" }, brief(x)));
	}
	for (const y of ticks(lo, hi, 5)) {
		root.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: py(y), y2: py(y) }),
			svg("text", { class: "faint", x: left - 6, y: py(y) + 4, "text-anchor": "end" },
				brief(options.log ? Math.pow(10, y) : y)));
	}
	root.append(svg("rect", { class: "frame", x: left, y: top, width: width - left - right, height: height - top - bottom }),
		svg("text", { class: "faint", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, options.xTitle));
	curves.forEach((curve, index) => {
		let path = "";
		curve.forEach((value, i) => {
			if (usable(value))
				path += `${path ? "L" : "M"}${px(xs[i]).toFixed(1)} ${py(shown(value)).toFixed(1)}`;
		});
		root.append(svg("path", { class: `curve c${index % 4}`, d: path }));
	});
	const cursor = svg("line", { class: "cursor", y1: top, y2: height - bottom, visibility: "hidden" });
	const output = element("output", { "aria-live": "polite" });
	let at = -1;
	const show = i => {
		at = Math.min(Math.max(i, 0), xs.length - 1);
		cursor.setAttribute("x1", px(xs[at]));
		cursor.setAttribute("x2", px(xs[at]));
		cursor.setAttribute("visibility", "visible");
		output.textContent = options.read(at);
	};
	root.append(cursor);
	root.addEventListener("pointermove", event => {
		const area = root.getBoundingClientRect();
		const x = x0 + ((event.clientX - area.left) / area.width * width - left) / (width - left - right) * (x1 - x0);
		show(Math.round((x - x0) / (x1 - x0) * (xs.length - 1)));
	});
	root.addEventListener("keydown", event => {
		if (event.key !== "ArrowLeft" && event.key !== "ArrowRight")
			return;
		show(at + (event.key === "ArrowLeft" ? -1 : 1));
		event.preventDefault();
	});
	box.append(root, output);
	return box;
}

/* Power over the radius; ring i of n is about (i + 0.5) / (2 n). */
function plotRadial(view) {
	const n = view.radial.length;
	const keep = [...Array(n).keys()].filter(i => view.radial[i] !== null);
	const xs = keep.map(i => (i + 0.5) / (2 * n)), ys = keep.map(i => view.radial[i]);
	return plot(xs, [ys], {
		xTitle: "cycles per pixel", log: true,
		label: "Radial power spectrum: mean power from 0 to 0.5 cycles per pixel; arrow keys read it",
		read: i => `${xs[i].toFixed(4)} cycles per pixel, period ${(1 / xs[i]).toFixed(2)} pixels: mean power ${number(ys[i])}`,
	});
}

/* A table: the first column is x where there are several. */
function plotSeries(view) {
	const titles = (view.entries.columns || "").split(/[,\t]/).map(title => title.trim());
	const several = view.series.length > 1;
	const xs = several ? view.series[0] : view.series[0].map((_, i) => i);
	const curves = several ? view.series.slice(1) : view.series;
	const values = curves.flat().filter(value => value !== null && value > 0);
	const all = curves.flat().every(value => value !== null && value >= 0);
	const title = i => titles[i + (several ? 1 : 0)] || `column ${i + 1}`;
	const box = plot(xs, curves, {
		xTitle: several ? titles[0] || "column 1" : "sample",
		/* What spans magnitudes shows nothing otherwise. */
		log: all && Math.max(...values) > 1e4 * Math.min(...values),
		label: `${viewTitle(view)} as curves; arrow keys read them`,
		read: i => `${several ? titles[0] : "sample"} ${number(xs[i])}: ` +
			curves.map((curve, k) => `${title(k)} ${number(curve[i])}`).join(", "),
	});
	const legend = element("p", { class: "keys" }, curves.map((_, k) => title(k)).join(", "));
	box.append(legend);
	return box;
}

/* ---- the pipeline's graph: columns by depth, edges from left to right ---- */

const GRAPH = { wide: 176, high: 46, lane: 6, gapX: 70, gapY: 22 };

/*
 * What stands in each column: boxes, and lanes for edges that pass them by, so
 * that no edge runs behind a box.  Edges from the same output share a lane.
 */
function graphColumns(nodes) {
	const depth = [], columns = [], lanes = new Map();
	const boxes = nodes.map((node, i) => {
		depth[i] = node.reads.reduce((most, read) => Math.max(most, depth[read.node] + 1), 0);
		const box = { high: GRAPH.high, from: [], routes: [] };
		(columns[depth[i]] = columns[depth[i]] || []).push(box);
		return box;
	});
	nodes.forEach((node, i) => {
		for (const read of node.reads) {
			const route = [boxes[read.node]];
			for (let column = depth[read.node] + 1; column < depth[i]; column++) {
				const key = `${read.node} ${read.output} ${column}`;
				if (!lanes.has(key)) {
					lanes.set(key, { high: GRAPH.lane, from: [route[route.length - 1]] });
					columns[column].push(lanes.get(key));
				}
				route.push(lanes.get(key));
			}
			boxes[i].from.push(route[route.length - 1]);
			boxes[i].routes.push([...route, boxes[i]]);
		}
	});
	return { columns, boxes };
}

/* In each column by the height of what leads there: few edges cross. */
function placeGraph(columns) {
	const { wide, gapX, gapY } = GRAPH;
	const tall = column => column.reduce((sum, item) => sum + item.high + gapY, 0);
	const height = Math.max(...columns.map(tall));
	const middle = item => item.y + item.high / 2;
	const wanted = item => item.from.reduce((sum, from) => sum + middle(from), 0) / (item.from.length || 1);
	columns.forEach((column, i) => {
		let y = 2 + (height - tall(column)) / 2;
		column.sort((a, b) => wanted(a) - wanted(b));
		for (const item of column) {
			Object.assign(item, { x: 2 + i * (wide + gapX), y });
			y += item.high + gapY;
		}
	});
	return { width: columns.length * (wide + gapX) - gapX + 4, height: height + 4 };
}

/* Straight through its lanes, with a bend in each gap between columns. */
function routePath(route) {
	const { wide, gapX } = GRAPH;
	let path = "";
	route.slice(1).forEach((to, i) => {
		const from = route[i], x = from.x + wide, y1 = from.y + from.high / 2, y2 = to.y + to.high / 2;
		path += `${i ? "H" : "M"}${x}${i ? "" : ` ${y1}`}C${x + gapX / 2} ${y1} ${to.x - gapX / 2} ${y2} ${to.x} ${y2}`;
	});
	return path;
}

function drawGraph(graph) {
	const nodes = graph.nodes, { wide, high } = GRAPH;
	const { columns, boxes } = graphColumns(nodes);
	const { width, height } = placeGraph(columns);
	const root = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "The pipeline's graph; it follows as text" });
	nodes.forEach((node, i) => {
		node.reads.forEach((read, k) => {
			root.append(svg("path", { class: "edge", d: routePath(boxes[i].routes[k]) },
				svg("title", null, node.reads.length > 1 ? `${read.port}` : nodes[read.node].makes[read.output].shape)));
		});
	});
	nodes.forEach((node, i) => {
		const { x, y } = boxes[i];
		const saves = node.makes.flatMap(slot => slot.saves).map(save => save.format);
		const first = node.inserted ? node.plugin : node.name;
		const second = [node.plugin && !node.inserted && node.plugin !== node.name ? node.plugin : "",
			node.inserted ? "inserted" : "", !node.plugin ? node.makes[0].shape : "",
			saves.length ? "→ " + saves.join(", ") : ""].filter(Boolean).join("  ");
		const clip = (text, most) => text.length > most ? text.slice(0, most - 1) + "…" : text;
		root.append(svg("rect", {
			class: "node" + (node.inserted ? " inserted" : "") + (node.plugin ? "" : " source"),
			x, y, width: wide, height: high, rx: node.plugin ? 6 : 20,
		}), svg("text", { x: x + wide / 2, y: y + 19, "text-anchor": "middle" }, clip(first, 24)),
		svg("text", { class: "faint", x: x + wide / 2, y: y + 36, "text-anchor": "middle" }, clip(second, 28)));
	});
	return root;
}
