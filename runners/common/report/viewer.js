/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * viewer.js - the pictures of one input side by side: they zoom and pan
 * together, and a cursor reads frequencies and values
 */

/* Samples are counted from the left and the top; a sample's middle is at .5. */
function frequencyAt(view, x, y) {
	const i = Math.floor(x) - Math.floor(view.width / 2);
	const j = Math.floor(y) - Math.floor(view.height / 2);
	return { x: i / view.width, y: j / view.height };
}

/* Radius in cycles per pixel, angle counterclockwise as seen, period. */
function describeFrequency(f) {
	const radius = Math.hypot(f.x, f.y);
	if (radius === 0)
		return "0 cycles per pixel: the mean";
	let angle = Math.atan2(-f.y, f.x) * 180 / Math.PI;
	angle = ((angle % 180) + 180) % 180;
	if (angle > 179.95)
		angle = 0;
	return `${radius.toFixed(4)} cycles per pixel, angle ${angle.toFixed(1)}°, ` +
		`period ${(1 / radius).toFixed(2)} pixels`;
}

/* A strongest frequency near the cursor, which a small picture can't resolve. */
function nearestPeak(peaks, view, f, reach) {
	let best = null, least = reach;
	for (const [x, y] of peaks || [])
		for (const sign of [1, -1]) {
			const distance = Math.hypot((sign * x - f.x) * view.width,
				(sign * y - f.y) * view.height);
			if (distance <= least) {
				least = distance;
				best = { x: sign * x, y: sign * y };
			}
		}
	return best;
}

class Viewer {
	constructor(stages, views) {
		this.zoom = 1;
		this.center = { x: 0.5, y: 0.5 };
		this.cursor = null;
		this.panels = [];
		const source = views.find(view => view.peaks);
		this.peaks = source ? source.peaks : [];
		for (const view of views)
			if (view.png)
				this.addPanel(stages, view);
		this.observer = new ResizeObserver(() => this.draw());
		this.observer.observe(stages);
	}

	addPanel(stages, view) {
		const figure = element("figure");
		const caption = element("figcaption", null,
			element("b", { title: viewTitle(view) }, viewTitle(view)),
			element("span", { title: describeShape(view) }, describeShape(view)));
		const canvas = element("canvas", {
			tabindex: 0, role: "img",
			"aria-label": `${viewTitle(view)}: ${describeShape(view)}`,
		});
		const output = element("output", { "aria-live": "polite" });
		figure.append(caption, canvas, output);
		stages.append(figure);
		const panel = { view, canvas, output, image: new Image() };
		panel.image.onload = () => this.drawPanel(panel);
		panel.image.src = "data:image/png;base64," + view.png;
		this.panels.push(panel);
		this.listen(panel);
	}

	/* ---- geometry ---- */

	scaleOf(panel) {
		const { canvas, view } = panel;
		return Math.min(canvas.clientWidth / view.width,
			canvas.clientHeight / view.height) * this.zoom;
	}

	toSample(panel, px, py) {
		const scale = this.scaleOf(panel), { view, canvas } = panel;
		return {
			x: this.center.x * view.width + (px - canvas.clientWidth / 2) / scale,
			y: this.center.y * view.height + (py - canvas.clientHeight / 2) / scale,
		};
	}

	toPixel(panel, x, y) {
		const scale = this.scaleOf(panel), { view, canvas } = panel;
		return {
			x: canvas.clientWidth / 2 + (x - this.center.x * view.width) * scale,
			y: canvas.clientHeight / 2 + (y - this.center.y * view.height) * scale,
		};
	}

	/* ---- changes, for all panels at once ---- */

	setZoom(zoom, panel, px, py) {
		zoom = Math.min(Math.max(zoom, 1), 64);
		if (panel) {
			const at = this.toSample(panel, px, py);
			const { view, canvas } = panel;
			const scale = this.scaleOf(panel) / this.zoom * zoom;
			this.center.x = (at.x - (px - canvas.clientWidth / 2) / scale) / view.width;
			this.center.y = (at.y - (py - canvas.clientHeight / 2) / scale) / view.height;
		}
		this.zoom = zoom;
		this.clamp();
	}

	pan(dx, dy) {
		this.center.x += dx;
		this.center.y += dy;
		this.clamp();
	}

	clamp() {
		const half = 0.5 / this.zoom;
		for (const axis of ["x", "y"])
			this.center[axis] = Math.min(Math.max(this.center[axis], half), 1 - half);
		this.draw();
	}

	reset() {
		this.center = { x: 0.5, y: 0.5 };
		this.setZoom(1);
	}

	/* The cursor is at the same place of all pictures of its kind. */
	setCursor(panel, sample) {
		const { view } = panel;
		const inside = sample && sample.x >= 0 && sample.y >= 0 &&
			sample.x < view.width && sample.y < view.height;
		this.cursor = inside ? {
			frequency: view.frequency,
			x: sample.x / view.width, y: sample.y / view.height,
		} : null;
		this.draw();
	}

	/* ---- input ---- */

	listen(panel) {
		const { canvas } = panel;
		let drag = null;
		const at = event => {
			const box = canvas.getBoundingClientRect();
			return { x: event.clientX - box.left, y: event.clientY - box.top };
		};
		canvas.addEventListener("pointerdown", event => {
			drag = at(event);
			canvas.setPointerCapture(event.pointerId);
		});
		canvas.addEventListener("pointermove", event => {
			const now = at(event);
			if (drag && event.buttons) {
				const scale = this.scaleOf(panel);
				this.pan((drag.x - now.x) / scale / panel.view.width,
					(drag.y - now.y) / scale / panel.view.height);
				drag = now;
			}
			this.setCursor(panel, this.toSample(panel, now.x, now.y));
		});
		canvas.addEventListener("pointerup", () => { drag = null; });
		canvas.addEventListener("pointerleave", () => this.setCursor(panel, null));
		canvas.addEventListener("dblclick", event => {
			const now = at(event);
			this.setZoom(this.zoom * (event.shiftKey ? 0.5 : 2), panel, now.x, now.y);
		});
		canvas.addEventListener("wheel", event => {
			if (!event.ctrlKey && !event.metaKey)
				return;
			event.preventDefault();
			const now = at(event);
			this.setZoom(this.zoom * Math.exp(-event.deltaY / 300), panel, now.x, now.y);
		}, { passive: false });
		canvas.addEventListener("keydown", event => this.onKey(panel, event));
	}

	onKey(panel, event) {
		const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
		const arrow = arrows[event.key];
		if (arrow && event.shiftKey)
			this.pan(arrow[0] * 0.1 / this.zoom, arrow[1] * 0.1 / this.zoom);
		else if (arrow)
			this.moveCursor(panel, arrow);
		else if (event.key === "+" || event.key === "=")
			this.setZoom(this.zoom * 1.5);
		else if (event.key === "-")
			this.setZoom(this.zoom / 1.5);
		else if (event.key === "0")
			this.reset();
		else
			return;
		event.preventDefault();
		event.stopPropagation();
	}

	/* By one pixel of the small picture, within what is seen. */
	moveCursor(panel, [dx, dy]) {
		const { view } = panel;
		const from = this.cursor || { x: (Math.floor(view.width / 2) + 0.5) / view.width,
			y: (Math.floor(view.height / 2) + 0.5) / view.height };
		const clamp = (value, size) => Math.min(Math.max(value, 0.5), size - 0.5);
		this.setCursor(panel, {
			x: clamp(from.x * view.width + dx * view.step, view.width),
			y: clamp(from.y * view.height + dy * view.step, view.height),
		});
	}

	/* ---- drawing ---- */

	draw() {
		if (this.frame)
			return;
		this.frame = requestAnimationFrame(() => {
			this.frame = 0;
			for (const panel of this.panels)
				this.drawPanel(panel);
		});
	}

	drawPanel(panel) {
		const { canvas, view, image } = panel;
		const ratio = window.devicePixelRatio || 1;
		const aspect = Math.min(Math.max(view.height / view.width, 0.25), 1.25);
		const width = canvas.clientWidth, height = Math.round(width * aspect);
		if (!width)
			return;
		canvas.style.height = height + "px";
		if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
			canvas.width = Math.round(width * ratio);
			canvas.height = Math.round(height * ratio);
		}
		const context = canvas.getContext("2d");
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, width, height);
		const scale = this.scaleOf(panel), origin = this.toPixel(panel, 0, 0);
		context.imageSmoothingEnabled = scale * view.step < 2;
		if (image.complete && image.naturalWidth)
			context.drawImage(image, origin.x, origin.y,
				image.naturalWidth * view.step * scale,
				image.naturalHeight * view.step * scale);
		if (view.frequency)
			this.drawAxes(panel, context);
		this.drawCursor(panel, context);
		panel.output.textContent = this.read(panel);
	}

	/*
	 * Cycles per pixel along the lower and the left edge; up is positive.
	 * Nothing but the numbers and their ticks lies on the picture, dark
	 * around light to be read on any ground.
	 */
	drawAxes(panel, context) {
		const { view, canvas } = panel;
		const width = canvas.clientWidth, height = canvas.clientHeight;
		const scale = this.scaleOf(panel);
		const step = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.0025, 0.001]
			.filter(s => s * view.width * scale >= 55).pop() || 0.5;
		const digits = step >= 0.1 && step !== 0.25 ? 1 : step >= 0.01 ? 3 : 4;
		const label = f => String(+f.toFixed(digits)).replace("-", "−");
		const ticks = new Path2D(), labels = [];
		for (let n = Math.ceil(-0.5 / step); n * step <= 0.5 + 1e-9; n++) {
			const f = n * step;
			const x = this.toPixel(panel, Math.floor(view.width / 2) + 0.5 + f * view.width, 0).x;
			const y = this.toPixel(panel, 0, Math.floor(view.height / 2) + 0.5 - f * view.height).y;
			if (x >= 40 && x <= width) {
				ticks.moveTo(x, height);
				ticks.lineTo(x, height - 4);
				labels.push([label(f), x, height - 5, x > width - 18 ? "right" : x < 58 ? "left" : "center", "bottom"]);
			}
			if (y >= 6 && y <= height - 20) {
				ticks.moveTo(0, y);
				ticks.lineTo(4, y);
				labels.push([label(f), 7, y, "left", "middle"]);
			}
		}
		context.font = "11px system-ui, sans-serif";
		context.lineJoin = "round";
		context.fillStyle = "#fff";
		for (const [color, line] of [["rgba(0, 0, 0, 0.7)", 3], ["#fff", 1]]) {
			context.strokeStyle = color;
			context.lineWidth = line;
			context.stroke(ticks);
		}
		context.strokeStyle = "rgba(0, 0, 0, 0.8)";
		context.lineWidth = 4;
		for (const [text, x, y, align, baseline] of labels) {
			context.textAlign = align;
			context.textBaseline = baseline;
			context.strokeText(text, x, y);
			context.fillText(text, x, y);
		}
	}

	cursorSample(panel) {
		const { cursor } = this, { view } = panel;
		if (!cursor || Boolean(cursor.frequency) !== Boolean(view.frequency))
			return null;
		return { x: cursor.x * view.width, y: cursor.y * view.height };
	}

	drawCursor(panel, context) {
		const sample = this.cursorSample(panel);
		if (!sample)
			return;
		const { x, y } = this.toPixel(panel, sample.x, sample.y);
		for (const [color, width] of [["rgba(0,0,0,.7)", 3], ["#ffd54a", 1]]) {
			context.strokeStyle = color;
			context.lineWidth = width;
			context.beginPath();
			for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
				context.moveTo(x + 4 * dx, y + 4 * dy);
				context.lineTo(x + 12 * dx, y + 12 * dy);
			}
			context.stroke();
		}
	}

	/* What is under the cursor, in words. */
	read(panel) {
		const sample = this.cursorSample(panel), { view } = panel;
		if (!sample)
			return "";
		const value = this.valueAt(panel, sample);
		const shown = value === null ? "" : `; about ${number(value)}`;
		if (!view.frequency)
			return `x ${Math.floor(sample.x)}, y ${Math.floor(sample.y)}${shown}`;
		const f = frequencyAt(view, sample.x, sample.y);
		const peak = nearestPeak(this.peaks, view, f,
			Math.max(view.step > 1 ? view.step : 0, 3 / this.scaleOf(panel)));
		return describeFrequency(peak || f) + (peak ? " (a peak)" : "") + shown;
	}

	/* From the small picture's level: as exact as 256 of them are. */
	valueAt(panel, sample) {
		const { view, image } = panel;
		if (view.kind === "color" || !image.naturalWidth)
			return null;
		if (!panel.levels) {
			const canvas = document.createElement("canvas");
			canvas.width = image.naturalWidth;
			canvas.height = image.naturalHeight;
			const context = canvas.getContext("2d");
			context.drawImage(image, 0, 0);
			panel.levels = context.getImageData(0, 0, canvas.width, canvas.height).data;
		}
		const at = Math.floor(sample.y / view.step) * image.naturalWidth + Math.floor(sample.x / view.step);
		const value = view.black + panel.levels[4 * at] / 255 * (view.white - view.black);
		return view.kind === "spectrum" ? Math.expm1(value) : value;
	}
}
