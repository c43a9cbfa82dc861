# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py - how fast and how large, beside what people use today

    bench.py --build DIR --source DIR [--baseline DIR] [--json] [--quick]
             [--rounds N]

Whole processes, in turns with the peers', on pictures made from a real one.
Prints the tables of docs/measurements.md, or all numbers as JSON.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    import pictures
except ImportError as error:
    print(f"bench: skipped: {error}; Debian has python3-numpy and "
          "python3-pil", file=sys.stderr)
    sys.exit(77)
import checks
import programs
import tables
from runs import MEASURE, Program, in_turns, median, run, run_in

ROUNDS = {"512^2": 15, "2048^2": 7, "4704x3136": 4, "8192^2": 3}
STAGE_ROUNDS = 7
PATIENCE = {"512^2": 20, "2048^2": 16, "4704x3136": 18, "8192^2": 45}


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.sizes = ["512^2", "2048^2"] if options.quick else \
            list(pictures.SIZES)
        real = pictures.real_picture(f"{options.source}/../shared",
                                     f"{options.source}/docs")
        self.real = os.path.basename(real)
        self.say("making pictures")
        self.paths = pictures.make(folder, real, self.sizes)
        self.peers, self.missing = programs.all_peers(folder)
        self.rounds = options.rounds or (3 if options.quick else None)

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def ours(self, *words, build=None):
        return programs.ours(build or self.options.build, self.options.source,
                             words or ("run", "spectra"))

    # -----------------------------------------------------------------------

    def main_table(self):
        """Every peer at every size; the forced baseline beside it."""
        cells, baseline = {}, {}
        for size in self.sizes:
            self.say(f"peers at {size}")
            peers = list(self.peers)
            if self.options.baseline:
                forced = self.ours(build=self.options.baseline)
                forced.name = "baseline"
                peers.append(forced)
            cells[size] = in_turns(self.ours(), peers, self.paths[size],
                                   self.folder, self.rounds or ROUNDS[size],
                                   PATIENCE[size])
            if self.options.baseline:
                baseline[size] = cells[size].pop("baseline")
        return cells, baseline

    def rebuilding(self):
        """Reconstruction against the Python maths."""
        found = {}
        for size in self.sizes:
            self.say(f"rebuilding at {size}")
            pair = f"{self.folder}/pair"
            os.mkdir(pair)
            spectra = self.ours()
            run(spectra.argv(self.paths[size], pair), spectra.environment)
            python = Program("python", lambda picture, folder: [
                sys.executable, programs.PEERS, "rebuild", picture,
                picture.replace("_magnitude", "_phase"),
                f"{folder}/rebuilt.png"])
            found[size] = in_turns(self.ours("run", "reconstruct"), [python],
                                   f"{pair}/{size}_magnitude.png", self.folder,
                                   min(self.rounds or 5, ROUNDS[size]),
                                   PATIENCE[size])["python"]
            shutil.rmtree(pair)
        return found

    def batch(self):
        """Many pictures, two at a time."""
        self.say("a batch of 200")
        files = [self.paths[k] for k in self.paths if k.startswith("batch/")]
        ours = self.ours()
        ours.argv = lambda _, folder: [
            f"{self.options.build}/fftpipe", "run", "spectra", "-j", "2", "-o",
            folder, "--quiet", *files]
        pools = [Program(peer.name, lambda _, folder, name=name: [
            sys.executable, programs.PEERS, name, "--pool", "2", folder,
            *files]) for peer in self.peers
            for name in ("numpy", "opencv")
            if peer.argv("", "")[2:3] == [name]]
        return in_turns(ours, pools, None, self.folder, self.rounds or 5, 30)

    def formats(self):
        """Other kinds of files: time against bytes, beside 8-bit gray PNG."""
        self.say("other formats")
        made = f"{self.folder}/formats"
        os.mkdir(made)
        for stem in ("2048^2", "deep", "color"):
            self.convert(self.paths[stem], made)
        gray, tif = self.paths["2048^2"], f"{made}/2048^2.tif"
        real = f"{made}/2048^2_float.tif"

        def spectra(extension, depth):
            words = ["run", "spectra", "--set", "input.color=keep"]
            for stage in ("magnitude", "phase"):
                words += ["--set", f"{stage}.save={{stem}}_{stage}.{extension}",
                          "--set", f"{stage}.depth={depth}"]
            return words

        kinds = [("16-bit gray PNG", self.paths["deep"], "png", 16, 2),
                 ("8-bit RGB PNG", self.paths["color"], "png", 8, 3),
                 ("8-bit gray TIFF", tif, "tif", 8, 1),
                 ("16-bit gray TIFF", f"{made}/deep.tif", "tif", 16, 2),
                 ("8-bit RGB TIFF", f"{made}/color.tif", "tif", 8, 3),
                 ("float TIFF", real, "tif", 32, 4),
                 ("prime sides, 8-bit PNG", self.paths["prime"], "png", 8, 1)]
        found = []
        for name, path, extension, depth, share in kinds:
            words = spectra(extension, depth)
            base = self.ours(*spectra("png", 8))
            base.argv = (lambda argv: lambda _, folder: argv(gray, folder))(
                base.argv)
            pair = in_turns(base, [self.ours(*words)], path, self.folder,
                            self.rounds or 7, 30)["fftpipe"]
            found.append((name, share, pair))
        return found

    def convert(self, path, folder):
        """A picture as TIFF, with its own depth and as floats."""
        depth = 16 if "deep" in path else 8
        pipeline = f"{self.folder}/convert.ini"
        with open(pipeline, "w", encoding="ascii") as file:
            file.write(f"[input]\ncolor = keep\n[same]\nfrom = input\n"
                       f"save = {{stem}}.tif\ndepth = {depth}\n"
                       "[float]\nfrom = input\nsave = {stem}_float.tif\n")
        ours = self.ours("run", pipeline)
        if not run(ours.argv(path, folder), ours.environment):
            raise SystemExit(f"bench: {path} cannot be converted")

    # -----------------------------------------------------------------------

    def timings(self, size):
        """What the stages take inside of the process, in milliseconds.

        Not the first time: a virtual machine may have to get memory back from
        its host, which takes longer than the work.
        """
        found = []
        for _ in range(1 + STAGE_ROUNDS):
            folder = f"{self.folder}/timed"
            os.mkdir(folder)
            ours = self.ours()
            said = subprocess.run(
                [*ours.argv(self.paths[size], folder)[:-1], "--timings"],
                env={**os.environ, **ours.environment}, check=True,
                capture_output=True, text=True).stderr
            found.append([(a, b, float(c)) for a, b, c in re.findall(
                r"^  (\S+) +(.*?) +([0-9.]+) ms$", said, re.M)])
            shutil.rmtree(folder)
        found = sorted(found[1:], key=lambda rows: sum(row[2] for row in rows))
        return found[len(found) // 2]

    def memory(self):
        """The largest process at the largest size, in bytes per pixel."""
        self.say("memory")
        size = self.sizes[-1]
        width, height = pictures.SIZES[size]
        folder = f"{self.folder}/pair"
        os.mkdir(folder)
        spectra = self.ours()
        there = run(spectra.argv(self.paths[size], folder),
                    spectra.environment)
        back = run_in(self.ours("run", "reconstruct"),
                      f"{folder}/{size}_magnitude.png", f"{self.folder}/run")
        shutil.rmtree(folder)
        return {way: (took.peak, took.peak / (width * height))
                for way, took in (("forward", there), ("inverse", back))}

    def sizes_of_files(self):
        """Bytes beside libpng's at level 6."""
        self.say("sizes of files")
        return checks.sizes(self.options, self.paths, self.folder, self.ours)

    def all(self):
        said = checks.agreement(self, self.ours("run", "reference"))
        cells, baseline = self.main_table()
        stages = {size: self.timings(size) for size in self.sizes}
        return {"machine": tables.machine(), "picture": self.real,
                "versions": programs.versions(), "missing": self.missing,
                "agreement": said, "cells": cells, "baseline": baseline,
                "stages": stages, "memory": self.memory(),
                "rebuilding": self.rebuilding(), "batch": self.batch(),
                "formats": self.formats(), "sizes": self.sizes_of_files(),
                "peaks": {size: {name: median(pair.theirs, "peak")
                                 for name, pair in pairs.items()
                                 if pair.theirs}
                          for size, pairs in cells.items()}}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--baseline", help="a build without wide vectors")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true",
                        help="two sizes, three rounds: to try it out")
    parser.add_argument("--rounds", type=int,
                        help="runs of each, instead of 3 to 15")
    options = parser.parse_args()
    MEASURE.append(f"{options.build}/tests/bench/measure")
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fftpipe-bench-",
                                     dir=place) as folder:
        found = Bench(options, folder).all()
    if options.json:
        json.dump(tables.plain(found), sys.stdout, indent=1)
        print()
    else:
        tables.show(found, pictures.SIZES)


if __name__ == "__main__":
    main()
