"""Arrow batches in and out: columns, types, failures, carried columns."""

import datetime
import pickle

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")

from cleaner import OptionError, Options  # noqa: E402
from cleaner.adapters.arrow import BatchPlan, clean_batch, clean_batches  # noqa: E402

TITLE = "Harbour bridge opens to cyclists"
FIRST = "The council opened the old harbour bridge to cyclists on Monday after a long winter of repairs."
SECOND = "Engineers said that the new deck would carry twice the load of the one that it replaced last year."
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE}</title>
<meta name="author" content="Ada Quill"><meta property="article:published_time" content="2026-03-04T08:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article><footer>© 2026 Valley Post</footer></body></html>"""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def batch(**columns):
    return pa.RecordBatch.from_pydict(columns)


def rows(batch_, plan):
    return pa.Table.from_batches(clean_batches([batch_], plan)).to_pylist()


def test_a_page_becomes_a_typed_record():
    (row,) = rows(batch(id=["a"], url=["http://x.example/1"], html=[PAGE]), BatchPlan())
    assert row["id"] == "a"
    assert row["url"] == "http://x.example/1"
    assert row["title"] == TITLE
    assert row["text"] == f"{TITLE}\n\n{FIRST}\n\n{SECOND}"
    assert row["authors"] == ["Ada Quill"]
    assert row["date"] == datetime.date(2026, 3, 4)
    assert row["language"] == "en"
    assert 0 < row["confidence"] <= 1
    assert row["counts"]["paragraph"] == 2
    assert sum(row["counts"].values()) == row["n_blocks"]
    assert row["n_words"] == len(row["text"].split())
    assert row["failure"] is None
    assert row["failure_detail"] is None
    assert "blocks" not in row


def test_the_schema_is_known_before_and_holds_for_every_batch():
    plan = BatchPlan(format="markdown", blocks=True)
    source = batch(html=[PAGE, None], topic=["bridges", "none"])
    schema = plan.schema(source.schema)
    (cleaned,) = clean_batches([source], plan)
    assert cleaned.schema == schema
    first = cleaned.to_pylist()[0]
    assert first["markdown"].startswith(f"# {TITLE}")
    assert {block["label"] for block in first["blocks"]} >= {"title", "paragraph", "navigation"}
    (empty,) = clean_batches([source.slice(0, 0)], plan)
    assert empty.schema == schema
    assert empty.num_rows == 0


def test_a_record_that_fails_stays_in_its_place_with_the_reason():
    broken = pa.array([b"ok", b"\xff\xfe\xff"], pa.binary()).cast(pa.string(), safe=False)[1:]
    pages = pa.array([PAGE.encode(), None, PNG, b"<" * 5000, PAGE.encode()], pa.binary())
    plan = BatchPlan(max_size=4000)
    found = rows(pa.RecordBatch.from_arrays([pages, pa.array(range(5))], ["html", "id"]), plan)
    assert [row["failure"] for row in found] == [None, "null", "binary", "too_large", None]
    assert [row["id"] for row in found] == ["0", "1", "2", "3", "4"]
    assert found[3]["failure_detail"] == "5000 bytes, over the limit of 4000"
    assert [row["text"] is None for row in found] == [False, True, True, True, False]
    (row,) = rows(pa.RecordBatch.from_arrays([broken], ["html"]), plan)
    assert row["failure"] == "decode"


def test_a_defect_of_ours_costs_one_record(monkeypatch):
    import cleaner.adapters.arrow as adapter

    whole = adapter.to_record

    def fails_on_b(document, **how):
        if "bbb" in document.source:
            raise RuntimeError("a defect")
        return whole(document, **how)

    monkeypatch.setattr(adapter, "to_record", fails_on_b)
    found = rows(batch(html=["aaa", "bbb", "ccc"]), BatchPlan())
    assert [row["failure"] for row in found] == [None, "error", None]
    assert found[1]["failure_detail"] == "RuntimeError: a defect"


def test_other_columns_are_carried_through_and_collisions_get_another_name():
    source = batch(page=["One line."], title=["theirs"], input_title=["also"], n=[1], tags=[["a", "b"]])
    (row,) = rows(source, BatchPlan(column="page", kind="text"))
    assert row["title"] != "theirs"
    assert row["input_input_title"] == "theirs"
    assert row["input_title"] == "also"
    assert row["n"] == 1
    assert row["tags"] == ["a", "b"]
    assert "page" not in row


@pytest.mark.parametrize(
    "kind", ["string", "large_string", "string_view", "binary", "large_binary", "binary_view", "dictionary"]
)
def test_pages_may_be_of_any_string_or_bytes_type(kind):
    types = {"string_view": getattr(pa, "string_view", pa.string), "binary_view": getattr(pa, "binary_view", pa.binary)}
    if kind == "dictionary":
        column = pa.array([PAGE, PAGE, None]).dictionary_encode()
    else:
        made = types.get(kind, getattr(pa, kind, None))()
        column = pa.array([PAGE, PAGE, None], pa.string()).cast(pa.binary() if "binary" in kind else pa.string())
        column = column.cast(made)
    found = rows(pa.RecordBatch.from_arrays([column], ["html"]), BatchPlan())
    assert [row["title"] for row in found] == [TITLE, TITLE, None]
    assert found[2]["failure"] == "null"


def test_a_column_of_nulls_fails_row_by_row():
    found = rows(pa.RecordBatch.from_arrays([pa.nulls(2)], ["html"]), BatchPlan())
    assert [row["failure"] for row in found] == ["null", "null"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": ["a"]}, "there is no column 'html'; the columns are: text"),
        ({"html": [1]}, "column 'html' must be strings or bytes, not int64"),
        ({"html": ["a"], "id": [[1]]}, "column 'id' must be strings or numbers"),
    ],
)
def test_a_wrong_column_is_said_before_anything_runs(columns, message):
    with pytest.raises(OptionError, match=message):
        BatchPlan().schema(batch(**columns).schema)


def test_wrong_plans_are_refused():
    for wrong in ({"kind": "pdf"}, {"format": "html"}, {"max_size": 0}):
        with pytest.raises(OptionError):
            BatchPlan(**wrong)


def test_options_reach_the_cleaner_and_a_plan_can_be_pickled():
    plan = BatchPlan(options=Options(keep={"navigation"}))
    copy = pickle.loads(pickle.dumps(plan))
    assert copy == plan
    assert hash(copy) == hash(plan)
    (row,) = rows(batch(html=[PAGE]), copy)
    assert "Home" in row["text"]


def test_long_batches_come_out_in_pieces_in_order():
    source = batch(html=["A line of text."] * 150, id=list(range(150)))
    pieces = list(clean_batches([source], BatchPlan(kind="text")))
    assert len(pieces) == 3
    assert [row["id"] for piece in pieces for row in piece.to_pylist()] == [str(n) for n in range(150)]


def test_each_row_is_announced_before_it_is_cleaned():
    seen = []
    clean_batch(batch(html=["One.", "Two."]), BatchPlan(kind="text"), seen.append)
    assert seen == [0, 1]


def test_a_table_and_one_batch_are_batches_too():
    source, plan = batch(html=[PAGE, PAGE]), BatchPlan()
    whole = list(clean_batches([source], plan))
    assert list(clean_batches(source, plan)) == whole
    assert list(clean_batches(pa.Table.from_batches([source]), plan)) == whole


def test_options_and_templates_of_another_type_are_refused_before_any_page():
    with pytest.raises(OptionError, match="options must be Options"):
        BatchPlan(options="precision")
    with pytest.raises(OptionError, match=r"Template\.load"):
        BatchPlan(template="site.json")
