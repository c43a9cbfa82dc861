# SPDX-License-Identifier: GPL-3.0-or-later
"""tables.py - what was measured, in Markdown for docs/measurements.md"""
import dataclasses
import os
import platform
import time

from runs import Pair, median

# What this project set out to reach: times as fast as each peer, by size.
WANTED = {
    "numpy + Pillow": (12, 16, 18, 18),
    "scipy.fft float32": (14, 8, 9, 6),
    "OpenCV": (30, 10, 8, 5.5),
    "libvips' command line": (20, 16, 15, 13),
    "gmic": (18, 15, 9, 9),
    "ImageMagick 6": (14, 30, 50, 50),
}


def machine():
    """One line each: processor, memory, system."""
    def first(path, key):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.startswith(key):
                    return line.partition(":")[2].strip().strip('"')
        return "unknown"

    memory = int(first("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    flags = first("/proc/cpuinfo", "flags").split()
    wide = [f for f in ("sse4_2", "avx2", "fma", "avx512f") if f in flags]
    with open("/etc/os-release", encoding="utf-8") as file:
        system = dict(line.strip().split("=", 1) for line in file
                      if "=" in line).get("PRETTY_NAME", "?").strip('"')
    return [f"{len(os.sched_getaffinity(0))} cores of "
            f"{first('/proc/cpuinfo', 'model name')} "
            f"(model {first('/proc/cpuinfo', 'model')}; {', '.join(wide)}), "
            f"{memory:.0f} GiB",
            f"{system}, Linux {platform.release()}, files in memory (tmpfs)",
            f"load before: {os.getloadavg()[0]:.1f}; "
            f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC"]


def plain(found):
    """Numbers for JSON."""
    if isinstance(found, Pair):
        return {"ours": plain(found.ours), "theirs": plain(found.theirs),
                "ratio": found.ratio()}
    if dataclasses.is_dataclass(found):
        return dataclasses.asdict(found)
    if isinstance(found, dict):
        return {key: plain(value) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [plain(value) for value in found]
    return found


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def ratio(pair, wanted=None):
    if not pair or not pair.theirs:
        return "-"
    low, high = pair.spread()
    text = f"{pair.ratio():.1f}"
    if wanted is not None:
        text = f"**{text}** of {wanted:g}" if pair.ratio() < wanted else \
            f"{text} of {wanted:g}"
    return f"{text} ({low:.1f} to {high:.1f})"


def seconds(runs):
    return f"{1e3 * median(runs):.0f} ms" if median(runs) < 10 else \
        f"{median(runs):.1f} s"


def show_peers(found, order):
    sizes = list(found["cells"])
    names = [name for name in WANTED
             if any(found["cells"][s].get(name) for s in sizes)]
    print("### Times as fast as\n")
    print("Whole processes: an 8-bit gray PNG in, magnitude and phase PNG out."
          " Median of runs in turns, with the middle half of them; below what "
          "was wanted in bold.\n")
    rows = []
    for name in names:
        wanted = dict(zip(order, WANTED[name]))
        rows.append([name] + [ratio(found["cells"][s].get(name), wanted[s])
                              for s in sizes])
    table(["against", *sizes], rows)
    rows = [["fftpipe"] + [seconds([r for pair in found["cells"][s].values()
                                    for r in pair.ours]) for s in sizes]]
    rows += [[name] + [seconds(found["cells"][s][name].theirs)
                       if found["cells"][s][name].theirs else "-"
                       for s in sizes] for name in names]
    table(["time", *sizes], rows)
    if found["baseline"]:
        print("With our own loops forced to the baseline instruction set, "
              "the share of these ratios that is left (60 % wanted):\n")
        table(["", *sizes], [["share"] + [
            f"{100 / found['baseline'][s].ratio():.0f} %" for s in sizes]])


def show_memory(found):
    print("### Memory and growth\n")
    rows = [[way, f"{peak / 2**20:.0f} MiB", f"{each:.1f}",
             {"forward": "6.5", "inverse": "9"}[way]]
            for way, (peak, each) in found["memory"].items()]
    last = list(found["cells"])[-1]
    rows += [[name, f"{peak / 2**20:.0f} MiB", "", ""]
             for name, peak in found["peaks"][last].items()]
    table([f"largest process at {last}", "peak", "bytes per pixel",
           "at most"], rows)


def show_stages(found, sizes):
    totals = {}
    names = []
    for size, stages in found["stages"].items():
        for stage, what, _ in stages:
            if (stage, what) not in names:
                names.append((stage, what))
        totals[size] = sum(row[2] for row in stages)
    print("In the process, milliseconds by stage:\n")
    rows = [[f"{stage}: {what}"] + [
        f"{sum(r[2] for r in stages if r[:2] == (stage, what)):.1f}"
        for stages in found["stages"].values()] for stage, what in names]
    rows.append(["all"] + [f"{total:.1f}" for total in totals.values()])
    each = {s: 1e6 * totals[s] / (sizes[s][0] * sizes[s][1]) for s in totals}
    rows.append(["ns per pixel"] + [f"{value:.1f}" for value in each.values()])
    table(["stage", *found["stages"]], rows)
    if "8192^2" in each:
        print(f"Time per pixel at 8192^2 is "
              f"{each['8192^2'] / each['2048^2']:.2f} times that at 2048^2 "
              "(at most 1.3 wanted).\n")


def show_others(found):
    print("### Back, in batches, other formats\n")
    rows = [["reconstruct, the Python maths", size, ratio(pair, 12)]
            for size, pair in found["rebuilding"].items()]
    rows += [["batch of 200, 2 workers, " + name + " in a pool of 2", "512^2",
              ratio(pair, {"numpy + Pillow": 5}.get(name, 4))]
             for name, pair in found["batch"].items()]
    table(["against", "size", "times as fast"], rows)
    rows = [[name, f"{share}", f"{pair.ratio():.2f}",
             f"{pair.ratio() / share:.2f}"]
            for name, share, pair in found["formats"] if pair.theirs]
    table(["spectra of (2048^2, beside 8-bit gray PNG)", "bytes", "time",
           "time per byte, at most 2"], rows)


def show_sizes(found):
    print("### Sizes beside libpng's at level 6\n")
    table(["file", "compress", "ours", "libpng", "ours to libpng's"],
          [[name, effort, f"{ours}", f"{theirs}",
            f"{100 * (ours / theirs - 1):+.1f} %"]
           for name, effort, ours, theirs in found["sizes"]])


def show(found, sizes):
    print("\n".join(f"- {line}" for line in found["machine"]))
    print(f"- peers: {'; '.join(found['versions'])}")
    print(f"- pictures made from {found['picture']}")
    for reason in found["missing"]:
        print(f"- left out: {reason}")
    print("\nThe peers show what we show (`reference`, stretched as theirs "
          "are):\n")
    for name, said in found["agreement"].items():
        print(f"- {name}: {said}")
    print()
    show_peers(found, list(sizes))
    show_memory(found)
    show_stages(found, sizes)
    show_others(found)
    show_sizes(found)
