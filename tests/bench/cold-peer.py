#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cold-peer.py - the job of fftpipe-lambda as a Python function does it

A Runtime API client and a handler with boto3, numpy and Pillow: what is usual
in Python, and nothing slower.
"""
import io
import json
import os
import urllib.parse
import urllib.request

import boto3
import numpy
from PIL import Image

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + \
    "/2018-06-01/runtime/invocation/"
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                  region_name=os.environ["AWS_REGION"])


def stretch(values):
    low, high = values.min(), values.max()
    levels = (values - low) / (high - low) * 255
    file = io.BytesIO()
    Image.fromarray(levels.astype(numpy.uint8)).save(file, "PNG")
    return file.getvalue(), low, high


def handle(event):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        picture = numpy.asarray(Image.open(io.BytesIO(body)).convert("L"))
        spectrum = numpy.fft.fftshift(numpy.fft.fft2(picture))
        stem = "output/" + os.path.splitext(os.path.basename(key))[0]
        data, low, high = stretch(numpy.log1p(numpy.abs(spectrum)))
        s3.put_object(Bucket=bucket, Key=stem + "_magnitude.png", Body=data,
                      ContentType="image/png",
                      Metadata={"mag-min": str(low), "mag-max": str(high)})
        data, low, high = stretch(numpy.angle(spectrum))
        s3.put_object(Bucket=bucket, Key=stem + "_phase.png", Body=data,
                      ContentType="image/png")
    return {"done": len(event["Records"])}


while True:
    with urllib.request.urlopen(API + "next") as reply:
        name = reply.headers["Lambda-Runtime-Aws-Request-Id"]
        asked = json.load(reply)
    answer = json.dumps(handle(asked)).encode()
    urllib.request.urlopen(API + name + "/response", answer).close()
