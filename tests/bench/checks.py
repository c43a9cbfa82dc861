# SPDX-License-Identifier: GPL-3.0-or-later
"""checks.py - what the peers' pictures show, and how large files come out"""
import os
import shutil
import subprocess

import numpy as np
from PIL import Image

from runs import run


def levels(path):
    values = np.asarray(Image.open(path)).astype(np.int16)
    return values if values.ndim == 2 else values[..., 0]


def near(ours, theirs, circle):
    """How many of the pixels are at most a level apart."""
    apart = (theirs - ours) % 256 if circle else abs(theirs - ours)
    return float(np.mean((apart <= 1) | (circle & (apart == 255))))


def near_turned(ours, theirs):
    """The same round the circle, wherever that begins."""
    turn = int(np.median((theirs - ours) % 256))
    return near(ours, theirs - turn, True)


def agreement(bench, reference):
    """One sentence for each peer; a peer that shows something else and does
    not say so is not timed."""
    bench.say("do the peers show what we show?")
    picture, folder = bench.paths["512^2"], f"{bench.folder}/agree"
    os.mkdir(folder)
    run(reference.argv(picture, folder), reference.environment)
    mine = [levels(f"{folder}/512^2_{half}.png")
            for half in ("magnitude", "phase")]
    said, kept = {}, []
    for peer in bench.peers:
        if not run(peer.argv(picture, folder), peer.environment):
            bench.missing.append(f"{peer.name}: it fails")
            continue
        magnitude = near(mine[0], levels(f"{folder}/m.png"), False)
        phase = near_turned(mine[1], levels(f"{folder}/p.png"))
        said[peer.name] = (f"magnitude within a level on "
                           f"{100 * magnitude:.2f} % of the pixels, phase on "
                           f"{100 * phase:.2f} %")
        if peer.means:
            said[peer.name] += f" ({peer.means})"
        if min(magnitude, phase) < 0.999 and not peer.means:
            bench.missing.append(f"{peer.name}: its pictures differ: "
                                 f"{said.pop(peer.name)}")
        else:
            kept.append(peer)
    bench.peers = kept
    shutil.rmtree(folder)
    return said


def libpng_level_6(options, path, folder):
    """How many bytes libpng makes of the same pixels and texts."""
    again = f"{folder}/again.png"
    subprocess.run([f"{options.build}/tests/bench/recode", path, again],
                   check=True)
    return os.path.getsize(again)


def sizes(options, paths, folder, ours):
    """(what, compress, our bytes, libpng's) of spectra and of pictures."""
    place, found = f"{folder}/sizes", []
    os.mkdir(place)
    with open(f"{folder}/pass.ini", "w", encoding="ascii") as file:
        file.write("[same]\nfrom = input\nsave = {stem}.png\n")
    spectra = ours("run", "spectra")
    run(spectra.argv(paths["2048^2"], place), spectra.environment)
    for half in ("magnitude", "phase"):
        path = f"{place}/2048^2_{half}.png"
        found.append((f"spectrum: {half}", "fast", os.path.getsize(path),
                      libpng_level_6(options, path, place)))
    # The photograph itself, not an enlargement with noise, counts too.
    for name in ("2048^2", "batch/000", "color", "deep", "flat", "screenshot"):
        for effort in ("fast", "small"):
            same = ours("run", f"{folder}/pass.ini", "--set",
                        f"same.compress={effort}", "--set",
                        f"same.depth={16 if name == 'deep' else 8}")
            run(same.argv(paths[name], place), same.environment)
            path = f"{place}/{os.path.basename(paths[name])}"
            found.append((name, effort, os.path.getsize(path),
                          libpng_level_6(options, path, place)))
    shutil.rmtree(place)
    return found
