#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""report-page.py FOLDER: use the reports in it as people do.

grating.html has one input, grating.png: 256 x 256, 32 waves from left to right;
beside.html has it, too, and an edge of its graph that passes other stages by.
some.html has several inputs, one of which failed; many.html has 500.  Prints a
line for each property: "pass NAME" or "fail NAME: why".  Screenshots go into
the folder.
"""

import os
import re
import sys
import tempfile
import traceback

from browser import Browser

folder = os.path.abspath(sys.argv[1])
tests = []


def test(function):
    tests.append(function)
    return function


def load(browser, name):
    browser.open(os.path.join(folder, name))
    browser.wait("return document.documentElement.dataset.ready")


def shoot(browser, name):
    browser.settle()
    browser.screenshot(os.path.join(folder, name))


def panels(browser):
    """Where the canvases are, and what stands below each."""
    return browser.run(
        """return [...document.querySelectorAll("figure")].map(figure => {
            const canvas = figure.querySelector("canvas");
            const box = canvas.getBoundingClientRect();
            return { x: box.left, y: box.top, width: box.width, height: box.height,
                title: figure.querySelector("b").textContent,
                text: figure.querySelector("output").textContent,
                tall: canvas.height };
        })"""
    )


def load_grating(browser):
    load(browser, "grating.html")
    browser.wait(
        "const c = document.querySelectorAll('canvas');"
        "return c.length === 4 && [...c].every(c => c.height > 150)"
    )
    browser.run("document.querySelector('.stages').scrollIntoView({block: 'center'})")
    browser.settle()
    return panels(browser)


def equal(got, wanted):
    assert got == wanted, f"got {got!r} instead of {wanted!r}"


def viewer(browser):
    return browser.run(
        """const { zoom, center } = document.querySelector(".body").viewer;
        return { zoom, x: center.x, y: center.y }"""
    )


@test
def one_input_is_open_with_all_its_stages(browser):
    titles = [panel["title"] for panel in load_grating(browser)]
    equal(
        titles,
        ["input", "fft2d of input (inserted)", "[magnitude] fft2d-magnitude", "[phase] fft2d-phase"],
    )
    shoot(browser, "shot-grating-light.png")


@test
def the_readout_gives_a_gratings_frequency(browser):
    panel = load_grating(browser)[2]
    # The sample of 32 waves is 32 to the right of the middle one, 128.
    browser.move(
        panel["x"] + (160.5 / 256) * panel["width"],
        panel["y"] + (128.5 / 256) * panel["height"],
    )
    browser.settle()
    text = panels(browser)[2]["text"]
    assert text.startswith(
        "0.1250 cycles per pixel, angle 0.0°, period 8.00 pixels"
    ), text


@test
def the_readout_counts_angles_counterclockwise(browser):
    panel = load_grating(browser)[1]
    browser.move(
        panel["x"] + (192.5 / 256) * panel["width"],
        panel["y"] + (64.5 / 256) * panel["height"],
    )
    browser.settle()
    text = panels(browser)[1]["text"]
    radius, angle = re.match(r"([\d.]+) cycles per pixel, angle ([\d.]+)°", text).groups()
    assert abs(float(radius) - 0.3536) < 0.01 and abs(float(angle) - 45) < 1.5, text


@test
def the_cursor_is_in_all_spectra_and_not_in_the_picture(browser):
    panel = load_grating(browser)[1]
    browser.move(panel["x"] + 0.7 * panel["width"], panel["y"] + 0.3 * panel["height"])
    browser.settle()
    texts = [panel["text"] for panel in panels(browser)]
    equal(texts[0], "")
    assert all("cycles per pixel" in text for text in texts[1:]), texts


@test
def zoom_and_pan_stay_in_step(browser):
    panel = load_grating(browser)[0]
    x, y = panel["x"] + 0.75 * panel["width"], panel["y"] + 0.25 * panel["height"]
    before = browser.run(
        "return [...document.querySelectorAll('canvas')].map(c => c.toDataURL())"
    )
    browser.click(x, y, times=2)
    browser.settle()
    now = viewer(browser)
    equal(now["zoom"], 2)
    assert abs(now["x"] - 0.625) < 0.01 and abs(now["y"] - 0.375) < 0.01, now
    after = browser.run(
        "return [...document.querySelectorAll('canvas')].map(c => c.toDataURL())"
    )
    assert all(a != b for a, b in zip(before, after)), "some picture did not change"
    # The same part of each: the same place reads the same frequency.
    panel = panels(browser)[1]
    browser.move(panel["x"] + 0.2 * panel["width"], panel["y"] + 0.2 * panel["height"])
    browser.settle()
    texts = [panel["text"].split(";")[0] for panel in panels(browser)][1:]
    assert len(set(texts)) == 1 and texts[0], texts
    shoot(browser, "shot-grating-zoomed.png")


@test
def dragging_moves_all_pictures(browser):
    panel = load_grating(browser)[0]
    x, y = panel["x"] + 0.5 * panel["width"], panel["y"] + 0.5 * panel["height"]
    browser.click(x, y, times=2)
    browser.pointer(
        {"type": "pointerMove", "duration": 0, "x": int(x), "y": int(y)},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerMove", "duration": 0, "x": int(x - 40), "y": int(y)},
        {"type": "pointerUp", "button": 0},
    )
    browser.settle()
    now = viewer(browser)
    wanted = 0.5 + 40 / panel["width"] / 2
    assert abs(now["x"] - wanted) < 0.01 and abs(now["y"] - 0.5) < 0.01, now


@test
def the_keyboard_reads_and_zooms(browser):
    load_grating(browser)
    browser.run("document.querySelectorAll('canvas')[2].focus()")
    browser.keys("\ue014" * 32)  # arrow to the right
    browser.settle()
    text = panels(browser)[2]["text"]
    assert text.startswith("0.1250 cycles per pixel"), text
    browser.keys("++")
    equal(viewer(browser)["zoom"], 2.25)
    browser.keys("0")
    equal(viewer(browser)["zoom"], 1)


@test
def axes_leave_the_picture_to_be_seen(browser):
    load_grating(browser)
    covered = browser.run(
        """const { viewer } = document.querySelector(".body");
        const pixels = panel => {
            const { canvas } = panel;
            viewer.drawPanel(panel);
            return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        };
        const covered = viewer.panels.map(panel => {
            const seen = pixels(panel);
            viewer.drawAxes = () => {};
            const bare = pixels(panel);
            delete viewer.drawAxes;
            let n = 0;
            for (let i = 0; i < bare.length; i += 4)
                n += seen[i] !== bare[i];
            return 4 * n / bare.length;
        });
        return covered"""
    )
    equal(covered[0], 0)
    assert all(0 < part < 0.04 for part in covered[1:]), covered


@test
def buttons_zoom(browser):
    load_grating(browser)
    browser.run("document.querySelector('.tools button').click()")
    equal(viewer(browser)["zoom"], 1.5)


@test
def the_strongest_frequency_is_told_in_a_table(browser):
    load_grating(browser)
    row = browser.run(
        """const table = document.querySelector('table[aria-label^="Strongest"]');
        return [...table.querySelector("tbody tr").cells].map(cell => cell.textContent)"""
    )
    equal(row[:4], ["1", "0.1250", "0.0°", "8.00"])


@test
def the_radial_spectrum_is_read_by_keys(browser):
    load_grating(browser)
    browser.run("document.querySelector('svg.plot').focus()")
    browser.keys("\ue014")
    browser.settle()
    text = browser.run("return document.querySelector('.plot ~ output').textContent")
    assert "cycles per pixel" in text and "mean power" in text, text


@test
def values_and_times_stand_in_tables(browser):
    load_grating(browser)
    labels = browser.run(
        "return [...document.querySelectorAll('.body table')]"
        ".map(table => table.getAttribute('aria-label'))"
    )
    for label in "Values and ranges", "Time", "Written", "Measurements and entries":
        assert label in labels, labels
    row = browser.run(
        """const table = document.querySelector('table[aria-label="Values and ranges"]');
        return [...table.querySelector("tbody tr").cells].map(cell => cell.textContent)"""
    )
    equal(row[:3] + [row[5]], ["input", "36", "220", "0 to 255"])
    bars = browser.run(
        "return [...document.querySelectorAll('.bar')].map(bar => bar.style.width)"
    )
    assert "100%" in bars, bars


@test
def edges_of_the_graph_keep_clear_of_boxes(browser):
    load(browser, "beside.html")
    bad = browser.run(
        """const boxes = [...document.querySelectorAll("#graph rect")].map(rect => rect.getBBox());
        const bad = [];
        for (const edge of document.querySelectorAll("#graph .edge")) {
            for (let at = 1; at < edge.getTotalLength() - 1; at++) {
                const { x, y } = edge.getPointAtLength(at);
                if (boxes.some(box => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height)) {
                    bad.push(`"${edge.textContent}" at ${x}, ${y}`);
                    break;
                }
            }
        }
        return bad;"""
    )
    equal(bad, [])
    equal(browser.run("return document.querySelectorAll('#graph .edge').length"), 7)
    shoot(browser, "shot-beside-light.png")


@test
def failures_are_grouped_and_lead_to_their_input(browser):
    load(browser, "some.html")
    text = browser.run("return document.getElementById('failures').innerText")
    assert "neither a PNG nor a TIFF file" in text and "broken.png" in text, text
    browser.run("document.querySelector('#failures a').click()")
    browser.wait("return document.querySelector('details[open] .failed.reason')")
    shoot(browser, "shot-some-light.png")


@test
def the_list_can_be_searched(browser):
    load(browser, "some.html")
    browser.keys("/")
    browser.keys("brok")
    equal(browser.run("return document.getElementById('count').textContent"), "1 of 3 inputs")
    browser.run(
        """const status = document.getElementById("status");
        status.value = "done";
        status.dispatchEvent(new Event("change"));"""
    )
    equal(browser.run("return document.getElementById('nothing').hidden"), False)


@test
def rows_open_by_keys(browser):
    load(browser, "some.html")
    browser.run("document.body.focus()")
    browser.keys("j")
    browser.keys("\ue007")  # enter
    browser.wait("return document.querySelector('details.input[open] .body')")
    equal(
        browser.run("return document.querySelector('details.input[open] .name').firstChild.data"),
        "broken.png",
    )


@test
def light_and_dark_follow_the_system_and_the_choice(browser):
    color = "return getComputedStyle(document.body).backgroundColor"
    load(browser, "grating.html")
    browser.scheme("light")
    light = browser.run(color)
    browser.scheme("dark")
    dark = browser.run(color)
    assert light != dark, light
    browser.run("document.querySelector('.stages').scrollIntoView({block: 'center'})")
    shoot(browser, "shot-grating-dark.png")
    browser.run(
        """const theme = document.getElementById("theme");
        theme.value = "light";
        theme.dispatchEvent(new Event("change"));"""
    )
    equal(browser.run(color), light)
    browser.scheme("light")


@test
def text_stands_out_from_its_ground(browser):
    script = """
        const lum = text => text.match(/[\\d.]+/g).slice(0, 3).map(v => {
            v = v / 255;
            return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
        }).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = node => {
            for (; node; node = node.parentElement) {
                const color = getComputedStyle(node).backgroundColor;
                if (!/, 0\\)$|transparent/.test(color))
                    return color;
            }
            return "rgb(255, 255, 255)";
        };
        const bad = [];
        for (const node of document.querySelectorAll("p, th, td, span, a, b, h1, h2, h3, label, kbd, output")) {
            if (!node.textContent.trim() || !node.getClientRects().length)
                continue;
            const a = lum(getComputedStyle(node).color), b = lum(ground(node));
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5)
                bad.push(`${node.tagName} ${node.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
        }
        return bad;"""
    for scheme in "dark", "light":
        load(browser, "some.html")
        browser.scheme(scheme)
        browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        browser.wait("return document.querySelectorAll('.body').length >= 3")
        equal(browser.run(script), [])


@test
def everything_has_a_name_for_screen_readers(browser):
    load(browser, "some.html")
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    browser.wait("return document.querySelectorAll('.body').length >= 3")
    bad = browser.run(
        """const bad = [];
        for (const node of document.querySelectorAll("canvas, svg, button, input, select, table, a, summary")) {
            const name = node.getAttribute("aria-label") || node.textContent.trim() ||
                (node.labels && node.labels.length && node.labels[0].textContent.trim());
            if (!name)
                bad.push(node.outerHTML.slice(0, 80));
        }
        for (const node of document.querySelectorAll("img"))
            if (!node.hasAttribute("alt"))
                bad.push("img");
        return bad;"""
    )
    equal(bad, [])
    equal(browser.run("return document.querySelectorAll('h1').length"), 1)


@test
def five_hundred_inputs_open_fast(browser):
    load(browser, "many.html")
    equal(browser.run("return document.querySelectorAll('details.input').length"), 500)
    took = browser.run(
        """const entry = performance.getEntriesByType("navigation")[0];
        return entry.domContentLoadedEventEnd"""
    )
    assert took < 2000, f"{took:.0f} ms until it could be used"
    print(f"# 500 inputs: {took:.0f} ms until the page could be used")
    # Rows that were not looked at have cost nothing.
    thumbs = browser.run("return document.querySelectorAll('.thumbs img').length")
    assert 0 < thumbs < 400, thumbs
    shoot(browser, "shot-many-light.png")
    browser.run("document.querySelectorAll('details.input')[499].scrollIntoView()")
    browser.wait(
        "return document.querySelectorAll('details.input')[499].querySelector('img')"
    )


@test
def names_and_reasons_are_text_never_markup(browser):
    load(browser, "odd.html")
    equal(browser.run("return window.hit === undefined"), True)
    equal(browser.run("return document.querySelectorAll('#list img[src=x]').length"), 0)
    text = browser.run("return document.getElementById('list').innerText")
    assert "<img src=x onerror=hit=1>" in text, text


@test
def what_a_worker_told_wrongly_costs_that_part_alone(browser):
    load(browser, "strange.html")
    text = browser.wait("return document.querySelector('.body .failed').textContent")
    assert "cannot be read" in text, text
    equal(browser.run("return document.querySelectorAll('canvas').length"), 4)


@test
def nothing_is_fetched_and_nothing_goes_wrong(browser):
    load_grating(browser)
    resources = browser.run(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
        ".filter(name => !name.startsWith('data:'))"
    )
    equal(resources, [])
    equal(browser.messages(), [])


@test
def a_narrow_window_needs_no_scrolling_sideways(browser):
    browser.ask("POST", "/window/rect", {"width": 420, "height": 900})
    load_grating(browser)
    wide = browser.run(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    shoot(browser, "shot-narrow.png")
    browser.ask("POST", "/window/rect", {"width": 1300, "height": 900})
    assert wide <= 0, f"{wide} pixels too wide"


def main():
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        try:
            browser.scheme("light")
            for function in tests:
                name = function.__name__.replace("_", " ")
                try:
                    function(browser)
                    print("pass", name)
                except Exception as error:  # what went wrong is the result
                    print(f"fail {name}: {error}")
                    if not isinstance(error, (AssertionError, RuntimeError)):
                        traceback.print_exc()
                sys.stdout.flush()
        finally:
            browser.close()


main()
