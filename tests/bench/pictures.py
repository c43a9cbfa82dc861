# SPDX-License-Identifier: GPL-3.0-or-later
"""pictures.py - what the bench works on, made from a real picture

A photograph enlarged to each size, plus the noise of a sensor (a standard
deviation of 2 levels), without which an enlargement would compress far better
than a photograph of its size does.
"""
import os

import numpy as np
from PIL import Image, ImageDraw

Image.MAX_IMAGE_PIXELS = None

SIZES = {"512^2": (512, 512), "2048^2": (2048, 2048),
         "4704x3136": (4704, 3136), "8192^2": (8192, 8192)}
PRIME = (2039, 2053)
BATCH = 200


def real_picture(shared, docs):
    """A photograph of the shared corpus if it is there, else our sample."""
    for path in (f"{shared}/corpus/real/camera.png", f"{docs}/sample.png"):
        if os.path.exists(path):
            return path
    raise SystemExit("bench: neither the shared corpus nor docs/sample.png")


def enlarge(source, size):
    """Row by row in single precision: 8192^2 in double would need 2 GB."""
    large = np.asarray(source.resize(size, Image.Resampling.BICUBIC))
    noise = np.random.default_rng(1)
    out = np.empty(large.shape, np.uint8)
    for y in range(0, large.shape[0], 256):
        part = large[y:y + 256].astype(np.float32)
        part += 2 * noise.standard_normal(part.shape, np.float32)
        out[y:y + 256] = np.clip(np.rint(part), 0, 255)
    return Image.fromarray(out)


def screenshot(width, height):
    """Windows, frames and text: few colors, sharp edges, repetition."""
    picture = Image.new("RGB", (width, height), (46, 52, 64))
    draw = ImageDraw.Draw(picture)
    for k in range(6):
        left, top = 40 + 310 * k, 30 + 150 * k
        draw.rectangle((left, top, left + 820, top + 620), (236, 239, 244),
                       (76, 86, 106))
        draw.rectangle((left, top, left + 820, top + 24), (94, 129, 172))
        for line in range(42):
            draw.text((left + 12, top + 34 + 14 * line),
                      f"{line:4d}  static int row_{line}(struct job *job, "
                      f"unsigned k) {{ return job->rows[{line * 7 % 64}]; }}",
                      (46, 52, 64))
    return picture


def make(folder, real, sizes):
    """All pictures; returns their paths by name."""
    source = Image.open(real).convert("L")
    paths = {}

    def keep(name, picture):
        paths[name] = f"{folder}/{name}.png"
        picture.save(paths[name], compress_level=6)

    for name in sizes:
        keep(name, enlarge(source, SIZES[name]))
    keep("prime", enlarge(source, PRIME))
    gray = Image.open(paths["2048^2"]) if "2048^2" in paths else \
        enlarge(source, SIZES["2048^2"])
    levels = np.asarray(gray)
    fine = np.random.default_rng(2).integers(0, 256, levels.shape, np.uint16)
    keep("deep", Image.fromarray(levels.astype(np.uint16) * 256 + fine))
    keep("color", Image.merge("RGB", [gray, gray.rotate(180),
                                      gray.transpose(Image.Transpose.ROTATE_90)]))
    keep("flat", Image.new("L", SIZES["2048^2"], 77))
    keep("screenshot", screenshot(1920, 1080))
    os.mkdir(f"{folder}/batch")
    for k in range(BATCH):
        box = (97 * k % 1536, 61 * k % 1536)
        paths[f"batch/{k:03d}"] = f"{folder}/batch/{k:03d}.png"
        gray.crop(box + (box[0] + 512, box[1] + 512)).save(
            paths[f"batch/{k:03d}"], compress_level=6)
    return paths
