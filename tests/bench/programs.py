# SPDX-License-Identifier: GPL-3.0-or-later
"""programs.py - ours and the peers: how each is called, and whether it is here
"""
import importlib.util
import os
import re
import shutil
import subprocess
import sys

from runs import Program

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, "peers.py")
VIPS = os.path.join(HERE, "vips-peer.sh")


def ours(build, source, words=("run", "spectra"), name="fftpipe"):
    """This build's program, with this build's plugins."""
    environment = {"FFTPIPE_PLUGIN_PATH": f"{build}/.libs",
                   "FFTPIPE_DATADIR": source}
    return Program(name, lambda picture, folder: [
        f"{build}/fftpipe", *words, picture, "-o", folder, "--quiet"],
        environment)


def python_peer(name, title, modules):
    missing = [m for m in modules if not importlib.util.find_spec(m)]
    if missing:
        return None, f"{title}: Python's {', '.join(missing)} not here"
    return Program(title, lambda picture, folder: [
        sys.executable, PEERS, name, picture, f"{folder}/m.png",
        f"{folder}/p.png"]), None


def command_peer(command, title, argv, **more):
    if not shutil.which(command):
        return None, f"{title}: {command} not here"
    return Program(title, argv, **more), None


def gmic_argv(picture, folder):
    return ["gmic", picture, "fftpolar", "+[0]", "1", "log[0]", "normalize",
            "0,255", "round", "o[0]", f"{folder}/m.png", "o[1]",
            f"{folder}/p.png"]


def magick_argv(picture, folder):
    return ["convert", picture, "-fft", "(", "-clone", "0", "-auto-level",
            "-evaluate", "log", "100000", "-auto-level", "-depth", "8",
            "-write", f"{folder}/m.png", "+delete", ")", "-delete", "0",
            "-depth", "8", f"{folder}/p.png"]


def magick_policy(folder):
    """Debian's limits would send 8192^2 to the disk, and then refuse it."""
    os.mkdir(f"{folder}/policy")
    with open(f"{folder}/policy/policy.xml", "w", encoding="ascii") as file:
        file.write("<policymap>\n" + "".join(
            f'<policy domain="resource" name="{name}" value="{value}"/>\n'
            for name, value in (("memory", "16GiB"), ("area", "1GP"),
                                ("disk", "16GiB"))) + "</policymap>\n")
    return {"MAGICK_CONFIGURE_PATH": f"{folder}/policy"}


def all_peers(folder):
    """Those that are here, and why the others are not."""
    found = [
        python_peer("numpy", "numpy + Pillow", ["numpy", "PIL"]),
        python_peer("scipy", "scipy.fft float32", ["scipy", "PIL"]),
        python_peer("opencv", "OpenCV", ["cv2"]),
        command_peer("vips", "libvips' command line",
                     lambda picture, folder: [
                         "sh", VIPS, picture, f"{folder}/m.png",
                         f"{folder}/p.png", folder],
                     means="angles from 0 to 360 degrees"),
        command_peer("gmic", "gmic", gmic_argv),
        command_peer("convert", "ImageMagick 6", magick_argv,
                     environment=magick_policy(folder),
                     means="magnitudes cut to 16 linear bits before the "
                           "logarithm; sides made even and equal"),
    ]
    return ([program for program, _ in found if program],
            [reason for _, reason in found if reason])


def versions():
    """One line for each peer that says its version."""
    lines = [f"Python {sys.version.split()[0]}"]
    for module, name in (("numpy", "numpy"), ("scipy", "scipy"),
                         ("PIL", "Pillow"), ("cv2", "OpenCV")):
        try:
            lines.append(f"{name} {importlib.import_module(module).__version__}")
        except ImportError:
            pass
    for argv in (["vips", "--version"], ["gmic", "version"],
                 ["convert", "-version"]):
        if shutil.which(argv[0]):
            said = subprocess.run(argv, capture_output=True, text=True,
                                  check=False)
            number = re.search(r"(\d+\.)+\d+(-\d+)?", said.stdout + said.stderr)
            lines.append(f"{argv[0]} {number[0] if number else '?'}")
    return lines
