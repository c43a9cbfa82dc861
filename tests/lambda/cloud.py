#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cloud.py - buckets and queues of the server at AWS_ENDPOINT_URL, for tests

usage: cloud.py COMMAND [ARG...] [, COMMAND [ARG...]]...

    bucket NAME          make a bucket
    put BUCKET KEY FILE  put an object
    get BUCKET KEY FILE  get it
    meta BUCKET KEY      print Content-Type and metadata, a line each, sorted
    etag BUCKET KEY
    ls BUCKET            print the keys
    rm BUCKET KEY
    empty BUCKET PREFIX  delete every object below it
    copy BUCKET KEY KEY  copy an object, its metadata too
    event BUCKET KEY     print the notification of that object
    queue NAME           make a queue, print its URL
    send URL FILE        send a message
    depth URL            print how many messages are visible, and how many not
    port                 print a port that is free
"""
import json
import os
import socket
import sys
import urllib.parse


def client(name):
    import boto3
    return boto3.client(name, endpoint_url=os.environ["AWS_ENDPOINT_URL"],
                        region_name=os.environ["AWS_REGION"])


def port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        print(one.getsockname()[1])


def keys(s3, bucket):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [one["Key"] for page in pages for one in page.get("Contents", [])]


def event(s3, bucket, key):
    etag = s3.head_object(Bucket=bucket, Key=key)["ETag"].strip('"')
    print(json.dumps({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3",
        "awsRegion": os.environ["AWS_REGION"],
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": bucket},
               "object": {"key": urllib.parse.quote_plus(key, safe="/"),
                          "eTag": etag}}}]}))


def meta(s3, bucket, key):
    head = s3.head_object(Bucket=bucket, Key=key)
    print("Content-Type:", head["ContentType"])
    for name, value in sorted(head["Metadata"].items()):
        print(name + ":", value)


def one(words):
    name, args = words[0], words[1:]
    if name == "port":
        return port()
    if name in ("queue", "send", "depth"):
        sqs = client("sqs")
        if name == "queue":
            print(sqs.create_queue(QueueName=args[0])["QueueUrl"])
        elif name == "send":
            with open(args[1]) as file:
                sqs.send_message(QueueUrl=args[0], MessageBody=file.read())
        else:
            both = sqs.get_queue_attributes(
                QueueUrl=args[0], AttributeNames=["All"])["Attributes"]
            print(both["ApproximateNumberOfMessages"],
                  both["ApproximateNumberOfMessagesNotVisible"])
        return None
    s3 = client("s3")
    if name == "bucket":
        s3.create_bucket(Bucket=args[0], CreateBucketConfiguration={
            "LocationConstraint": os.environ["AWS_REGION"]})
    elif name == "put":
        with open(args[2], "rb") as file:
            s3.put_object(Bucket=args[0], Key=args[1], Body=file.read())
    elif name == "get":
        body = s3.get_object(Bucket=args[0], Key=args[1])["Body"].read()
        with open(args[2], "wb") as file:
            file.write(body)
    elif name == "meta":
        meta(s3, *args)
    elif name == "etag":
        print(s3.head_object(Bucket=args[0], Key=args[1])["ETag"].strip('"'))
    elif name == "ls":
        print("\n".join(keys(s3, args[0])))
    elif name == "rm":
        s3.delete_object(Bucket=args[0], Key=args[1])
    elif name == "empty":
        for key in keys(s3, args[0]):
            if key.startswith(args[1]):
                s3.delete_object(Bucket=args[0], Key=key)
    elif name == "copy":
        s3.copy_object(Bucket=args[0], Key=args[2],
                       CopySource={"Bucket": args[0], "Key": args[1]})
    elif name == "event":
        event(s3, *args)
    else:
        sys.exit("cloud.py: unknown command " + name)
    return None


words = []
for word in sys.argv[1:] + [","]:
    if word == ",":
        one(words)
        words = []
    else:
        words.append(word)
