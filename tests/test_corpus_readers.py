"""Inputs: how they are found, what is read from each form, and what of it fails."""

import gzip
import io
import json
import os
import sys
import zlib

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra corpus")
pytest.importorskip("fastwarc", reason="needs the extra corpus")
pytest.importorskip(
    "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", reason="needs the extra corpus"
)

import pyarrow.parquet as pq  # noqa: E402
from corpora import page, text, warc_bytes, write_jsonl  # noqa: E402

from cleaner import OptionError, SourceError  # noqa: E402
from cleaner.corpus.carried import carried_schema, to_batch  # noqa: E402
from cleaner.corpus.items import Reading  # noqa: E402
from cleaner.corpus.lines import read_stdin  # noqa: E402
from cleaner.corpus.readers import read_items  # noqa: E402
from cleaner.corpus.sources import find_sources, zstandard  # noqa: E402

HTML = {"Content-Type": "text/html; charset=utf-8"}


def read(path, **reading):
    sources = find_sources([str(path)]).files
    how = Reading(**reading)
    carried = carried_schema(sources, how)
    return [item for source in sources for item in read_items(source, how, carried)]


def failures(items):
    return [item.failure[0] if item.failure else None for item in items]


def test_folders_patterns_and_files_become_sources_each_once(tmp_path):
    for name in ("b.html", "a.txt", "sub/c.jsonl.gz", "sub/d.parquet", "sub/e.warc.wet.gz", "photo.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = find_sources([str(tmp_path), str(tmp_path / "*.txt"), str(tmp_path / "a.txt"), "-"])
    assert [(s.path.rpartition("/")[2], s.form) for s in found.files] == [
        ("a.txt", "page"),
        ("b.html", "page"),
        ("c.jsonl.gz", "jsonl"),
        ("d.parquet", "parquet"),
        ("e.warc.wet.gz", "warc"),
        ("-", "jsonl"),
    ]
    assert found.passed_over == 1


def test_a_compressed_page_is_read_and_a_cut_one_is_a_failure(tmp_path):
    page = b"<html><body><p>Rain expected on Friday.</p></body></html>" * 50
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page)[:-12])
    first, second = find_sources([str(tmp_path)]).files
    assert [item.page for item in read_items(first, Reading(), None)] == [page]
    assert failures(read_items(second, Reading(), None)) == ["malformed"]


def test_files_without_a_telling_name_are_looked_into(tmp_path):
    (tmp_path / "one").write_bytes(gzip.compress(b"WARC/1.0\r\n"))
    (tmp_path / "two").write_bytes(b'{"text": "a"}\n')
    (tmp_path / "three").write_bytes(b"Just a text.")
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "four")
    forms = [find_sources([str(tmp_path / name)]).files[0].form for name in ("one", "two", "three", "four")]
    assert forms == ["warc", "jsonl", "page", "parquet"]


@pytest.mark.parametrize("given", ["nothing.html", "*.warc", "empty"])
def test_what_is_not_there_is_said_before_anything_runs(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError):
        find_sources([given])


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_jsonl_plain_and_compressed(tmp_path, suffix):
    path = tmp_path / f"in{suffix}"
    lines = b"".join(json.dumps({"text": text(n), "id": n}).encode() + b"\n" for n in range(3))
    packed = {
        ".jsonl": lambda: lines,
        ".jsonl.gz": lambda: gzip.compress(lines[:40]) + gzip.compress(lines[40:]),
        ".jsonl.zst": lambda: zstandard().compress(lines[:40]) + zstandard().compress(lines[40:]),
    }
    path.write_bytes(packed[suffix]())
    items = read(path)
    assert [(item.id, item.page, item.position) for item in items] == [
        (str(n), text(n), f"line {n + 1}") for n in range(3)
    ]


def test_each_bad_line_is_a_failure_of_its_own(tmp_path):
    path = tmp_path / "in.jsonl"
    good = {"id": "a", "text": "One."}
    bad = [
        b"{not json",
        b"[1]",
        b'{"id": "n"}',
        b'{"text": 5}',
        b'{"text": "caf\xe9"}',
        b'{"text": "%s"}' % (b"x" * 999),
    ]
    write_jsonl(path, [good, *bad, b"", good, b"[" * 900])
    items = read(path, max_size=1000)
    expected = [None, "malformed", "malformed", "null", "type", "decode", "too_large", None, "malformed"]
    assert failures(items) == expected
    assert items[2].id == f"{path}:3"
    assert items[3].id == "n"
    assert items[7].position == "line 9"


def test_a_line_over_the_limit_is_not_held_in_memory(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb") as file:
        file.write(b'{"text": "')
        for _ in range(100):
            file.write(b"<" * 1_000_000)
        file.write(b'"}\n{"text": "Next."}\n')
    assert failures(read(path, max_size=1_000_000)) == ["too_large", None]


def test_other_fields_get_columns_or_go_to_extra(tmp_path):
    path = tmp_path / "in.jsonl"
    write_jsonl(
        path,
        [
            {"text": "a", "topic": "x", "score": 1, "deep": {"a": [1]}},
            {"text": "b", "topic": None, "score": 0.5, "late": "l"},
            {"text": "c", "topic": "z", "score": 2**70},
            b'{"text": "d\\ud800", "topic": "\\ud800"}',
        ],
    )
    sources = find_sources([str(path)]).files
    schema = carried_schema(sources, Reading())
    assert dict(zip(schema.names, map(str, schema.types), strict=True)) == {
        "topic": "string",
        "score": "double",
        "late": "string",
        "extra": "string",
    }
    rows = to_batch(read(path), schema).to_pylist()
    assert [row["topic"] for row in rows] == ["x", None, "z", "\ufffd"]
    assert [row["score"] for row in rows] == [1.0, 0.5, None, None]
    assert json.loads(rows[0]["extra"]) == {"deep": {"a": [1]}}
    assert json.loads(rows[2]["extra"]) == {"score": 2**70}


def test_parquet_keeps_the_types_of_its_columns(tmp_path):
    table = pa.table(
        {
            "content": [page(1), None, "x" * 2000],
            "id": [7, 8, 9],
            "tags": [["a"], [], None],
            "when": pa.array([1001, 2, 3], pa.timestamp("ns")),
            "kind": pa.array(["k", "k", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    items = read(tmp_path / "in.parquet", max_size=1500)
    assert failures(items) == [None, "null", "too_large"]
    assert [item.id for item in items] == ["7", "8", "9"]
    sources = find_sources([str(tmp_path)]).files
    batch = to_batch(items[:1], carried_schema(sources, Reading()))
    assert [str(kind) for kind in batch.schema.types[3:]] == ["list<element: string>", "timestamp[ns]", "string"]


def test_parquet_files_must_agree_and_have_the_page(tmp_path):
    pq.write_table(pa.table({"html": ["a"], "n": [1]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"html": ["a"], "n": ["x"]}), tmp_path / "b.parquet")
    with pytest.raises(OptionError, match=r"column 'n' is int64 in .*a.parquet and string in .*b.parquet"):
        carried_schema(find_sources([str(tmp_path)]).files, Reading())
    with pytest.raises(OptionError, match="there is no column 'body'; the columns are: html, n"):
        carried_schema(find_sources([str(tmp_path / "a.parquet")]).files, Reading(field="body"))


@pytest.mark.parametrize("gz", [True, False])
def test_warc_gives_the_html_of_responses_and_counts_the_rest(tmp_path, gz):
    records = [
        ("response", "http://x.example/1", page(1).encode(), HTML),
        ("response", "http://x.example/2.png", b"\x89PNG", {"Content-Type": "image/png"}),
        ("request", "http://x.example/3", b"GET / HTTP/1.1\r\n\r\n", None),
        ("response", "http://x.example/4", "<p>Grüße".encode("cp1252"), {"Content-Type": "text/html; charset=latin-1"}),
        ("response", "http://x.example/5", page(5).encode(), {}),
        ("response", "http://x.example/6", b"no markup", {}),
    ]
    (tmp_path / "a.warc").write_bytes(warc_bytes(records, gz=gz))
    items = read(tmp_path / "a.warc")
    assert [item.is_page for item in items] == [True, False, True, True, False]
    pages = [item for item in items if item.is_page]
    assert [item.url for item in pages] == [f"http://x.example/{n}" for n in (1, 4, 5)]
    assert pages[0].page == page(1).encode()
    assert pages[0].id == "<urn:uuid:00000000-0000-4000-8000-000000000000>"
    assert pages[0].carried == {"warc_date": "2026-03-04T05:06:07Z", "http_status": 200}
    assert pages[1].page == "<p>Grüße".encode()
    assert {item.kind for item in pages} == {"html"}


def test_wet_gives_text(tmp_path):
    records = [("conversion", f"http://x.example/{n}", text(n).encode(), None) for n in range(3)]
    (tmp_path / "a.warc.wet.gz").write_bytes(warc_bytes(records))
    items = read(tmp_path / "a.warc.wet.gz")
    assert [item.page for item in items] == [text(n).encode() for n in range(3)]
    assert {item.kind for item in items} == {"text"}
    assert {item.kind for item in read(tmp_path / "a.warc.wet.gz", kind="html")} == {"html"}


def test_names_and_charsets_that_are_none_cost_nothing(tmp_path):
    latin = "<p>Grüße".encode("cp1252")
    types = [f"text/html; charset={name}" for name in ("hex", "nonsense", "utf-8", "")]
    records = [("response", "http://x.example", latin, {"Content-Type": kind}) for kind in types]
    (tmp_path / "a.warc").write_bytes(warc_bytes(records))
    assert [item.page for item in read(tmp_path / "a.warc")] == [latin] * 4
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.html")
    with open(name, "w") as file:
        file.write(page(1))
    (item,) = read(name)
    assert item.id.endswith("\ufffd.html")


def chunked(data):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)


def brotli(data):
    return pytest.importorskip("brotli").compress(data)


@pytest.mark.parametrize(
    ("headers", "encode"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress),
        ({"Content-Encoding": "deflate"}, zlib.compress),
        ({"Content-Encoding": "br"}, brotli),
        ({"Transfer-Encoding": "chunked"}, chunked),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, lambda data: chunked(gzip.compress(data))),
        ({"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}, lambda data: data),
    ],
)
def test_codings_of_http_are_undone(tmp_path, headers, encode):
    body = page(1).encode()
    (tmp_path / "a.warc").write_bytes(warc_bytes([("response", "http://x.example", encode(body), HTML | headers)] * 2))
    assert [item.page for item in read(tmp_path / "a.warc")] == [body, body]


def test_bombs_and_damage_in_warc_cost_their_record_only(tmp_path):
    zeros = b"<" * 30_000_000
    records = [
        ("response", "http://x.example/1", gzip.compress(zeros), HTML | {"Content-Encoding": "gzip"}),
        ("response", "http://x.example/2", brotli(zeros), HTML | {"Content-Encoding": "br"}),
        ("response", "http://x.example/3", zeros, HTML),
        (
            "response",
            "http://x.example/4",
            gzip.compress(b"x" * 999)[:12] + b"\xff" * 9,
            HTML | {"Content-Encoding": "gzip"},
        ),
        ("response", "http://x.example/5", b"x", HTML | {"Content-Encoding": "rot13"}),
        ("response", "http://x.example/6", page(6).encode(), HTML),
    ]
    (tmp_path / "a.warc.gz").write_bytes(warc_bytes(records))
    items = read(tmp_path / "a.warc.gz", max_size=1_000_000)
    assert failures(items) == ["too_large", "too_large", "too_large", "decode", "decode", None]


@pytest.mark.parametrize("gz", [True, False])
def test_a_file_that_is_cut_short_says_so(tmp_path, gz):
    whole = warc_bytes([("response", f"http://x.example/{n}", page(n).encode(), HTML) for n in range(3)], gz=gz)
    (tmp_path / "a.warc").write_bytes(whole[:-200])
    assert failures(read(tmp_path / "a.warc")) == [None, None, "malformed"]
    lines = gzip.compress(b"".join(json.dumps({"text": text(n)}).encode() + b"\n" for n in range(2000)))
    (tmp_path / "b.jsonl.gz").write_bytes(lines[: len(lines) // 2])
    items = read(tmp_path / "b.jsonl.gz")
    assert failures(items)[-1] == "malformed"
    assert failures(items)[:-1] == [None] * (len(items) - 1)
    assert "cannot be read" in items[-1].failure[1]


def test_a_damaged_warc_is_read_up_to_the_damage(tmp_path):
    whole = bytearray(warc_bytes([("response", f"http://x.example/{n}", page(n).encode(), HTML) for n in range(3)]))
    middle = len(whole) // 2
    whole[middle : middle + 30] = b"\7" * 30
    (tmp_path / "a.warc.gz").write_bytes(bytes(whole))
    found = failures(read(tmp_path / "a.warc.gz"))
    assert found[0] is None
    assert found[-1] == "malformed"


def test_standard_input_is_jsonl_or_one_page():
    lines = io.BytesIO(b'{"text": "One.", "id": "a"}\n{"text": "Two.", "topic": "t"}\n')
    assert [(item.id, item.page) for item in read_stdin(Reading(), lines)] == [("a", "One."), (None, "Two.")]
    (item,) = read_stdin(Reading(), io.BytesIO(page(1).encode()))
    assert item.page == page(1).encode()
    (item,) = read_stdin(Reading(max_size=10), io.BytesIO(b"x" * 11))
    assert item.failure[0] == "too_large"


def test_a_file_over_the_limit_is_a_failure(tmp_path):
    (tmp_path / "big.html").write_bytes(b"<" * 100)
    assert failures(read(tmp_path / "big.html", max_size=99)) == ["too_large"]
