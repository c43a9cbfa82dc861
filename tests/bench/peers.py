# SPDX-License-Identifier: GPL-3.0-or-later
"""peers.py - what people use today for the same job

    peers.py NAME PICTURE MAGNITUDE PHASE       one picture, as a process
    peers.py NAME --pool 2 FOLDER PICTURE...    many, in a pool of processes
    peers.py rebuild MAGNITUDE PHASE PICTURE    back, with the Python maths

Each reads a gray PNG and writes two 8-bit PNGs: log(1 + |F|) and the angle,
the zero frequency in the middle, each stretched from its smallest to its
largest value.  Every one is written as its users would, with what makes it
fast: single precision and both cores where it has them.  Nothing is imported
that the peer does not need: start-up counts.
"""
import sys


def numpy_peer(picture, magnitude, phase):
    """The Python tool that fftpipe replaces."""
    import numpy as np
    from PIL import Image

    def save(values, path):
        low, high = values.min(), values.max()
        levels = (values - low) / (high - low) * 255
        Image.fromarray(levels.astype(np.uint8)).save(path)

    Image.MAX_IMAGE_PIXELS = None
    pixels = np.asarray(Image.open(picture).convert("L"))
    spectrum = np.fft.fftshift(np.fft.fft2(pixels))
    save(np.log1p(np.abs(spectrum)), magnitude)
    save(np.angle(spectrum), phase)


def scipy_peer(picture, magnitude, phase):
    import numpy as np
    import scipy.fft
    from PIL import Image

    def save(values, path):
        low, high = values.min(), values.max()
        values -= low
        values *= 255 / (high - low)
        Image.fromarray(values.astype(np.uint8)).save(path)

    Image.MAX_IMAGE_PIXELS = None
    pixels = np.asarray(Image.open(picture).convert("L"), dtype=np.float32)
    spectrum = scipy.fft.fft2(pixels, workers=2, overwrite_x=True)
    spectrum = scipy.fft.fftshift(spectrum)
    save(np.log1p(np.abs(spectrum)), magnitude)
    save(np.angle(spectrum), phase)


def opencv_peer(picture, magnitude, phase):
    import cv2
    import numpy as np

    def save(values, path):
        levels = cv2.normalize(values, None, 0, 255, cv2.NORM_MINMAX,
                               cv2.CV_8U)
        cv2.imwrite(path, levels)

    pixels = cv2.imread(picture, cv2.IMREAD_GRAYSCALE).astype(np.float32)
    spectrum = cv2.dft(pixels, flags=cv2.DFT_COMPLEX_OUTPUT)
    spectrum = np.fft.fftshift(spectrum, axes=(0, 1))
    size, angle = cv2.cartToPolar(spectrum[..., 0], spectrum[..., 1])
    angle[angle > np.pi] -= np.float32(2 * np.pi)
    size += 1
    save(cv2.log(size), magnitude)
    save(angle, phase)


def rebuild(magnitude, phase, picture):
    """Back with a few lines of numpy, told the range by the file's text."""
    import json

    import numpy as np
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    file = Image.open(magnitude)
    said = json.loads(next(text for text in file.text.values()
                           if "mag_min" in text))
    low, high = said["mag_min"], said["mag_max"]
    logs = low + np.asarray(file) / 255 * (high - low)
    angles = np.asarray(Image.open(phase)) / 256 * 2 * np.pi - np.pi
    spectrum = np.fft.ifftshift(np.expm1(logs) * np.exp(1j * angles))
    pixels = np.fft.ifft2(spectrum).real
    levels = np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
    Image.fromarray(levels).save(picture)


PEERS = {"numpy": numpy_peer, "scipy": scipy_peer, "opencv": opencv_peer}


def one_of_many(job):
    name, folder, picture = job
    stem = picture.rpartition("/")[2].removesuffix(".png")
    PEERS[name](picture, f"{folder}/{stem}_magnitude.png",
                f"{folder}/{stem}_phase.png")


def pool(name, workers, folder, pictures):
    from multiprocessing import Pool

    if name == "opencv":
        import cv2
        cv2.setNumThreads(1)
    with Pool(int(workers)) as processes:
        processes.map(one_of_many, [(name, folder, p) for p in pictures],
                      chunksize=5)


if __name__ == "__main__":
    if sys.argv[1] == "rebuild":
        rebuild(*sys.argv[2:])
    elif sys.argv[2] == "--pool":
        pool(sys.argv[1], sys.argv[3], sys.argv[4], sys.argv[5:])
    else:
        PEERS[sys.argv[1]](*sys.argv[2:])
