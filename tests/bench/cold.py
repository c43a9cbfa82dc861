#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cold.py - how long fftpipe-lambda takes to start, beside Python

usage: cold.py --build DIR --source DIR [--rounds N]

Times from exec to the first call of next and to the first answered event, for
a 512x512 picture, the Runtime API and the buckets on this machine, over http
and https; peak memory; and what each library costs that is loaded at start or
by name while it runs.
"""
import argparse
import ctypes
import http.server
import json
import os
import re
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading

STORE = "/etc/ssl/certs/ca-certificates.crt"


class Bucket(http.server.BaseHTTPRequestHandler):
    """As much of S3 as one job needs."""
    protocol_version = "HTTP/1.1"
    objects = {}

    def log_message(self, *_):
        pass

    def reply(self, status, body=b""):
        lines = ["HTTP/1.1 %d OK" % status, "ETag: \"0123456789abcdef\"",
                 "Content-Length: %d" % len(body), "", ""]
        data = "\r\n".join(lines).encode()
        self.wfile.write(data + body if self.command != "HEAD" else data)

    def do_GET(self):
        body = self.objects.get(self.path)
        if body is None:
            self.reply(404)
        else:
            self.reply(200, body)

    do_HEAD = do_GET

    def do_PUT(self):
        if "100-continue" in self.headers.get("Expect", ""):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = int(self.headers["Content-Length"])
        self.objects[self.path] = self.rfile.read(size)
        self.reply(200)


def serve(folder, tls):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "%s://localhost:%d" % ("https" if tls else "http",
                                  server.server_address[1])


def certificate(folder):
    """One for localhost, behind all that the machine trusts."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-days", "1", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout",
                    folder + "/key.pem", "-out", folder + "/cert.pem"],
                   check=True, capture_output=True)
    with open(folder + "/store.pem", "wb") as store:
        for name in (STORE, folder + "/cert.pem"):
            if os.path.exists(name):
                with open(name, "rb") as one:
                    store.write(one.read())


def event(folder):
    path = folder + "/event.json"
    with open(path, "w") as file:
        json.dump({"Records": [{
            "eventVersion": "2.1", "eventSource": "aws:s3",
            "awsRegion": "us-west-2", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "pictures"},
                   "object": {"key": "input/sample.png"}}}]}, file)
    return path


def measure(options, command, endpoint, folder):
    environment = dict(
        os.environ, AWS_ENDPOINT_URL=endpoint, AWS_REGION="us-west-2",
        AWS_DEFAULT_REGION="us-west-2",
        AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
        AWS_SECRET_ACCESS_KEY="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        AWS_CA_BUNDLE=folder + "/store.pem", FFTPIPE_DATADIR=options.source,
        FFTPIPE_PLUGIN_PATH=options.build + "/.libs")
    rows = []
    for _ in range(options.rounds):
        Bucket.objects.pop("/pictures/output/sample_phase.png", None)
        out = subprocess.run(
            [sys.executable, options.source + "/tests/lambda/runtime-mock",
             "--times", event(folder), "--", *command], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        lines = out.stdout.decode().splitlines()
        times = [line for line in lines if line.startswith("times ")]
        if out.returncode or not times or \
                "/pictures/output/sample_phase.png" not in Bucket.objects:
            sys.exit("cold.py: %s did not do the job:\n%s\n%s" % (
                command[-1], out.stdout.decode(), out.stderr.decode()))
        rows.append([float(word) for word in times[0].split()[1:]])
    return rows


def table(results):
    print("| | exec to first `next` | exec to first answer | "
          "CPU for both | peak memory |")
    print("|---|---|---|---|---|")
    for name, rows in results:
        cells = []
        for column in range(2):
            values = [row[column] for row in rows]
            cells.append("%.1f ms (%.1f)" % (statistics.median(values),
                                             min(values)))
        cells.append("%.1f, %.1f ms" % (
            statistics.median(row[3] for row in rows),
            statistics.median(row[4] for row in rows)))
        cells.append("%.0f MiB" % (
            statistics.median(row[2] for row in rows) / 1024))
        print("| %s | %s |" % (name, " | ".join(cells)))
    print("\nMedian of %d starts, the best one in brackets." % len(rows))


def needed(path):
    text = subprocess.run(["readelf", "-d", path], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return [line.split("[")[1].rstrip("]") for line in text.splitlines()
            if "(NEEDED)" in line]


def libraries(program):
    """Paths of what it loads, each behind what it needs itself."""
    text = subprocess.run(["ldd", program], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    paths = {words[0]: words[2] for words in map(str.split, text.splitlines())
             if len(words) > 2 and words[1] == "=>"}
    order = []

    def add(name):
        if name in paths and name not in order:
            for other in needed(paths[name]):
                add(other)
            if name not in order:
                order.append(name)

    for name in needed(program):
        add(name)
    return [paths[name] for name in order]


def later(program, stem):
    """Paths of a library that it loads by name, and of what that needs."""
    with open(program, "rb") as file:
        name = re.search(stem.encode() + rb"[a-z-]*\.so\.[0-9]+",
                         file.read())[0].decode()
    ctypes.CDLL(name)
    with open("/proc/self/maps") as maps:
        path = re.search(r"/\S*/%s\S*" % re.escape(name), maps.read())[0]
    return [*libraries(path), path]


def costs(options, program, stem):
    """What is loaded at start, then what is loaded behind it."""
    start = list(map(os.path.realpath, libraries(program)))
    behind = [path for path in map(os.path.realpath, later(program, stem))
              if path not in start]
    best = loads(options, start + behind)
    name = os.path.basename(program)
    tell(name + ", at start", best[:len(start)], start)
    tell("%s, later, with %s" % (name, stem), best[len(start):], behind)


def loads(options, paths):
    """Microseconds for each, the best of some rounds."""
    rounds = []
    for _ in range(options.rounds):
        text = subprocess.run([options.build + "/tests/bench/load", *paths],
                              check=True, stdout=subprocess.PIPE)
        rounds.append([int(line.split()[0])
                       for line in text.stdout.decode().splitlines()])
    return [min(column) for column in zip(*rounds)]


def tell(title, best, paths):
    rows = sorted(zip(best, map(os.path.basename, paths)), reverse=True)
    shown = rows[:8]
    rest = sum(cost for cost, _ in rows[8:])
    print("- %s: %d libraries, %.1f ms together: %s, %d others %.1f ms" % (
        title, len(rows), sum(best) / 1000,
        ", ".join("%s %.1f" % (name.split(".so")[0], cost / 1000)
                  for cost, name in shown),
        len(rows) - len(shown), rest / 1000))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    program = options.build + "/fftpipe-lambda"
    if not os.path.exists(program):
        sys.exit("cold.py: fftpipe-lambda was not built")
    with open(options.source + "/docs/sample.png", "rb") as file:
        Bucket.objects["/pictures/input/sample.png"] = file.read()
    python = sys.executable
    peer = subprocess.run([python, "-c", "import boto3, numpy, PIL"],
                          stderr=subprocess.PIPE, check=False)
    with tempfile.TemporaryDirectory() as folder:
        certificate(folder)
        results = []
        for scheme, tls in (("http", False), ("https", True)):
            endpoint = serve(folder, tls)
            results.append(("fftpipe-lambda, " + scheme,
                            measure(options, [program], endpoint, folder)))
            if not peer.returncode:
                results.append(("Python, " + scheme, measure(
                    options, [python, options.source +
                              "/tests/bench/cold-peer.py"], endpoint, folder)))
    table(results)
    if peer.returncode:
        print("No Python beside it: boto3, numpy or Pillow is not here.")
    print("\nWhat loading costs:\n")
    costs(options, program, "libcurl")
    costs(options, options.build + "/fftpipe-worker", "libtiff")


main()
