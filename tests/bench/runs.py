# SPDX-License-Identifier: GPL-3.0-or-later
"""runs.py - commands run in turns and measured: time, processor time, memory

Other work on the machine comes and goes, so that only runs made side by side
are compared: before each run of a peer there is one of ours, and what counts is
the ratio of the two.
"""
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field

MEASURE = []  # the path of the program that measures


@dataclass
class Run:
    seconds: float
    cpu: float  # user and system
    peak: int  # bytes of the largest process


def run(argv, environment=None):
    """Start a program, wait, and say what it took; None if it failed."""
    said = subprocess.run([*MEASURE, *argv], check=False, text=True,
                          env={**os.environ, **(environment or {})},
                          stdout=subprocess.PIPE)
    if said.returncode:
        return None
    seconds, cpu, peak = said.stdout.split()
    return Run(float(seconds), float(cpu), 1024 * int(peak))


@dataclass
class Program:
    """A program that makes something of a picture in a folder."""
    name: str
    argv: object  # called with a picture and a folder: a list of words
    environment: dict = field(default_factory=dict)
    means: str = ""  # where its pictures are not what ours are


def run_in(program, picture, folder):
    """In a folder of its own: no file is written over, none is left."""
    os.mkdir(folder)
    try:
        return run(program.argv(picture, folder), program.environment)
    finally:
        shutil.rmtree(folder)


@dataclass
class Pair:
    """Runs of ours and of a peer, in turns."""
    ours: list = field(default_factory=list)
    theirs: list = field(default_factory=list)

    def ratios(self):
        return sorted(b.seconds / a.seconds
                      for a, b in zip(self.ours, self.theirs))

    def ratio(self):
        return statistics.median(self.ratios()) if self.theirs else None

    def spread(self):
        """The middle half of the ratios; all of them, if they are few."""
        ratios = self.ratios()
        cut = len(ratios) // 4
        return ratios[cut], ratios[-1 - cut]


def median(runs, what="seconds"):
    return statistics.median(getattr(r, what) for r in runs)


FEWEST = 3  # one run alone would say nothing of its spread


def in_turns(ours, peers, picture, folder, rounds, patience):
    """Each peer against ours, `rounds` times; fewer, but FEWEST, for one that
    has taken more than `patience` seconds."""
    pairs = {peer.name: Pair() for peer in peers}
    spent = {peer.name: 0.0 for peer in peers}
    able = list(peers)
    place = os.path.join(folder, "run")
    for program in [ours] + [p for p in peers if patience and rounds > 3]:
        run_in(program, picture, place)  # into the cache of files
    for turn in range(rounds):
        for peer in list(able):
            if turn >= FEWEST and spent[peer.name] > patience:
                continue
            mine = run_in(ours, picture, place)
            theirs = run_in(peer, picture, place)
            if not mine:
                raise SystemExit(f"bench: {ours.name} failed on {picture}")
            if not theirs:
                able.remove(peer)
                continue
            spent[peer.name] += theirs.seconds
            pairs[peer.name].ours.append(mine)
            pairs[peer.name].theirs.append(theirs)
    return pairs
