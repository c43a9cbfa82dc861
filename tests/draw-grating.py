#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""draw-grating.py FILE.png: 256 x 256, 32 waves from left to right."""

import math
import struct
import sys
import zlib

SIDE, WAVES = 256, 32

row = bytes(
    round(128 + 100 * math.sin(2 * math.pi * WAVES * (x + 0.5) / SIDE))
    for x in range(SIDE)
)
body = zlib.compress((b"\0" + row) * SIDE)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(
        ">I", zlib.crc32(name + data)
    )


with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)))
    file.write(chunk(b"IDAT", body))
    file.write(chunk(b"IEND", b""))
