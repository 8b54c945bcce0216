"""What the corpus tests share: invented pages, inputs made of them, cleanings that misbehave. No tests."""

import gzip
import io
import json
import os
import signal
import time

from cleaner.adapters.arrow import clean_batch

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."


def text(number):
    """A flattened page, different for each number."""
    middle = f"Number {number} of the series follows the work on span {number * 7}."
    return f"{TITLE}\n\nShare\n\n{FIRST}\n\n{middle}\n\n{SECOND}"


def page(number):
    """An HTML page, different for each number."""
    paragraphs = "".join(f"<p>{line}</p>" for line in text(number).split("\n\n")[2:])
    return f"""<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>{TITLE}</h1>{paragraphs}</article><footer>© 2026 Valley Post</footer></body></html>"""


def write_jsonl(path, records):
    opener = gzip.open if path.name.endswith(".gz") else open
    with opener(path, "wb") as file:
        for record in records:
            line = record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode()
            file.write(line + b"\n")


def warc_bytes(records, *, gz=True):
    """A WARC file of (type, url, body, HTTP headers or None)."""
    from fastwarc import WarcRecord, WarcRecordType

    out = io.BytesIO()
    for number, (kind, url, body, headers) in enumerate(records):
        record = WarcRecord()
        record.init_headers(getattr(WarcRecordType, kind), f"uuid:00000000-0000-4000-8000-{number:012d}".encode())
        record.headers["WARC-Target-URI"] = url
        record.headers["WARC-Date"] = "2026-03-04T05:06:07Z"
        if headers is None:
            record.headers["Content-Type"] = "text/plain"
            content = body
        else:
            record.headers["Content-Type"] = "application/http; msgtype=response"
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            content = f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body
        record.set_bytes_content(content)
        plain = io.BytesIO()
        record.write(plain)
        out.write(gzip.compress(plain.getvalue(), mtime=0) if gz else plain.getvalue())
    return out.getvalue()


def misbehave(batch, plan, started):
    """Clean as always, but hang, crash or be killed at pages that say so."""

    def start(row):
        started(row)
        value = batch.column(0)[row].as_py() or ""
        value = value if isinstance(value, str) else value.decode("utf-8", "replace")
        if value.startswith("HANG"):
            time.sleep(60)
        if value.startswith("CRASH"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if value.startswith("ONCE "):
            # Dies at the first try only, as a worker does that the machine or a person has killed.
            try:
                os.close(os.open(value.split()[1], os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
            os.kill(os.getpid(), signal.SIGKILL)

    return clean_batch(batch, plan, start)


def slow(batch, plan, started):
    """Clean as always, a little slower, so that there is time to disturb it."""
    time.sleep(0.05)
    return clean_batch(batch, plan, started)
