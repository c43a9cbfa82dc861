# SPDX-License-Identifier: GPL-3.0-or-later
"""NumPy arrays through fftpipe's pipelines: see python.md."""
import struct
import subprocess

import numpy

SHORT, LONG = 3, 4
SIZES = {1: "B", SHORT: "H", LONG: "I"}


def to_tiff(array):
    """A float32 TIFF of an array (height, width[, channels]), in one strip."""
    array = numpy.asarray(array, dtype="<f4")
    height, width = array.shape[:2]
    channels = 1 if array.ndim == 2 else array.shape[2]
    tags = [
        (256, LONG, [width]),
        (257, LONG, [height]),
        (258, SHORT, [32] * channels),  # bits of a sample
        (259, SHORT, [1]),  # not compressed
        (262, SHORT, [2 if channels == 3 else 1]),  # RGB or gray
        (273, LONG, [8]),  # where the strip is
        (277, SHORT, [channels]),
        (278, LONG, [height]),  # rows in the strip
        (279, LONG, [array.nbytes]),
        (339, SHORT, [3] * channels),  # floats
    ]
    directory = 8 + array.nbytes
    behind = directory + 2 + 12 * len(tags) + 4
    entries, extra = b"", b""
    for tag, kind, values in tags:
        data = struct.pack("<%d%s" % (len(values), SIZES[kind]), *values)
        if len(data) > 4:
            field = struct.pack("<I", behind + len(extra))
            extra += data
        else:
            field = data.ljust(4, b"\0")
        entries += struct.pack("<HHI", tag, kind, len(values)) + field
    return (
        struct.pack("<2sHI", b"II", 42, directory)
        + array.tobytes()
        + struct.pack("<H", len(tags))
        + entries
        + struct.pack("<I", 0)
        + extra
    )


def from_tiff(data):
    """The array in a float32 TIFF that is not compressed."""
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, at)
    tags = {}
    for i in range(count):
        entry = at + 2 + 12 * i
        tag, kind, n = struct.unpack_from(order + "HHI", data, entry)
        if kind not in SIZES:
            continue
        code = "%s%d%s" % (order, n, SIZES[kind])
        place = entry + 8
        if struct.calcsize(code) > 4:
            (place,) = struct.unpack_from(order + "I", data, place)
        tags[tag] = struct.unpack_from(code, data, place)
    if tags[259] != (1,) or set(tags[258]) != {32} or set(tags[339]) != {3}:
        raise ValueError("not floats of 32 bits, or compressed")
    parts = zip(tags[273], tags[279])
    samples = b"".join(data[start : start + size] for start, size in parts)
    shape = (tags[257][0], tags[256][0], tags.get(277, (1,))[0])
    array = numpy.frombuffer(samples, order + "f4").reshape(shape)
    return array[:, :, 0] if shape[2] == 1 else array


def run(pipeline, array, program="fftpipe", **settings):
    """The array after the pipeline; settings are STAGE.KEY=VALUE."""
    command = [program, "run", pipeline, "-", "-o", "-", "--quiet"]
    for key, value in settings.items():
        command += ["--set", "%s=%s" % (key, value)]
    done = subprocess.run(command, input=to_tiff(array), capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip())
    result = from_tiff(done.stdout)
    return result.reshape(result.shape + (1,) * (numpy.ndim(array) - result.ndim))
